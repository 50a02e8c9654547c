//! The end of a handler's queue, against callers that put something in at the same time.

use super::sync::{AtomicBool, Ordering, heavy, light};

/// Whether a handler is closed: what is logged then goes to the listener's handlers without the queue.
///
/// Who closes says so, has the listener end, and takes out what is left. A caller that has not seen it puts its record in and looks once
/// more. So either the caller's record is found by who closes, or the caller finds that it has to take it out itself.
pub(super) struct Closing(AtomicBool);

impl Closing {
    pub(super) fn new() -> Closing {
        Closing(AtomicBool::new(false))
    }

    /// Says that the handler is closed; to be done before the listener is stopped.
    pub(super) fn close(&self) {
        self.0.store(true, Ordering::Relaxed);
        heavy();
    }

    /// To be called by who closes when the listener has ended, before what is left is taken out: callers from here on see both.
    pub(super) fn ended(&self) {
        heavy();
    }

    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether the handler was closed before what this thread has just put in was to be seen.
    #[inline]
    pub(super) fn came_between(&self) -> bool {
        light();
        self.0.load(Ordering::Relaxed)
    }
}
