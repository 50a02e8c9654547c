//! The network as handlers need it: where a peer is, getting to it within a limit, and what waits while it is away.
//!
//! No record comes here, only bytes. A stream's handler makes frames and gives them to a [`Link`], which keeps a
//! connection, a back-off and a bounded backlog; a datagram's handler gives each to [`Datagrams`]. Nothing here blocks
//! a caller beyond the limit it is given, whatever the peer, the network or the resolver does.

mod address;
mod back_off;
mod backlog;
mod connect;
mod datagrams;
mod link;
#[cfg(any(feature = "http", feature = "smtp", feature = "tls"))]
pub(crate) mod pem_file;
mod private_folder;
mod ready;
mod resolve;
#[cfg(feature = "nats")]
mod runtime;
mod sealed_file;
mod socket;
mod socket_path;
mod stream;
#[cfg(feature = "tls")]
mod tls;
mod unix;
#[cfg(feature = "zmq")]
pub(crate) mod zmtp;

pub use address::Address;
pub(crate) use back_off::{BackOff, BackOffTimes};
pub(crate) use backlog::BacklogLimits;
pub use backlog::DropPolicy;
pub(crate) use datagrams::{Datagrams, is_too_large};
pub use link::LinkStats;
pub(crate) use link::{Link, LinkOptions};
#[cfg(feature = "nats")]
pub(crate) use private_folder::check_private;
pub(crate) use private_folder::check_private_folder;
pub(crate) use resolve::Resolver;
#[cfg(feature = "nats")]
pub(crate) use runtime::Runtime;
pub(crate) use sealed_file::send_in_file;
pub(crate) use socket_path::SocketPath;
#[cfg(feature = "tls")]
pub use tls::Tls;
pub(crate) use unix::{connect as connect_unix, listen as listen_unix};
