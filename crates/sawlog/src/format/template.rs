//! What a formatter says of itself: the format string behind it and the fields that it asks of a record.

use super::style::Style;

/// The format string of a formatter, for whoever looks at a tree of loggers or at a configuration.
///
/// ```
/// use sawlog::{Formatter, PercentFormatter, Style};
/// let formatter = PercentFormatter::new("%(levelname)s %(tenant)s")?;
/// let template = formatter.template().expect("it has one");
/// assert_eq!((template.style, template.fields), (Style::Percent, vec!["levelname".to_owned(), "tenant".to_owned()]));
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// `formatter._fmt`, `formatter._style` and `formatter.datefmt`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Template<'f> {
    /// The style that the format string is in.
    pub style: Style,
    /// The format string.
    pub format: &'f str,
    /// The pattern of `strftime` for the time, if one was given.
    pub datefmt: Option<&'f str>,
    /// What it asks of a record, in order of appearance; fields with a default value are left out.
    pub fields: Vec<String>,
}
