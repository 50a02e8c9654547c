//! Listening sockets: how they are opened, and what is left of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, listen, socket_with, sockopt::set_socket_reuseaddr};

use super::error::ListenError;
use super::stream::Stream;
use crate::net::{Address, SocketPath, connect_unix, listen_unix};

/// A socket that listens, without blocking; a Unix socket's path goes with it.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpListener),
    Unix { listener: UnixListener, path: SocketPath },
}

impl Socket {
    /// Opens one, and where it is then.
    pub(super) fn open(address: &Address, has_key: bool, waiting: u16) -> Result<(Socket, Address), ListenError> {
        let failed = |error: io::Error| match error.kind() {
            ErrorKind::AddrInUse => ListenError::InUse(address.to_string()),
            _ => ListenError::Listen(address.to_string(), error),
        };
        match address {
            Address::Host { host, port } => {
                let at = find(host, *port).map_err(|error| ListenError::Find(address.to_string(), error))?;
                if !at.ip().to_canonical().is_loopback() && !has_key {
                    return Err(ListenError::NoKey(address.to_string()));
                }
                let listener = open_tcp(at, waiting).map_err(failed)?;
                let at = listener.local_addr().map_err(failed)?;
                Ok((Socket::Tcp(listener), Address::host(at.ip().to_string(), at.port())))
            }
            Address::Unix(path) if path.as_os_str().as_bytes().first().is_none_or(|byte| *byte == 0) => {
                Err(ListenError::Abstract)
            }
            Address::Unix(path) => {
                make_way(path)?;
                let listener = listen_unix(path, waiting).map_err(failed)?;
                Ok((Socket::Unix { listener, path: SocketPath::new(path) }, address.clone()))
            }
        }
    }

    /// The next client, and what it is called.
    pub(super) fn accept(&self) -> io::Result<(Stream, String)> {
        let (stream, peer) = match self {
            Socket::Tcp(listener) => listener.accept().map(|(stream, peer)| (Stream::Tcp(stream), peer.to_string()))?,
            Socket::Unix { listener, path } => listener
                .accept()
                .map(|(stream, _)| (Stream::Unix(stream), format!("unix:{}", path.as_path().display())))?,
        };
        stream.set_nonblocking()?;
        Ok((stream, peer))
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Socket::Tcp(listener) => listener.as_fd(),
            Socket::Unix { listener, .. } => listener.as_fd(),
        }
    }
}

/// The first address of a host; IPv4 before IPv6, as in Python.
fn find(host: &str, port: u16) -> io::Result<SocketAddr> {
    let found: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
    let first = found.iter().find(|at| at.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| io::Error::new(ErrorKind::NotFound, "the name means no address"))
}

fn open_tcp(at: SocketAddr, waiting: u16) -> io::Result<TcpListener> {
    let family = if at.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC | SocketFlags::NONBLOCK, None)?;
    set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &at)?;
    listen(&socket, waiting.into())?;
    Ok(socket.into())
}

/// Removes a socket that nobody listens at any more.
fn make_way(path: &Path) -> Result<(), ListenError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        return Err(ListenError::NoSocket(path.to_owned()));
    }
    match connect_unix(path) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(|error| ListenError::Listen(path.display().to_string(), error))
        }
        _ => Err(ListenError::InUse(path.display().to_string())),
    }
}
