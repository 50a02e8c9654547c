//! Getting to a peer, within a limit that name resolution counts towards.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::net::{SocketType, sockopt};

use super::Address;
use super::resolve::{Lookups, Resolver};
use super::socket::Socket;
use super::stream::Stream;
#[cfg(feature = "tls")]
use super::tls::Tls;
use super::unix;

/// The least time that an address is given.
const SHORTEST: Duration = Duration::from_millis(1);

/// The way to a peer.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) address: Address,
    lookups: Lookups,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

impl Connector {
    pub(super) fn new(address: Address, resolver: Resolver, #[cfg(feature = "tls")] tls: Option<Tls>) -> Connector {
        Connector {
            address,
            lookups: Lookups::new(resolver),
            #[cfg(feature = "tls")]
            tls,
        }
    }

    /// A connection to the peer before the deadline, or why not.
    pub(super) fn connect(&self, deadline: Instant) -> io::Result<Stream> {
        let socket = match &self.address {
            Address::Host { host, port } => {
                let socket = connect_tcp(&self.lookups.addresses(host, *port, deadline)?, deadline)?;
                socket.set_nonblocking(true)?;
                // Finds out in time, hours as it may be, that a peer is gone without a word.
                sockopt::set_socket_keepalive(&socket, true)?;
                Socket::Tcp(socket)
            }
            Address::Unix(path) => Socket::Unix(UnixStream::from(unix::connected(path, SocketType::STREAM)?)),
        };
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let host = match &self.address {
                Address::Host { host, .. } => Some(host.as_str()),
                Address::Unix(_) => None,
            };
            let session = tls.open(host, &socket, deadline)?;
            return Ok(Stream::encrypted(socket, session));
        }
        Ok(Stream::plain(socket))
    }
}

/// Tries each address; one that does not answer leaves time for the others.
fn connect_tcp(addresses: &[SocketAddr], deadline: Instant) -> io::Result<TcpStream> {
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for (index, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        match TcpStream::connect_timeout(address, share.max(SHORTEST)) {
            Ok(socket) => return Ok(socket),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}
