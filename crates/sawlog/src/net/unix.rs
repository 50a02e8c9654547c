//! Addresses of Unix sockets, those of Linux's abstract namespace among them.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};

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
    connect(&socket, &address)?;
    Ok(socket)
}

/// Whether this is a name in the abstract namespace, and no file.
#[cfg(feature = "zmq")]
pub(super) fn is_abstract(path: &Path) -> bool {
    path.as_os_str().as_bytes().first() == Some(&0)
}

/// A socket that listens at a path, at which there is none.
#[cfg(feature = "zmq")]
pub(super) fn listening(path: &Path) -> io::Result<OwnedFd> {
    let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    rustix::net::bind(&socket, &address(path)?)?;
    rustix::net::listen(&socket, 128)?;
    Ok(socket)
}
