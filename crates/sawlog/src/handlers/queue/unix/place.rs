//! The place where a listener is found: a socket of its user's alone, held by one listener at a time.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Error, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use crate::fork::Alone;
use crate::net::{SocketPath, check_private_folder, listen_unix};

/// So many workers may wait to be accepted.
const WAITING: u16 = 128;

/// A socket that listens. Its path goes with it, and the lock beside it, which a listener that was killed lets go of, its children or not.
pub(super) struct Place {
    pub(super) listener: Alone<UnixListener>,
    _path: SocketPath,
    _lock: Alone<File>,
}

impl Place {
    /// Listens at the path; the folder is made if its own folder is there.
    ///
    /// # Errors
    /// Another one listens there, others could change the folder, or what is at the path is no socket.
    pub(super) fn take(path: &Path) -> io::Result<Place> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
            DirBuilder::new().mode(0o700).create(folder)?;
        }
        check_private_folder(path)?;
        let mut options = File::options();
        let options = options.write(true).create(true).truncate(false).mode(0o600);
        let lock = Alone::open(|| options.open(lock_of(path)))?;
        lock.try_lock().map_err(|_| Error::new(ErrorKind::AddrInUse, "another listener is there"))?;
        // Whoever had it has let go of the lock, so nobody listens at what is left.
        match fs::symlink_metadata(path) {
            Ok(found) if found.file_type().is_socket() => fs::remove_file(path)?,
            Ok(_) => return Err(Error::new(ErrorKind::AlreadyExists, "there is something that is no socket")),
            Err(_) => {}
        }
        let listener = Alone::open(|| listen_unix(path, WAITING))?;
        Ok(Place { listener, _path: SocketPath::new(path), _lock: lock })
    }
}

/// The file whose lock tells who listens.
pub(super) fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
