//! A handler and its base in one allocation; what all references to it share.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::nesting::Writing;
use super::{ErrorPolicy, Handler, HandlerBase};
use crate::error::EmitError;
use crate::fork;

pub(super) struct Shared<H: ?Sized> {
    pub(super) base: HandlerBase,
    pub(super) handler: H,
}

impl<H: Handler + ?Sized> Shared<H> {
    pub(super) fn flush(&self) -> Result<(), EmitError> {
        let _within = fork::enter();
        self.contained(|| self.handler.flush())
    }

    pub(super) fn close(&self) -> Result<(), EmitError> {
        let _within = fork::enter();
        self.contained(|| self.handler.close())
    }

    /// Flushes and closes; what fails is reported.
    pub(super) fn shut_down(&self) {
        let _within = fork::enter();
        if self.handler.flush_on_close() {
            self.flush_reported();
        }
        self.reported(self.close());
        self.tell_of_suppressed();
    }

    /// Reports what filters have suppressed since a record told of it last.
    fn tell_of_suppressed(&self) {
        for filter in &self.base.parts().filters {
            match catch_unwind(AssertUnwindSafe(|| filter.take_untold())).unwrap_or(0) {
                0 => {}
                1 => self
                    .report_unrecorded(&EmitError::Other("a filter suppressed a record that none has told of".into())),
                records => {
                    let told = format!("a filter suppressed {records} records that none has told of");
                    self.report_unrecorded(&EmitError::Other(told.into()));
                }
            }
        }
    }

    /// Flushes; what fails is reported.
    pub(super) fn flush_reported(&self) {
        self.reported(self.flush());
    }

    /// Reports what failed apart from any record, unless failures are ignored.
    pub(super) fn report_unrecorded(&self, error: &EmitError) {
        if !matches!(self.base.parts().policy, ErrorPolicy::Ignore) {
            self.base.reports.report(&self.description(), None, error);
        }
    }

    fn reported(&self, outcome: Result<(), EmitError>) {
        if let Err(error) = outcome {
            self.base.reports.count_kept(&error);
            self.base.reports.report(&self.description(), None, &error);
        }
    }

    /// Runs what may write to the sink: its panics stop here, and what it logs to this handler is dropped.
    fn contained(&self, f: impl FnOnce() -> Result<(), EmitError>) -> Result<(), EmitError> {
        // A sink that is being written to by this very thread is flushed when that is done.
        let Some(_writing) = Writing::begin(&self.base) else { return Ok(()) };
        catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| Err(EmitError::from_panic(&*panic)))
    }

    /// What the handler is called in reports.
    pub(super) fn description(&self) -> String {
        let kind = self.handler.type_name();
        self.base.name().map_or_else(|| kind.to_owned(), |name| format!("{kind} '{name}'"))
    }
}
