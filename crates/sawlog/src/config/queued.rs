//! `async: true`: any handler, behind a queue of its own.

use std::sync::Arc;

use super::error::{ConfigError, ConfigErrorKind};
use super::factories::Arguments;
use crate::handler::HandlerRef;
use crate::handlers::{BoundedQueue, QueueError, QueueHandler, WhenFull};

/// The queue that a handler is to be behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queued {
    capacity: usize,
    when_full: WhenFull,
}

impl Queued {
    /// What the keys of a handler say that all handlers have: `async`, and beside it `queueSize` and `whenFull`, which may
    /// stay where it is turned off.
    pub(super) fn of(args: &mut Arguments<'_>) -> Result<Option<Queued>, ConfigError> {
        let Some(is_on) = args.truth("async")? else { return Ok(None) };
        let queued = Queued { capacity: capacity(args)?, when_full: when_full(args)? };
        Ok(is_on.then_some(queued))
    }

    /// Why only a configuration that may do everything may have it, if so.
    pub(super) fn excess(self, args: &Arguments<'_>) -> Option<ConfigError> {
        excess(args, "queueSize", self.capacity)
    }

    /// Puts it before a handler, whose level and filters are then asked for on the caller's thread.
    pub(super) fn before(self, handler: HandlerRef) -> Result<HandlerRef, QueueError> {
        let queue = Arc::new(BoundedQueue::new(self.capacity));
        QueueHandler::before(handler, queue, self.when_full).map(|handler| handler.erase())
    }
}

/// `queueSize`: how many records a queue takes; as in Python none is meant by 0 and less, for which there is a large bound.
pub(super) fn capacity(args: &mut Arguments<'_>) -> Result<usize, ConfigError> {
    let size = args.integer("queueSize")?.unwrap_or(0);
    let largest = BoundedQueue::MAX_CAPACITY;
    match usize::try_from(size) {
        Ok(size) if size > largest => {
            Err(args.error("queueSize", format!("a queue takes {largest} records at most, not {size}")))
        }
        size => Ok(size.unwrap_or(0)),
    }
}

/// Why only a configuration that may do everything may ask under a key for a queue of so many records, if so.
pub(super) fn excess(args: &Arguments<'_>, key: &str, capacity: usize) -> Option<ConfigError> {
    let most = BoundedQueue::DEFAULT_CAPACITY;
    (capacity > most).then(|| {
        let kind = ConfigErrorKind::NotAllowed(format!("may have {most} records in a queue at most, not {capacity}"));
        args.error_of(key, kind)
    })
}

/// `whenFull`: what becomes of a record for which there is no room.
pub(super) fn when_full(args: &mut Arguments<'_>) -> Result<WhenFull, ConfigError> {
    match args.text("whenFull")? {
        None => Ok(WhenFull::default()),
        Some(text) => {
            text.parse().map_err(|error: crate::handlers::WhenFullError| args.error("whenFull", error.to_string()))
        }
    }
}
