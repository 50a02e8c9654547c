//! A handler's way back to itself, for what it does on threads of its own.

use std::sync::{Arc, Weak};

use super::nesting::Writing;
use super::shared::Shared;
use super::{Handler, HandlerBase, HandlerRef};
use crate::error::EmitError;
use crate::record::LogRecord;

/// A handler that is not kept alive by this.
#[derive(Clone)]
pub(crate) struct WeakHandler(Option<Weak<Shared<dyn Handler>>>);

impl HandlerBase {
    /// The handler that this is the base of.
    pub(crate) fn weak(&self) -> WeakHandler {
        WeakHandler(self.itself.get().cloned())
    }
}

impl WeakHandler {
    /// Runs what writes to the handler's sink on this thread: what it logs to the handler is dropped.
    pub(crate) fn writing<R>(&self, f: impl FnOnce() -> R) -> R {
        let handler = self.upgrade();
        let _writing = handler.as_ref().and_then(|handler| Writing::begin(&handler.base));
        f()
    }

    /// Tells of a failure that was met after `emit` had returned, as the handler's policy says.
    pub(crate) fn failed(&self, record: &LogRecord<'_>, error: &EmitError) {
        match self.upgrade() {
            Some(handler) => HandlerRef(handler).handle_error(record, error),
            // The handler is gone; what it had taken is not lost in silence.
            None => super::report(record.name(), &error.to_string()),
        }
    }

    fn upgrade(&self) -> Option<Arc<Shared<dyn Handler>>> {
        self.0.as_ref().and_then(Weak::upgrade)
    }
}
