//! Datagrams to one peer: each goes whole, or not at all.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use rustix::net::SocketType;

use super::Address;
use super::ready::wait_writable;
use super::resolve::{Lookups, Resolver};
use super::unix;
use crate::fork::generation;

/// A socket for datagrams to one peer, made with the first one.
#[derive(Debug)]
pub(crate) struct Datagrams {
    address: Address,
    lookups: Lookups,
    timeout: Duration,
    open: Mutex<Option<Open>>,
}

/// A socket in use.
#[derive(Debug)]
struct Open {
    socket: Socket,
    /// In which process it was made.
    generation: u64,
    /// Whether the peer took nothing within the limit: it is not waited for again until it does.
    stalled: bool,
}

#[derive(Debug)]
enum Socket {
    /// Not connected: who does not listen is not noticed, as with Python's.
    Udp(UdpSocket, SocketAddr),
    Unix(UnixDatagram),
}

impl Datagrams {
    /// `timeout` is how long a call may take, name resolution included.
    pub(crate) fn new(address: Address, timeout: Duration, resolver: Resolver) -> Datagrams {
        Datagrams { address, lookups: Lookups::new(resolver), timeout, open: Mutex::new(None) }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Sends one datagram.
    ///
    /// A Unix socket that was made anew by its owner is found again: what the old one refuses is sent to the new one.
    ///
    /// # Errors
    /// There is no way to the peer, it takes nothing within the limit, or the datagram is larger than the system takes.
    pub(crate) fn send(&self, datagram: &[u8]) -> io::Result<()> {
        let deadline = Instant::now() + self.timeout;
        let mut slot = self.lock();
        let kept = slot.take().filter(|open| open.generation == generation());
        let was_kept = kept.is_some();
        let mut open = match kept {
            Some(open) => open,
            None => self.open(deadline)?,
        };
        let mut sent = open.send(datagram, deadline);
        if was_kept && sent.as_ref().is_err_and(|error| !is_of_the_datagram(error)) {
            open = self.open(deadline)?;
            sent = open.send(datagram, deadline);
        }
        if sent.as_ref().err().is_none_or(is_of_the_datagram) {
            *slot = Some(open);
        }
        sent
    }

    /// Closes the socket; the next datagram makes another.
    pub(crate) fn close(&self) {
        *self.lock() = None;
    }

    fn open(&self, deadline: Instant) -> io::Result<Open> {
        Ok(Open { socket: self.make(deadline)?, generation: generation(), stalled: false })
    }

    fn make(&self, deadline: Instant) -> io::Result<Socket> {
        let (host, port) = match &self.address {
            Address::Host { host, port } => (host, *port),
            Address::Unix(path) => {
                let socket = UnixDatagram::from(unix::connected(path, SocketType::DGRAM)?);
                return Ok(Socket::Unix(socket));
            }
        };
        let addresses = self.lookups.addresses(host, port, deadline)?;
        // Receivers of datagrams listen by IPv4 unless told otherwise, and who is wrong here is not told.
        let peer = addresses.iter().find(|address| address.is_ipv4()).unwrap_or(&addresses[0]);
        let any = match peer {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = UdpSocket::bind(any)?;
        socket.set_nonblocking(true)?;
        Ok(Socket::Udp(socket, *peer))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Open {
    fn send(&mut self, datagram: &[u8], deadline: Instant) -> io::Result<()> {
        loop {
            let sent = match &self.socket {
                Socket::Udp(socket, peer) => socket.send_to(datagram, peer),
                Socket::Unix(socket) => socket.send(datagram),
            };
            let error = match sent {
                Ok(_) => {
                    self.stalled = false;
                    return Ok(());
                }
                Err(error) => error,
            };
            match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock => {
                    if self.stalled || !self.wait(deadline)? {
                        self.stalled = true;
                        return Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing"));
                    }
                }
                _ => return Err(error),
            }
        }
    }

    fn wait(&self, deadline: Instant) -> io::Result<bool> {
        match &self.socket {
            Socket::Udp(socket, _) => wait_writable(socket, deadline),
            Socket::Unix(socket) => wait_writable(socket, deadline),
        }
    }
}

/// Whether another socket would not help: the datagram is too large, or the peer is there and slow.
fn is_of_the_datagram(error: &io::Error) -> bool {
    is_too_large(error) || error.kind() == io::ErrorKind::TimedOut
}

/// Whether a datagram was larger than the system takes.
pub(crate) fn is_too_large(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EMSGSIZE)
}
