//! From record to text: [`Formatter`] and the three styles, dates, JSON.
//!
//! A handler's base asks its formatter before the sink's lock is taken; the text goes into a reused buffer.

mod plain;

pub use plain::MessageFormatter;

use crate::error::FormatError;
use crate::record::LogRecord;

/// Turns a record into text.
///
/// # Python
/// `logging.Formatter.format`.
pub trait Formatter: Send + Sync {
    /// Appends the record's text to `out`, without a line feed at its end.
    ///
    /// # Errors
    /// A field that the record does not have, or a value that does not fit its field. What was appended by then
    /// is thrown away by the caller.
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError>;
}

impl<F: Formatter + ?Sized> Formatter for std::sync::Arc<F> {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        (**self).format(record, out)
    }
}
