//! The formatter of a handler that has none: the message, then exception and stack.

use super::Formatter;
use crate::error::FormatError;
use crate::record::{ExceptionInfo, LogRecord};

/// The message, and below it the exception's text and the stack, if there are such.
///
/// # Python
/// `logging.Formatter()` without arguments.
#[derive(Clone, Copy, Debug, Default)]
pub struct MessageFormatter;

impl Formatter for MessageFormatter {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let start = out.len();
        out.push_str(record.message()?);
        record.room(start).check(out)?;
        append_traceback(record, start, &|info| info.text().to_owned(), out)
    }
}

/// Appends the exception's text and the stack to a record's text, which begins at `start`, each on lines of its own.
/// The exception's text is made once for all formatters, by the first.
///
/// # Errors
/// There is no room for them.
#[inline]
pub(super) fn append_traceback(
    record: &LogRecord<'_>,
    start: usize,
    format_exception: &dyn Fn(&ExceptionInfo) -> String,
    out: &mut String,
) -> Result<(), FormatError> {
    if record.is_plain() {
        return Ok(());
    }
    let room = record.room(start);
    if let Some(text) = record.exc_text_or_init(format_exception) {
        append_below(text, start, out);
        room.check(out)?;
    }
    if let Some(text) = record.stack_info() {
        append_below(text, start, out);
        room.check(out)?;
    }
    Ok(())
}

fn append_below(text: &str, start: usize, out: &mut String) {
    if text.is_empty() {
        return;
    }
    if !out[start..].ends_with('\n') {
        out.push('\n');
    }
    out.push_str(text);
}
