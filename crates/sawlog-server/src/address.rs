//! Where the server listens, and who is at the other end of a connection.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use sawlog::config::listen::DEFAULT_LOGGING_CONFIG_PORT;

/// The port that Python's `logging.handlers.DEFAULT_TCP_LOGGING_PORT` names.
pub(crate) const DEFAULT_PORT: u16 = 9020;

/// An address to listen at, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A host, by name or number, and a port.
    Tcp { host: String, port: u16 },
    /// The path of a Unix socket.
    Unix(PathBuf),
}

/// What `--listen` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ListenAt {
    /// At an address.
    Address(Address),
    /// Nowhere: records come out of the queues of the configuration alone.
    Nowhere,
}

impl FromStr for ListenAt {
    type Err = String;

    fn from_str(text: &str) -> Result<ListenAt, String> {
        if text == "none" { Ok(ListenAt::Nowhere) } else { text.parse().map(ListenAt::Address) }
    }
}

impl Address {
    /// Where configurations are taken, or sent to; the port is 9030 unless one is said.
    pub(crate) fn parse_for_config(text: &str) -> Result<Address, String> {
        Address::parse(text, DEFAULT_LOGGING_CONFIG_PORT)
    }

    /// As the library has it.
    pub(crate) fn to_peer(&self) -> sawlog::Address {
        match self {
            Address::Tcp { host, port } => sawlog::Address::host(host, *port),
            Address::Unix(path) => sawlog::Address::unix(path),
        }
    }

    fn parse(text: &str, default_port: u16) -> Result<Address, String> {
        let wrong =
            || format!("{text:?} is no address (such as 127.0.0.1:9020, [::1]:9020, 9020 or unix:/run/sawlog.sock)");
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err(wrong()) } else { Ok(Address::Unix(PathBuf::from(path))) };
        }
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Address::Tcp { host: address.ip().to_string(), port: address.port() });
        }
        if let Ok(port) = text.parse() {
            return Ok(Address::Tcp { host: "127.0.0.1".to_owned(), port });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
            None => (text, default_port),
        };
        let named = !host.is_empty() && !host.contains([':', '/', '[', ']', ' ']);
        if named { Ok(Address::Tcp { host: host.to_owned(), port }) } else { Err(wrong()) }
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        Address::parse(text, DEFAULT_PORT)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Tcp { host, port } => write!(f, "{host}:{port}"),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Where a listener or the other end of a connection really is.
#[derive(Clone, Debug)]
pub(crate) enum Endpoint {
    /// An address and a port.
    Tcp(SocketAddr),
    /// The path of a Unix socket; its clients have none of their own.
    Unix(Arc<Path>),
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Endpoint::Tcp(address) => address.fmt(f),
            Endpoint::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_all_forms() {
        let shown = |text: &str| Address::from_str(text).map(|address| address.to_string());
        for text in ["127.0.0.1:9020", "[::1]:9020", "localhost:0", "unix:/run/sawlog.sock"] {
            assert_eq!(shown(text).as_deref(), Ok(text));
        }
        assert_eq!(shown("9021").as_deref(), Ok("127.0.0.1:9021"));
        assert_eq!(shown("localhost").as_deref(), Ok("localhost:9020"));
        assert_eq!("none".parse(), Ok(ListenAt::Nowhere));
        assert_eq!("9021".parse(), Address::from_str("9021").map(ListenAt::Address));
        for wrong in ["", ":", "unix:", "a b:1", "::1:9020", "host:99999", "http://x:1"] {
            assert!(shown(wrong).is_err(), "{wrong}");
        }
    }
}
