//! The classes of queues that this build was made without: named, and refused with what would bring them.

use super::PreparedQueue;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Arguments;
use crate::config::factories::parameters::Signature;

/// What a class takes that is not there.
pub(super) const ZMQ: Signature = &[];

/// `sawlog.ZmqQueue`, without the feature `zmq`.
pub(super) fn zmq(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    Err(without(args, "zmq"))
}

fn without(args: &Arguments<'_>, feature: &str) -> ConfigError {
    let kind = ConfigErrorKind::Unavailable(args.class().to_owned());
    let hint = format!("it comes with the feature `{feature}` of the crate sawlog, which is off");
    ConfigError::new(kind).at_key(args.path()).at(args.position()).with_hint(hint)
}
