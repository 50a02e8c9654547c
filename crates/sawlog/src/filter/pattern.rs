//! By a regular expression that is found in the message, or in another attribute.

use regex::{Regex, RegexBuilder};

use super::{Filter, Verdict};
use crate::record::LogRecord;
use crate::value::repr;

/// Keeps the records in whose message, or in another attribute, a pattern is found; or those in which it is not.
///
/// A record without the attribute has nothing in which the pattern could be found. A search takes no longer than the text
/// is long, whatever the pattern.
///
/// ```
/// use sawlog::{RegexFilter, get_logger};
/// let log = get_logger("pattern.example");
/// log.add_filter(RegexFilter::new("GET /health")?.exclude());
/// log.add_filter(RegexFilter::new("^(api|web)-")?.attribute("threadName"));
/// # Ok::<(), sawlog::PatternError>(())
/// ```
///
/// # Python
/// There is no counterpart. In configurations `sawlog.RegexFilter` with `pattern`, and if wanted `attribute` and `exclude`. The
/// pattern is searched as by `re.search`; it is of the crate `regex`, which has neither look-around nor back-references.
#[derive(Clone, Debug)]
pub struct RegexFilter {
    regex: Regex,
    attribute: Option<String>,
    exclude: bool,
}

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 10_000;
/// The most memory that a pattern takes once it is compiled, and again while it is searched, in bytes.
const MAX_SIZE: usize = 10 << 20;
/// The same for the pattern of a stranger: the time to compile it grows alike.
const MAX_SIZE_OF_STRANGERS: usize = 1 << 20;

/// A pattern that is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a regular expression that can be used: {0}")]
pub struct PatternError(String);

impl RegexFilter {
    /// Keeps the records in whose message the pattern is found.
    ///
    /// # Errors
    /// The pattern is no regular expression, is longer than 10,000 bytes, or takes more than 10 MiB of memory; in a
    /// configuration under a limited [`Policy`](crate::config::Policy) more than 1 MiB. A class of all of Unicode takes tens of KiB each
    /// time: there `\w{30}` is too much, and `(?-u:\w){30}` is not.
    pub fn new(pattern: &str) -> Result<RegexFilter, PatternError> {
        RegexFilter::within(pattern, MAX_SIZE)
    }

    /// With the pattern of a stranger.
    pub(crate) fn of_stranger(pattern: &str) -> Result<RegexFilter, PatternError> {
        RegexFilter::within(pattern, MAX_SIZE_OF_STRANGERS)
    }

    fn within(pattern: &str, size: usize) -> Result<RegexFilter, PatternError> {
        if pattern.len() > MAX_PATTERN {
            return Err(PatternError(format!("it is longer than {MAX_PATTERN} bytes")));
        }
        let mut builder = RegexBuilder::new(pattern);
        // The first lines of the crate's message show the pattern and where it is wrong, over several lines.
        let regex = builder.size_limit(size).dfa_size_limit(size).build().map_err(|error| {
            let text = error.to_string();
            PatternError(text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
        })?;
        Ok(RegexFilter { regex, attribute: None, exclude: false })
    }

    /// Searches in this attribute, standard or added, instead of the message.
    pub fn attribute(mut self, name: impl Into<String>) -> RegexFilter {
        self.attribute = Some(name.into()).filter(|name| name != "message");
        self
    }

    /// Keeps the records in which the pattern is not found.
    pub fn exclude(mut self) -> RegexFilter {
        self.exclude = true;
        self
    }

    fn is_found(&self, record: &LogRecord<'_>) -> bool {
        let Some(attribute) = &self.attribute else {
            return record.message().is_ok_and(|message| self.regex.is_match(message));
        };
        let Some(value) = record.get(attribute) else { return false };
        match value.as_str() {
            Some(text) => self.regex.is_match(text),
            None => {
                let mut text = String::new();
                repr::write_str(&value, &mut text).is_ok() && self.regex.is_match(&text)
            }
        }
    }
}

impl Filter for RegexFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        (self.is_found(record) != self.exclude).into()
    }
}
