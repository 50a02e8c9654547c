//! The classes of queues that this build was made without: named, and refused with what would bring them.

use super::PreparedQueue;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::absent::without;
use crate::config::factories::parameters::Signature;

/// What a class takes that is not there.
#[cfg(not(feature = "nats"))]
pub(super) const NATS: Signature = &[];
/// What a class takes that is not there.
#[cfg(not(feature = "zmq"))]
pub(super) const ZMQ: Signature = &[];

/// `sawlog.NatsQueue`, without the feature `nats`.
#[cfg(not(feature = "nats"))]
pub(super) fn nats(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    Err(without(args, "nats"))
}

/// `sawlog.ZmqQueue`, without the feature `zmq`.
#[cfg(not(feature = "zmq"))]
pub(super) fn zmq(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    Err(without(args, "zmq"))
}
