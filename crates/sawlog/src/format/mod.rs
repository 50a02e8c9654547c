//! From record to text: [`Formatter`] and the three styles, dates, JSON.
//!
//! A handler's base asks its formatter before the sink's lock is taken; the text goes into a reused buffer.
//! A format string is compiled once ([`PercentFormatter`], [`BraceFormatter`], [`DollarFormatter`]), a date is
//! rendered once a second.

mod brace;
mod buffering;
mod dollar;
mod field;
mod json;
mod percent;
mod plain;
mod style;
mod styled;
mod template;
mod time;

pub use brace::BraceStyle;
pub use buffering::BufferingFormatter;
pub use dollar::DollarStyle;
pub use json::{JsonField, JsonFormatter};
pub use percent::PercentStyle;
pub use plain::MessageFormatter;
pub use style::{Style, style_formatter};
pub use styled::{BraceFormatter, DollarFormatter, PercentFormatter, StyleTemplate, StyledFormatter};
pub use template::Template;

use crate::error::{FormatError, short_type_name};
use crate::record::LogRecord;

/// Turns a record into text.
///
/// # Python
/// `logging.Formatter.format`.
pub trait Formatter: Send + Sync {
    /// Appends the record's text to `out`, without a line feed at its end.
    ///
    /// # Errors
    /// A field that the record does not have, or a value that does not fit its field; for a record from the wire, a text
    /// longer than [`Limits::text_len`](crate::wire::Limits::text_len). What was appended by then is thrown away by the
    /// caller.
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError>;

    /// The format string behind it, if there is one.
    fn template(&self) -> Option<Template<'_>> {
        None
    }

    /// What the formatter is called where handlers are listed: its format string if it has one, else its type's name.
    fn description(&self) -> String {
        short_type_name::<Self>().to_owned()
    }
}

impl<F: Formatter + ?Sized> Formatter for std::sync::Arc<F> {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        (**self).format(record, out)
    }

    fn template(&self) -> Option<Template<'_>> {
        (**self).template()
    }

    fn description(&self) -> String {
        (**self).description()
    }
}

#[cfg(test)]
mod tests;
