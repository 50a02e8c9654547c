//! What a call that configures logging returns: a hold on the handlers, to flush them in time.

use crate::handler::flush_in_reverse;
use crate::manager::Manager;

/// Flushes all handlers of its tree when it is dropped, so that what is logged until the end of `main` is written.
///
/// Handlers that keep records only for a case that has not arisen are not flushed (`flush_on_close`).
///
/// It closes nothing by itself: a guard that is dropped at once, as by `let _ = …`, leaves logging as it is. At a
/// normal exit of the process the handlers are closed in any case.
///
/// # Python
/// The exit hook of `logging`; Python has no such guard.
#[derive(Debug)]
#[must_use = "keep it until the end of `main`: dropping it flushes the handlers"]
pub struct Guard {
    manager: Manager,
}

impl Guard {
    pub(crate) fn new(manager: &Manager) -> Guard {
        Guard { manager: manager.clone() }
    }

    /// Flushes and closes the handlers now.
    pub fn shutdown(self) {
        self.manager.shutdown();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        flush_in_reverse(&self.manager.handlers());
    }
}
