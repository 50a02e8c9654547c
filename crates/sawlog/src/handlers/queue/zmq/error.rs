//! Why there is no such queue.

/// Why a [`ZmqQueue`](crate::ZmqQueue) cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZmqError {
    /// An address is malformed.
    #[error("{address:?} is no address of ZeroMQ's: {why}")]
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no address.
    #[error("a queue over ZeroMQ binds or connects to one address at least")]
    NoAddress,
    /// An option is for another kind of socket.
    #[error("{option} is for a queue that {kind}")]
    Option {
        /// The option.
        option: &'static str,
        /// What a queue does that takes it.
        kind: &'static str,
    },
}
