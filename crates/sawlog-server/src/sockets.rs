//! Listening sockets: how they are opened, and what comes out of them.

use std::fmt::Display;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Error, Result, anyhow, bail};
use socket2::{Domain, Protocol, SockAddr, Socket, TcpKeepalive, Type};

use crate::address::{Address, Endpoint};

/// Clients that may wait to be accepted; the system may allow less.
const BACKLOG: i32 = 4096;
/// A client's machine that is gone without a word is noticed after this long.
const KEEPALIVE: Duration = Duration::from_secs(300);

/// A socket that listens. It never blocks.
pub(crate) struct Listening {
    pub(crate) socket: Socket,
    pub(crate) at: Endpoint,
}

/// The stream of a client that has connected. It never blocks.
pub(crate) enum Accepted {
    Tcp(std::net::TcpStream),
    Unix(std::os::unix::net::UnixStream),
}

impl Listening {
    /// Opens all the addresses that this one means.
    ///
    /// # Errors
    /// The name means no address, or one of them is taken or not ours.
    pub(crate) fn open(address: &Address) -> Result<Vec<Listening>> {
        match address {
            Address::Tcp { host, port } => {
                let found =
                    (host.as_str(), *port).to_socket_addrs().with_context(|| format!("cannot find {address}"))?;
                let mut listening = Vec::new();
                for at in found {
                    listening.push(open_tcp(at).map_err(|error| cannot_listen(at, error))?);
                }
                if listening.is_empty() {
                    bail!("{address} means no address");
                }
                Ok(listening)
            }
            Address::Unix(path) => Ok(vec![open_unix(path).map_err(|error| cannot_listen(address, error))?]),
        }
    }

    /// The next client who has connected already; `WouldBlock` if there is none.
    pub(crate) fn accept(&self) -> io::Result<(Accepted, Endpoint)> {
        let (socket, peer) = self.socket.accept()?;
        self.prepare(socket, peer.as_socket())
    }

    /// The stream of a client, and where the client is.
    pub(crate) fn prepare(&self, socket: Socket, peer: Option<SocketAddr>) -> io::Result<(Accepted, Endpoint)> {
        socket.set_nonblocking(true)?;
        match &self.at {
            Endpoint::Tcp(at) => {
                // Without it a connection outlives its client's machine; that is no reason to refuse it.
                let _ = socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE));
                Ok((Accepted::Tcp(socket.into()), Endpoint::Tcp(peer.unwrap_or(*at))))
            }
            Endpoint::Unix(_) => Ok((Accepted::Unix(socket.into()), self.at.clone())),
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Endpoint::Unix(path) = &self.at {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Why there is no socket at an address, and what to do where somebody else has it.
fn cannot_listen(at: impl Display, error: io::Error) -> Error {
    let instead = match error.kind() {
        io::ErrorKind::AddrInUse => {
            " (--listen 127.0.0.1:0 takes a free port; --listen none, where records come out of queues alone, needs none)"
        }
        _ => "",
    };
    anyhow!("cannot listen at {at}: {error}{instead}")
}

fn open_tcp(at: SocketAddr) -> io::Result<Listening> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    if at.is_ipv6() {
        // `[::]` beside `0.0.0.0` is two listeners, not a clash.
        socket.set_only_v6(true)?;
    }
    let at = listen(&socket, &at.into())?.as_socket().unwrap_or(at);
    Ok(Listening { socket, at: Endpoint::Tcp(at) })
}

fn open_unix(path: &Path) -> io::Result<Listening> {
    // A socket that nobody listens at any more is what an earlier server left behind.
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    let refuses = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    if is_socket && std::os::unix::net::UnixStream::connect(path).is_err_and(refuses) {
        std::fs::remove_file(path)?;
    }
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    listen(&socket, &SockAddr::unix(path)?)?;
    Ok(Listening { socket, at: Endpoint::Unix(Arc::from(path)) })
}

/// Has a socket listen; where it does.
fn listen(socket: &Socket, at: &SockAddr) -> io::Result<SockAddr> {
    socket.set_nonblocking(true)?;
    socket.bind(at)?;
    socket.listen(BACKLOG)?;
    socket.local_addr()
}
