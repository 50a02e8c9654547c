//! How a handler's own threads tell of what fails: they have no record, and no logging call waits for them.

use std::sync::{Arc, Weak};

use super::shared::Shared;
use super::{Handler, HandlerRef};
use crate::error::EmitError;

/// Tells of a handler's failures, for as long as the handler lives.
#[derive(Clone)]
pub(crate) struct Reporter(Weak<Shared<dyn Handler>>);

impl<H: Handler> HandlerRef<H> {
    pub(crate) fn reporter(&self) -> Reporter {
        Reporter(Arc::downgrade(&self.erase().0))
    }
}

impl Reporter {
    /// Whether the handler lives.
    pub(crate) fn is_alive(&self) -> bool {
        self.0.strong_count() > 0
    }

    /// Writes a line to stderr, if the rate allows and the policy is not to ignore failures. No record is counted.
    pub(crate) fn report(&self, error: &EmitError) {
        if let Some(handler) = self.0.upgrade() {
            handler.report_unrecorded(error);
        }
    }
}
