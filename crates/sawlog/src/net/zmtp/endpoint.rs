//! Where a socket binds or connects: `tcp://host:port` or `ipc://path`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::net::Address;

/// An address in ZeroMQ's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    address: Address,
    /// Whether it is only known once it is bound: `*` as host or port.
    is_open: bool,
}

/// A text that is no [`Endpoint`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EndpointError {
    #[error("an address begins with tcp:// or ipc://")]
    Transport,
    #[error("tcp:// is followed by host:port")]
    HostAndPort,
    #[error("a port is a number from 0 to 65535, or *")]
    Port,
    #[error("ipc:// is followed by a path of 1 to 100 bytes, or by @ and a name")]
    Path,
    #[error("a peer's host and port have to be spelled out")]
    Open,
}

/// Bytes of a Unix socket's path, a few less than the system takes.
const LONGEST_PATH: usize = 100;

impl Endpoint {
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The same, for a peer that is to be connected to.
    ///
    /// # Errors
    /// Host or port are left open.
    pub(crate) fn of_peer(self) -> Result<Endpoint, EndpointError> {
        let no_port = matches!(self.address, Address::Host { port: 0, .. });
        if self.is_open || no_port { Err(EndpointError::Open) } else { Ok(self) }
    }

    /// The same, once it is known which port was bound.
    pub(super) fn bound_to(&self, port: Option<u16>) -> Endpoint {
        match (&self.address, port) {
            (Address::Host { host, .. }, Some(port)) => Address::host(host.clone(), port).into(),
            _ => self.clone(),
        }
    }
}

impl From<Address> for Endpoint {
    fn from(address: Address) -> Endpoint {
        Endpoint { address, is_open: false }
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Endpoint, EndpointError> {
        if let Some(path) = text.strip_prefix("ipc://") {
            return match path.strip_prefix('@') {
                _ if path.len() > LONGEST_PATH || path.contains('\0') => Err(EndpointError::Path),
                Some("") => Err(EndpointError::Path),
                Some(name) => Ok(Address::unix(format!("\0{name}")).into()),
                None if path.is_empty() || path == "*" => Err(EndpointError::Path),
                None => Ok(Address::unix(PathBuf::from(path)).into()),
            };
        }
        let rest = text.strip_prefix("tcp://").ok_or(EndpointError::Transport)?;
        let (host, port) = rest.rsplit_once(':').ok_or(EndpointError::HostAndPort)?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/') {
            return Err(EndpointError::HostAndPort);
        }
        let is_open = host == "*" || port == "*";
        let port = if port == "*" { 0 } else { port.parse().map_err(|_| EndpointError::Port)? };
        // All the machine's networks are opened to strangers by who spells them out alone: 0.0.0.0 or [::].
        let host = if host == "*" { "127.0.0.1" } else { host };
        Ok(Endpoint { address: Address::host(host, port), is_open })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Address::Host { .. } => write!(f, "tcp://{}", self.address),
            Address::Unix(path) => write!(f, "ipc://{}", path.to_string_lossy().replace('\0', "@")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for text in ["tcp://127.0.0.1:5556", "tcp://[::1]:1", "tcp://a.example:65535", "ipc:///run/x", "ipc://@name"] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
        assert_eq!("tcp://*:5556".parse::<Endpoint>().unwrap().to_string(), "tcp://127.0.0.1:5556");
        assert_eq!("tcp://0.0.0.0:*".parse::<Endpoint>().unwrap().to_string(), "tcp://0.0.0.0:0");
    }

    #[test]
    fn others_are_refused() {
        let refused = |text: &str| text.parse::<Endpoint>().unwrap_err();
        assert_eq!(refused("udp://a:1"), EndpointError::Transport);
        assert_eq!(refused("localhost:1"), EndpointError::Transport);
        assert_eq!(refused("tcp://localhost"), EndpointError::HostAndPort);
        assert_eq!(refused("tcp://:1"), EndpointError::HostAndPort);
        assert_eq!(refused("tcp://a b:1"), EndpointError::HostAndPort);
        assert_eq!(refused("tcp://a:65536"), EndpointError::Port);
        assert_eq!(refused("ipc://"), EndpointError::Path);
        assert_eq!(refused(&format!("ipc:///{}", "x".repeat(100))), EndpointError::Path);
        for open in ["tcp://*:1", "tcp://a:*", "tcp://a:0"] {
            assert_eq!(open.parse::<Endpoint>().unwrap().of_peer(), Err(EndpointError::Open), "{open}");
        }
    }
}
