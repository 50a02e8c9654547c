//! Where a peer is.

use std::fmt;
use std::path::PathBuf;

/// Where a peer is: a host and a port, or the path of a Unix socket.
///
/// ```
/// use sawlog::Address;
/// assert_eq!(Address::host("::1", 9020).to_string(), "[::1]:9020");
/// assert_eq!(Address::unix("/run/sawlog.sock").to_string(), "/run/sawlog.sock");
/// ```
///
/// # Python
/// The arguments `host` and `port`; without a port `host` is a path there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A host, by name or number, and a port.
    Host {
        /// The name or the number.
        host: String,
        /// The port.
        port: u16,
    },
    /// The path of a Unix socket; a name in Linux's abstract namespace if it begins with a NUL.
    Unix(PathBuf),
}

impl Address {
    /// A host, by name or number, and a port.
    pub fn host(host: impl Into<String>, port: u16) -> Address {
        Address::Host { host: host.into(), port }
    }

    /// The path of a Unix socket.
    pub fn unix(path: impl Into<PathBuf>) -> Address {
        Address::Unix(path.into())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Host { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Host { host, port } => write!(f, "{host}:{port}"),
            Address::Unix(path) => path.display().fmt(f),
        }
    }
}
