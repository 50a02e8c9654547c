//! What a handler reaches outside the process, for a policy to judge and for `check` to tell.

use std::path::PathBuf;

use crate::config::factories::{Argument, Arguments};
use crate::config::node::Node;
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
    /// Others, each `host:port`, and files of its own beside them.
    #[cfg_attr(not(feature = "nats"), allow(dead_code))]
    PeersAndFiles(Vec<String>, Vec<PathBuf>),
}

/// The files that a handler of these arguments reads: certificates and keys.
pub(in crate::config) fn reads(args: &Arguments<'_>) -> Vec<PathBuf> {
    let named = |argument: &Argument| match argument {
        Argument::Plain(node) => {
            let items = node.as_items().unwrap_or_default().iter();
            std::iter::once(node).chain(items).filter_map(Node::as_str).map(PathBuf::from).collect()
        }
        _ => Vec::new(),
    };
    let files = args.iter().filter(|(name, _)| matches!(*name, "caFile" | "certFile" | "keyFile" | "secure"));
    files.flat_map(|(_, argument)| named(argument)).collect()
}

impl From<&Address> for Reach {
    fn from(address: &Address) -> Reach {
        Reach::Peer(address.to_string())
    }
}
