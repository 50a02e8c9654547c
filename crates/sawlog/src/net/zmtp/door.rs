//! An endpoint that is bound, or will be as soon as the system lets it.

use std::fs;
use std::io;
use std::net::{TcpListener, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::net::{SocketType, sockopt};

use super::endpoint::Endpoint;
use crate::net::Address;
use crate::net::back_off::{BackOff, BackOffTimes};
use crate::net::socket::Socket;
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
    Tcp(TcpListener),
    /// With its file, by device and number, if it has one.
    Unix(UnixListener, Option<(PathBuf, (u64, u64))>),
}

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

impl Drop for Listener {
    fn drop(&mut self) {
        if let Listener::Unix(_, Some((path, file))) = self
            && identity(path).is_ok_and(|there| there == *file)
        {
            let _ = fs::remove_file(path);
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
            let listener = TcpListener::bind(&addresses[..])?;
            listener.set_nonblocking(true)?;
            Ok(Listener::Tcp(listener))
        }
        Address::Unix(path) => {
            let listener = bind_unix(path)?;
            listener.0.set_nonblocking(true)?;
            Ok(Listener::Unix(listener.0, listener.1))
        }
    }
}

type Bound = (UnixListener, Option<(PathBuf, (u64, u64))>);

/// Binds beside the path and moves the socket there, when it can be reached by its owner alone.
fn bind_unix(path: &Path) -> io::Result<Bound> {
    if unix::is_abstract(path) {
        return Ok((UnixListener::from(unix::listening(path)?), None));
    }
    vacate(path)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    vacate(&beside)?;
    let listener = UnixListener::from(unix::listening(&beside)?);
    let placed = fs::set_permissions(&beside, fs::Permissions::from_mode(0o600))
        .and_then(|()| fs::rename(&beside, path))
        .and_then(|()| identity(path));
    match placed {
        Ok(file) => Ok((listener, Some((path.to_owned(), file)))),
        Err(error) => {
            let _ = fs::remove_file(&beside);
            Err(error)
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
        Ok(_) => match unix::connected(path, SocketType::STREAM).map(UnixStream::from) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            _ => Err(io::Error::new(io::ErrorKind::AddrInUse, "another process listens there")),
        },
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::symlink_metadata(path).map(|file| (file.dev(), file.ino()))
}
