//! Python's queues of one process, and `sawlog.BoundedQueue`.

use super::PreparedQueue;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handlers::BoundedQueue;

/// What [`bounded`] takes.
pub(super) const BOUNDED: Signature =
    &[&[Parameter::optional("maxsize", Kind::Integer, "How many records it takes; 0 or less: 65,536.")]];

/// `queue.Queue(maxsize)`.
pub(super) fn bounded(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    // Python's queues are without bound from 0 down; ours has its usual one then.
    let size = usize::try_from(args.integer("maxsize")?.unwrap_or(0)).unwrap_or(0);
    let largest = BoundedQueue::MAX_CAPACITY;
    if size > largest {
        return Err(args.error("maxsize", format!("a queue takes {largest} records at most, not {size}")));
    }
    Ok(PreparedQueue::sized(args, "maxsize", size))
}
