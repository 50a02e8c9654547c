//! What the formatters of the three styles have in common.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexSet;
use jiff::tz::TimeZone;

use super::field::View;
use super::plain::append_traceback;
use super::template::Template;
use super::time::{TimeText, Zone};
use super::{BraceStyle, DollarStyle, Formatter, PercentStyle};
use crate::error::FormatError;
use crate::record::{ExceptionInfo, LogRecord};
use crate::value::{Dict, Value};

/// A formatter whose format string is a `%`-template: `%(levelname)-8s %(message)s`.
///
/// ```
/// use sawlog::format::{Formatter, PercentFormatter};
/// use sawlog::{Value, make_log_record};
/// let formatter = PercentFormatter::new("%(asctime)s %(name)-6s %(levelname)s %(message)s %(user)s")?
///     .utc()
///     .default_value("user", "-");
/// let record = make_log_record([
///     ("name", Value::from("shop")),
///     ("levelname", "INFO".into()),
///     ("created", 0.5.into()),
///     ("msecs", 500.0.into()),
///     ("msg", "open".into()),
/// ]);
/// let mut out = String::new();
/// formatter.format(&record, &mut out)?;
/// assert_eq!(out, "1970-01-01 00:00:00,500 shop   INFO open -");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// `logging.Formatter(fmt, datefmt, style="%")`.
pub type PercentFormatter = StyledFormatter<PercentStyle>;

/// A formatter whose format string is a `{}`-template: `{levelname:<8} {message}`.
///
/// # Python
/// `logging.Formatter(fmt, datefmt, style="{")`.
pub type BraceFormatter = StyledFormatter<BraceStyle>;

/// A formatter whose format string is a `$`-template: `$levelname ${message}`.
///
/// # Python
/// `logging.Formatter(fmt, datefmt, style="$")`.
pub type DollarFormatter = StyledFormatter<DollarStyle>;

/// A compiled format string of one style.
///
/// This trait is sealed: the styles are Python's three.
pub trait StyleTemplate: fmt::Debug + Send + Sync + Sized + sealed::Compile {}

pub(super) mod sealed {
    use super::super::field::View;
    use super::super::style::Style;
    use crate::error::FormatError;

    /// What a style can do with a format string.
    pub trait Compile: Sized {
        /// The format string where none is given.
        const DEFAULT: &'static str;

        /// Which of the three it is.
        const STYLE: Style;

        /// Compiles a format string; its faults show when it is used.
        fn compile(format: &str) -> Self;

        /// Says whether Python would accept the format string.
        fn validate(format: &str) -> Result<(), FormatError>;

        /// Whether the format string asks for the time.
        fn uses_time(format: &str) -> bool;

        /// The names of a format string's fields, in order; none where it is malformed.
        fn fields(format: &str) -> Vec<String>;

        /// Appends a record's fields.
        #[allow(private_interfaces)]
        fn write(&self, view: &View<'_, '_>, out: &mut String) -> Result<(), FormatError>;
    }
}

/// A formatter by a format string, of the style `S`.
///
/// | option | default |
/// |---|---|
/// | [`datefmt`](Self::datefmt) | none: the time format and the milliseconds format |
/// | [`default_time_format`](Self::default_time_format) | `%Y-%m-%d %H:%M:%S` |
/// | [`default_msec_format`](Self::default_msec_format) | `%s,%03d` |
/// | [`time_zone`](Self::time_zone), [`utc`](Self::utc) | local time |
/// | [`default_value`](Self::default_value) | none |
/// | [`format_exception`](Self::format_exception) | the traceback as it is |
///
/// # Python
/// `logging.Formatter`; its class attributes and the methods that one overrides are options here.
pub struct StyledFormatter<S> {
    template: S,
    format: String,
    uses_time: bool,
    time: TimeText,
    datefmt: Option<String>,
    time_format: String,
    msec_format: Option<String>,
    zone: Zone,
    defaults: Dict,
    exception: Option<FormatException>,
}

type FormatException = Arc<dyn Fn(&ExceptionInfo) -> String + Send + Sync>;

impl<S: StyleTemplate> StyledFormatter<S> {
    /// A formatter by this format string; an empty one stands for the message alone.
    ///
    /// # Errors
    /// `ValueError` for a format string without a field of this style, or with a malformed one.
    ///
    /// # Python
    /// `validate=True`, which is the default there, too.
    pub fn new(format: &str) -> Result<Self, FormatError> {
        S::validate(if format.is_empty() { S::DEFAULT } else { format })?;
        Ok(Self::unvalidated(format))
    }

    /// A formatter by this format string, whatever it is; its faults show with each record.
    ///
    /// # Python
    /// `validate=False`.
    pub fn unvalidated(format: &str) -> Self {
        let format = if format.is_empty() { S::DEFAULT } else { format };
        let (time_format, msec_format) = (DEFAULT_TIME_FORMAT.to_owned(), Some(DEFAULT_MSEC_FORMAT.to_owned()));
        StyledFormatter {
            template: S::compile(format),
            format: format.to_owned(),
            uses_time: S::uses_time(format),
            time: TimeText::with_milliseconds(&time_format, msec_format.as_deref(), Zone::Local),
            datefmt: None,
            time_format,
            msec_format,
            zone: Zone::Local,
            defaults: Dict::new(),
            exception: None,
        }
    }

    /// Writes the time by this pattern of C's `strftime`, without milliseconds; empty: as if none were given.
    #[must_use]
    pub fn datefmt(mut self, pattern: &str) -> Self {
        self.datefmt = (!pattern.is_empty()).then(|| pattern.to_owned());
        self.with_time()
    }

    /// The pattern for the time where there is no `datefmt`.
    #[must_use]
    pub fn default_time_format(mut self, pattern: &str) -> Self {
        self.time_format = pattern.to_owned();
        self.with_time()
    }

    /// The `%`-template that joins time and milliseconds where there is no `datefmt`; `None` leaves them out.
    #[must_use]
    pub fn default_msec_format(mut self, template: Option<&str>) -> Self {
        self.msec_format = template.map(str::to_owned);
        self.with_time()
    }

    /// Tells the time in UTC.
    ///
    /// # Python
    /// `converter = time.gmtime`.
    #[must_use]
    pub fn utc(mut self) -> Self {
        self.zone = Zone::Utc;
        self.with_time()
    }

    /// Tells the time in this zone.
    ///
    /// # Python
    /// A `converter` of one's own.
    #[must_use]
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.zone = Zone::Given(zone);
        self.with_time()
    }

    /// A value for a field that a record may lack.
    ///
    /// # Python
    /// One item of `defaults`.
    #[must_use]
    pub fn default_value(mut self, name: &str, value: impl Into<Value<'static>>) -> Self {
        self.defaults.insert(Value::from(name.to_owned()), value.into());
        self
    }

    /// Values for fields that a record may lack.
    ///
    /// # Python
    /// `defaults`.
    #[must_use]
    pub fn defaults(mut self, defaults: Dict) -> Self {
        self.defaults = defaults;
        self
    }

    /// Makes an exception's text by `format`. It is made once a record, by the first formatter that comes along.
    ///
    /// # Python
    /// An overridden `formatException`.
    #[must_use]
    pub fn format_exception(mut self, format: impl Fn(&ExceptionInfo) -> String + Send + Sync + 'static) -> Self {
        self.exception = Some(Arc::new(format));
        self
    }

    /// The format string.
    pub fn format_string(&self) -> &str {
        &self.format
    }

    /// Whether the format string asks for the time.
    ///
    /// # Python
    /// `usesTime()`.
    pub fn uses_time(&self) -> bool {
        self.uses_time
    }

    /// Appends the record's time.
    ///
    /// # Errors
    /// `OverflowError` for a time beyond the year 9999, `ValueError` for a NUL in a pattern.
    ///
    /// # Python
    /// `formatTime`.
    pub fn format_time(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        self.time.write(record, out)
    }

    /// Appends the record's fields, without exception and stack.
    ///
    /// # Errors
    /// As [`Formatter::format`].
    ///
    /// # Python
    /// `formatMessage`, with what `format` computes before it.
    #[inline]
    pub fn format_message(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let message = record.message()?;
        let view = View::new(record, message, &self.time, self.uses_time, &self.defaults);
        self.template.write(&view, out)
    }

    fn with_time(mut self) -> Self {
        let zone = self.zone.clone();
        self.time = match &self.datefmt {
            Some(pattern) => TimeText::by_date(pattern, zone),
            None => TimeText::with_milliseconds(&self.time_format, self.msec_format.as_deref(), zone),
        };
        self
    }
}

const DEFAULT_TIME_FORMAT: &str = "%Y-%m-%d %H:%M:%S";
const DEFAULT_MSEC_FORMAT: &str = "%s,%03d";

impl<S: StyleTemplate> Default for StyledFormatter<S> {
    /// The message alone.
    fn default() -> Self {
        Self::unvalidated("")
    }
}

impl<S: StyleTemplate> Formatter for StyledFormatter<S> {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let start = out.len();
        self.format_message(record, out)?;
        match &self.exception {
            Some(format) => append_traceback(record, start, &**format, out),
            None => append_traceback(record, start, &|info| info.text().to_owned(), out),
        }
    }

    fn template(&self) -> Option<Template<'_>> {
        let fields = S::fields(&self.format).into_iter().filter(|name| self.defaults.get_str(name).is_none());
        let fields = fields.collect::<IndexSet<String>>().into_iter().collect();
        Some(Template { style: S::STYLE, format: &self.format, datefmt: self.datefmt.as_deref(), fields })
    }

    fn description(&self) -> String {
        format!("{:?}", self.format)
    }
}

impl<S: fmt::Debug> fmt::Debug for StyledFormatter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StyledFormatter")
            .field("format", &self.format)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}
