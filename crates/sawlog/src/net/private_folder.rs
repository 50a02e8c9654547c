//! Folders in which nobody but their user can put a socket or a file, or another one in its place.

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::geteuid;

/// Makes sure that the folder of this path can be changed by this user and by root alone.
///
/// # Errors
/// It is not there, or others can change it: whoever is found at the path may be anybody.
pub(crate) fn check_private_folder(path: &Path) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    check_private(folder, "put a socket of their own there")
}

/// Makes sure that this folder can be changed by this user and by root alone; else others could do what is said.
///
/// # Errors
/// As those of [`check_private_folder`].
pub(crate) fn check_private(folder: &Path, danger: &str) -> Result<()> {
    let said =
        |error: Error| Error::new(error.kind(), format!("cannot look at the folder {}: {error}", folder.display()));
    let found = fs::metadata(folder).map_err(said)?;
    let refused = |why: &str| {
        let text = format!("the folder {} {why}: others could {danger}", folder.display());
        Err(Error::new(ErrorKind::PermissionDenied, text))
    };
    let user = geteuid().as_raw();
    if found.uid() != user && found.uid() != 0 {
        return refused("belongs to another user");
    }
    if found.mode() & 0o022 != 0 {
        return refused("can be changed by others (chmod go-w)");
    }
    Ok(())
}
