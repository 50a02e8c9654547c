//! Many records in one text.

use std::fmt;
use std::sync::Arc;

use super::{Formatter, PercentFormatter};
use crate::error::FormatError;
use crate::record::LogRecord;

/// Formats records one after the other, between a header and a footer.
///
/// ```
/// use sawlog::format::BufferingFormatter;
/// use sawlog::{Value, make_log_record};
/// let formatter = BufferingFormatter::default()
///     .header(|records| format!("{} records: ", records.len()))
///     .footer(|_| ".".to_owned());
/// let records = ["a", "b"].map(|text| make_log_record([("msg", Value::from(text))]));
/// let mut out = String::new();
/// formatter.format(&records, &mut out)?;
/// assert_eq!(out, "2 records: ab.");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// `logging.BufferingFormatter`; header and footer are closures where one overrides `formatHeader` there.
pub struct BufferingFormatter {
    line: Arc<dyn Formatter>,
    header: Option<Around>,
    footer: Option<Around>,
}

type Around = Box<dyn Fn(&[LogRecord<'static>]) -> String + Send + Sync>;

impl BufferingFormatter {
    /// Formats each record by this formatter.
    pub fn new(line: impl Formatter + 'static) -> BufferingFormatter {
        BufferingFormatter { line: Arc::new(line), header: None, footer: None }
    }

    /// Puts a text before the records.
    #[must_use]
    pub fn header(mut self, header: impl Fn(&[LogRecord<'static>]) -> String + Send + Sync + 'static) -> Self {
        self.header = Some(Box::new(header));
        self
    }

    /// Puts a text behind the records.
    #[must_use]
    pub fn footer(mut self, footer: impl Fn(&[LogRecord<'static>]) -> String + Send + Sync + 'static) -> Self {
        self.footer = Some(Box::new(footer));
        self
    }

    /// Appends header, records and footer; nothing at all where there are no records.
    ///
    /// # Errors
    /// As [`Formatter::format`], of the first record that cannot be formatted.
    pub fn format(&self, records: &[LogRecord<'static>], out: &mut String) -> Result<(), FormatError> {
        if records.is_empty() {
            return Ok(());
        }
        if let Some(header) = &self.header {
            out.push_str(&header(records));
        }
        for record in records {
            self.line.format(record, out)?;
        }
        if let Some(footer) = &self.footer {
            out.push_str(&footer(records));
        }
        Ok(())
    }
}

impl Default for BufferingFormatter {
    /// Each record's message, with exception and stack.
    fn default() -> Self {
        BufferingFormatter::new(PercentFormatter::default())
    }
}

impl fmt::Debug for BufferingFormatter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferingFormatter").finish_non_exhaustive()
    }
}
