//! The classes of queues that this build was made without: named, and refused with what would bring them.

use super::PreparedQueue;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::handlers::without;
use crate::config::factories::parameters::Signature;

/// What a class takes that is not there.
pub(super) const NATS: Signature = &[];

/// `sawlog.NatsQueue`, without the feature `nats`.
pub(super) fn nats(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    Err(without(args, "nats"))
}
