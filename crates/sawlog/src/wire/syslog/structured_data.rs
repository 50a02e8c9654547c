//! Structured data of RFC 5424: a record's added attributes as named parameters.

use std::fmt;
use std::str::FromStr;

use super::error::SyslogError;
use super::header::{is_printable, write_name};
use crate::error::FormatError;
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::value::{Dict, Value, repr};

/// Characters of a name.
const MAX_NAME: usize = 32;
/// The names that are registered; others belong to an enterprise.
const REGISTERED: [&str; 3] = ["timeQuality", "origin", "meta"];

/// What a group of parameters is called: a registered name, or `name@number` with an enterprise's number.
///
/// The number is one that IANA has given to an enterprise; 32473 is for examples and for those who have none.
///
/// ```
/// use sawlog::wire::syslog::StructuredDataId;
/// assert!("shop@32473".parse::<StructuredDataId>().is_ok());
/// assert!("shop".parse::<StructuredDataId>().is_err());
/// ```
///
/// # Python
/// There is no counterpart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StructuredDataId(Box<str>);

impl StructuredDataId {
    /// The identification as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for StructuredDataId {
    /// `extra@32473`
    fn default() -> StructuredDataId {
        StructuredDataId("extra@32473".into())
    }
}

impl FromStr for StructuredDataId {
    type Err = SyslogError;
    fn from_str(text: &str) -> Result<StructuredDataId, SyslogError> {
        if is_id(text) {
            Ok(StructuredDataId(text.into()))
        } else {
            Err(SyslogError::StructuredDataId(text.to_owned()))
        }
    }
}

impl fmt::Display for StructuredDataId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Appends a record's structured data: the added attributes under `id`, but for `left_out`, and each that is a
/// mapping with an identification for its name as a group of its own. `-` if there are none.
pub(super) fn write(
    record: &LogRecord<'_>,
    id: Option<&StructuredDataId>,
    left_out: &str,
    out: &mut String,
) -> Result<(), FormatError> {
    let start = out.len();
    let plain = record.extras().filter(|(name, value)| *name != left_out && group(name, value).is_none());
    if let Some(id) = id {
        for (name, value) in plain {
            if out.len() == start {
                open(id.as_str(), out);
            }
            write_parameter(name, value, out)?;
        }
        close_if_open(start, out);
    }
    let groups = record.extras().filter_map(|(name, value)| Some((name, group(name, value)?)));
    for (name, parameters) in groups {
        // A group of a name that is there already would make the message malformed.
        if id.is_some_and(|id| id.as_str() == name) && out.len() > start {
            continue;
        }
        open(name, out);
        for (name, value) in parameters.iter() {
            let mut shown = Scratch::take();
            repr::write_str(name, &mut shown)?;
            write_parameter(&shown, value, out)?;
        }
        out.push(']');
    }
    if out.len() == start {
        out.push('-');
    }
    Ok(())
}

fn group<'v>(name: &str, value: &'v Value<'_>) -> Option<&'v Dict> {
    match value {
        Value::Dict(parameters) if is_id(name) => Some(parameters),
        _ => None,
    }
}

fn open(id: &str, out: &mut String) {
    out.push('[');
    out.push_str(id);
}

fn close_if_open(start: usize, out: &mut String) {
    if out.len() > start {
        out.push(']');
    }
}

fn write_parameter(name: &str, value: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    out.push(' ');
    write_name(name, MAX_NAME, is_name, out);
    out.push_str("=\"");
    let mut text = Scratch::take();
    repr::write_str(value, &mut text)?;
    for c in text.chars() {
        if matches!(c, '"' | '\\' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    Ok(())
}

fn is_name(c: char) -> bool {
    is_printable(c) && !matches!(c, '=' | ']' | '"')
}

fn is_id(text: &str) -> bool {
    if REGISTERED.contains(&text) {
        return true;
    }
    let numbers = |text: &str| text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    text.len() <= MAX_NAME
        && text.chars().all(is_name)
        && text.split_once('@').is_some_and(|(name, number)| !name.is_empty() && numbers(number))
}
