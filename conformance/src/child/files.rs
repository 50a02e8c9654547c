//! The files of a scenario's folder: laid, touched, stamped, kept.

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// What is in each file below the current folder.
pub(super) type Contents = BTreeMap<PathBuf, Vec<u8>>;

/// Writes a file, and makes the folders it lies in.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}

/// Gives every file of the current folder this time of modification, and reads it.
pub(super) fn stamp_and_read(nanos: i64) -> io::Result<Contents> {
    let mut contents = Contents::new();
    walk(Path::new(""), nanos, &mut contents)?;
    Ok(contents)
}

fn walk(folder: &Path, nanos: i64, contents: &mut Contents) -> io::Result<()> {
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(listed)? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if path.is_dir() {
            walk(&path, nanos, contents)?;
        } else if path.is_file() {
            let since = Duration::from_nanos(nanos.unsigned_abs());
            let time = if nanos < 0 { UNIX_EPOCH - since } else { UNIX_EPOCH + since };
            File::open(&path)?.set_times(FileTimes::new().set_modified(time).set_accessed(time))?;
            contents.insert(path.clone(), fs::read(&path)?);
        }
    }
    Ok(())
}
