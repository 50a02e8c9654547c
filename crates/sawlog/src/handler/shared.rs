//! A handler and its base in one allocation; what all references to it share.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Handler, HandlerBase};
use crate::error::EmitError;

pub(super) struct Shared<H: ?Sized> {
    pub(super) base: HandlerBase,
    pub(super) handler: H,
}

impl<H: Handler + ?Sized> Shared<H> {
    pub(super) fn flush(&self) -> Result<(), EmitError> {
        contained(|| self.handler.flush())
    }

    pub(super) fn close(&self) -> Result<(), EmitError> {
        contained(|| self.handler.close())
    }

    /// Flushes and closes; what fails is reported.
    pub(super) fn shut_down(&self) {
        for outcome in [self.flush(), self.close()] {
            if let Err(error) = outcome {
                self.base.reports.count();
                self.base.reports.report(&self.description(), None, &error);
            }
        }
    }

    /// What the handler is called in reports.
    pub(super) fn description(&self) -> String {
        let kind = self.handler.type_name();
        self.base.name().map_or_else(|| kind.to_owned(), |name| format!("{kind} '{name}'"))
    }
}

fn contained(f: impl FnOnce() -> Result<(), EmitError>) -> Result<(), EmitError> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| Err(EmitError::from_panic(&*panic)))
}
