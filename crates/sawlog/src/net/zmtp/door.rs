//! An endpoint that is bound, or will be as soon as the system lets it.

use std::fs;
use std::io;
use std::net::{TcpListener, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::net::sockopt;

use super::endpoint::Endpoint;
use crate::fork::Alone;
use crate::net::Address;
use crate::net::back_off::{BackOff, BackOffTimes};
use crate::net::socket::Socket;
use crate::net::socket_path::SocketPath;
use crate::net::unix;

/// Where peers come in.
#[derive(Debug)]
pub(super) struct Door {
    endpoint: Endpoint,
    listener: Option<Listener>,
    back_off: BackOff,
    /// Whether it was told that it cannot be bound.
    told: bool,
}

#[derive(Debug)]
enum Listener {
    Tcp(Alone<TcpListener>),
    /// With its file, if it has one.
    Unix(Alone<UnixListener>, #[expect(dead_code, reason = "the file goes with it")] Option<SocketPath>),
}

/// Connections that wait to be let in.
const WAITING: u16 = 128;
/// How long nobody is let in after that has failed.
const PAUSE: Duration = Duration::from_millis(100);

impl Door {
    pub(super) fn new(endpoint: Endpoint, times: BackOffTimes) -> Door {
        Door { endpoint, listener: None, back_off: BackOff::new(times), told: false }
    }

    /// How long it is until there is something to do, if there will be.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let wait = self.back_off.wait(now);
        (self.listener.is_none() || !wait.is_zero()).then_some(wait)
    }

    /// Binds it unless it is bound; what is to be told of that.
    pub(super) fn tend(&mut self, now: Instant) -> Option<String> {
        if self.listener.is_some() || !self.back_off.wait(now).is_zero() {
            return None;
        }
        match bind(self.endpoint.address()) {
            Ok(listener) => {
                self.listener = Some(listener);
                self.back_off.succeeded();
                self.told = false;
                None
            }
            Err(error) => {
                self.back_off.failed(now);
                let told = std::mem::replace(&mut self.told, true);
                (!told).then(|| format!("{} cannot be bound, it is tried again: {error}", self.endpoint))
            }
        }
    }

    /// What to wait for, while peers may come in.
    pub(super) fn socket(&self, now: Instant) -> Option<BorrowedFd<'_>> {
        let listener = self.listener.as_ref().filter(|_| self.back_off.wait(now).is_zero());
        listener.map(|listener| match listener {
            Listener::Tcp(listener) => listener.as_fd(),
            Listener::Unix(listener, _) => listener.as_fd(),
        })
    }

    /// Where it is bound, with the port that the system chose.
    pub(super) fn bound(&self) -> Option<Endpoint> {
        match self.listener.as_ref()? {
            Listener::Tcp(listener) => {
                Some(self.endpoint.bound_to(listener.local_addr().ok().map(|bound| bound.port())))
            }
            Listener::Unix(..) => Some(self.endpoint.clone()),
        }
    }

    /// Lets a peer in; says its name, too.
    pub(super) fn accept(&mut self, now: Instant) -> Option<(String, Arc<Socket>)> {
        let accepted = match self.listener.as_ref()? {
            Listener::Tcp(listener) => listener.accept().and_then(|(socket, from)| {
                socket.set_nonblocking(true)?;
                tune(&socket)?;
                Ok((format!("tcp://{from}"), Socket::Tcp(socket)))
            }),
            Listener::Unix(listener, _) => listener.accept().and_then(|(socket, _)| {
                socket.set_nonblocking(true)?;
                Ok((format!("a peer at {}", self.endpoint), Socket::Unix(socket)))
            }),
        };
        match accepted {
            Ok((name, socket)) => {
                self.back_off.succeeded();
                Some((name, Arc::new(socket)))
            }
            Err(error) => {
                // There may be no descriptors left, and the peer waits on.
                if error.kind() != io::ErrorKind::WouldBlock {
                    self.back_off = BackOff::new(BackOffTimes { initial: PAUSE, factor: 1.0, max: PAUSE });
                    self.back_off.failed(now);
                }
                None
            }
        }
    }
}

/// Small messages are sent at once, and a host that is gone without a word is found out within a minute of silence.
pub(super) fn tune(socket: &std::net::TcpStream) -> io::Result<()> {
    socket.set_nodelay(true)?;
    sockopt::set_socket_keepalive(socket, true)?;
    sockopt::set_tcp_keepidle(socket, Duration::from_secs(15))?;
    sockopt::set_tcp_keepintvl(socket, Duration::from_secs(10))?;
    sockopt::set_tcp_keepcnt(socket, 4)?;
    Ok(())
}

fn bind(address: &Address) -> io::Result<Listener> {
    match address {
        Address::Host { host, port } => {
            let mut addresses: Vec<_> = (host.as_str(), *port).to_socket_addrs()?.collect();
            // ZeroMQ's other implementations look for a name's IPv4 address first.
            addresses.sort_by_key(|address| address.is_ipv6());
            // A child that is forked does not keep the port.
            let listener = Alone::open(|| TcpListener::bind(&addresses[..]))?;
            listener.set_nonblocking(true)?;
            Ok(Listener::Tcp(listener))
        }
        Address::Unix(path) if unix::is_abstract(path) => {
            Ok(Listener::Unix(Alone::open(|| unix::listen_abstract(path, WAITING))?, None))
        }
        Address::Unix(path) => {
            vacate(path)?;
            let listener = Alone::open(|| unix::listen(path, WAITING))?;
            Ok(Listener::Unix(listener, Some(SocketPath::new(path))))
        }
    }
}

/// Makes sure that nobody listens at a path, and removes the socket of one who did.
fn vacate(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt as _;
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(there) if !there.file_type().is_socket() => {
            Err(io::Error::new(io::ErrorKind::AlreadyExists, "there is a file that is no socket"))
        }
        Ok(_) => match unix::connect(path) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            _ => Err(io::Error::new(io::ErrorKind::AddrInUse, "another process listens there")),
        },
    }
}
