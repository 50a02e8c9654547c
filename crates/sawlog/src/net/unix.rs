//! Addresses of Unix sockets, those of Linux's abstract namespace among them.

use std::fs::{self, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind, socket_with};

/// The address of a path; one that begins with a NUL is a name in the abstract namespace, as in Python.
fn address(path: &Path) -> io::Result<SocketAddrUnix> {
    match path.as_os_str().as_bytes() {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        [0, name @ ..] => Ok(SocketAddrUnix::new_abstract_name(name)?),
        _ => Ok(SocketAddrUnix::new(path)?),
    }
}

/// A connected socket that does not block. A listener whose queue is full is an error, it is not waited for.
pub(super) fn connected(path: &Path, kind: SocketType) -> io::Result<OwnedFd> {
    let address = address(path)?;
    let socket = socket_with(AddressFamily::UNIX, kind, SocketFlags::CLOEXEC | SocketFlags::NONBLOCK, None)?;
    rustix::net::connect(&socket, &address)?;
    Ok(socket)
}

/// A connection to who listens at a path, which does not block.
pub(crate) fn connect(path: &Path) -> io::Result<UnixStream> {
    connected(path, SocketType::STREAM).map(UnixStream::from)
}

/// A socket that listens at a path, for its user alone, and does not block; so many may wait to be accepted.
pub(crate) fn listen(path: &Path, waiting: u16) -> io::Result<UnixListener> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    bind(&socket, &SocketAddrUnix::new(path)?)?;
    // Nobody can connect before it listens.
    let protected = fs::set_permissions(path, Permissions::from_mode(0o600));
    let listens = protected.and_then(|()| Ok(rustix::net::listen(&socket, waiting.into())?));
    listens.inspect_err(|_| drop(fs::remove_file(path)))?;
    Ok(socket.into())
}
