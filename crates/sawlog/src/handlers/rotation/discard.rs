//! Files removed without waiting for their blocks to be freed.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::background;

/// From how many bytes on a file takes long to free.
const LARGE: u64 = 1 << 20;

/// Removes a file; one that is not there is no error. Its blocks are freed by the thread for backups: for a large file
/// that takes longer than a record may wait.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    // A file that is open stays until it is closed, without a name. To open a pipe would wait for its other end.
    let is_large = fs::symlink_metadata(path).is_ok_and(|file| file.is_file() && file.len() >= LARGE);
    let open = if is_large { File::open(path).ok() } else { None };
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        removed => removed?,
    }
    if let Some(file) = open {
        background::close(file);
    }
    Ok(())
}
