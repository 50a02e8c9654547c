//! The styles by name, as a configuration chooses them.

use std::str::FromStr;
use std::sync::Arc;

use super::{BraceStyle, DollarStyle, Formatter, PercentStyle, StyleTemplate, StyledFormatter};
use crate::error::FormatError;
use crate::value::Dict;

/// The style of a format string.
///
/// ```
/// use sawlog::format::Style;
/// assert_eq!("{".parse(), Ok(Style::Brace));
/// assert!("#".parse::<Style>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// `%(message)s`
    #[default]
    Percent,
    /// `{message}`
    Brace,
    /// `${message}`
    Dollar,
}

impl Style {
    /// The character that names the style.
    pub fn as_char(self) -> char {
        match self {
            Style::Percent => '%',
            Style::Brace => '{',
            Style::Dollar => '$',
        }
    }

    /// The format that `basic_config` uses where none is given.
    pub fn basic_format(self) -> &'static str {
        match self {
            Style::Percent => "%(levelname)s:%(name)s:%(message)s",
            Style::Brace => "{levelname}:{name}:{message}",
            Style::Dollar => "${levelname}:${name}:${message}",
        }
    }
}

impl FromStr for Style {
    type Err = FormatError;

    /// Reads `%`, `{` or `$`.
    fn from_str(text: &str) -> Result<Style, FormatError> {
        match text {
            "%" => Ok(Style::Percent),
            "{" => Ok(Style::Brace),
            "$" => Ok(Style::Dollar),
            other => Err(FormatError::Value(format!("style must be one of %, {{ and $, not {other:?}"))),
        }
    }
}

/// A formatter of a style that is only known at run time; what is `None` has Python's default.
///
/// # Errors
/// `ValueError` if `validate` is set and Python would not accept the format.
///
/// # Python
/// `logging.Formatter(format, datefmt, style, validate, defaults=defaults)`.
pub fn style_formatter(
    style: Style,
    format: Option<&str>,
    datefmt: Option<&str>,
    validate: bool,
    defaults: Option<Dict>,
) -> Result<Arc<dyn Formatter>, FormatError> {
    fn made<S: StyleTemplate + 'static>(
        format: Option<&str>,
        datefmt: Option<&str>,
        validate: bool,
        defaults: Option<Dict>,
    ) -> Result<Arc<dyn Formatter>, FormatError> {
        let format = format.unwrap_or_default();
        let formatter =
            if validate { StyledFormatter::<S>::new(format)? } else { StyledFormatter::unvalidated(format) };
        Ok(Arc::new(formatter.datefmt(datefmt.unwrap_or_default()).defaults(defaults.unwrap_or_default())))
    }
    match style {
        Style::Percent => made::<PercentStyle>(format, datefmt, validate, defaults),
        Style::Brace => made::<BraceStyle>(format, datefmt, validate, defaults),
        Style::Dollar => made::<DollarStyle>(format, datefmt, validate, defaults),
    }
}
