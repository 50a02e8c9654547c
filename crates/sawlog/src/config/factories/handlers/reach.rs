//! What a handler reaches outside the process, for a policy to judge and for `check` to tell.

use std::path::PathBuf;

use crate::net::Address;

/// What a handler writes to, as far as its arguments say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::config) enum Reach {
    /// Nothing but other handlers.
    Nothing,
    /// A stream of the process.
    Stream,
    /// Its file first, then samples of the files that it makes of that.
    Files(Vec<PathBuf>),
    /// Somebody else: `host:port`, or the path of a Unix socket.
    Peer(String),
}

impl From<&Address> for Reach {
    fn from(address: &Address) -> Reach {
        Reach::Peer(address.to_string())
    }
}
