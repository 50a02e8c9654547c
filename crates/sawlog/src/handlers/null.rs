//! A handler that does nothing, for libraries: their loggers then never meet the last resort.

use crate::error::EmitError;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::record::LogRecord;

/// Takes every record and does nothing with it.
///
/// # Python
/// `logging.NullHandler`.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullHandler;

impl NullHandler {
    /// A new one, with its base.
    #[allow(clippy::new_ret_no_self)]
    pub fn new() -> HandlerRef<NullHandler> {
        HandlerRef::new(NullHandler)
    }
}

impl Handler for NullHandler {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        Ok(())
    }
}
