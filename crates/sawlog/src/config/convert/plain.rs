//! What formats write: values by kind, and how they are shown in one line.

use std::borrow::Cow;

use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::place::Place;
use crate::value::{Value, surrogate};

/// How long a line may become by lists and mappings that stand in it.
pub(super) const WIDTH: usize = 100;

/// A scalar, by what formats tell apart.
pub(super) enum Plain<'v> {
    Null,
    Bool(bool),
    /// Its digits.
    Int(String),
    Float(f64),
    Text(&'v str),
    Bytes(&'v [u8]),
    Set(Vec<&'v Value<'static>>),
    /// A `date`, as ISO 8601 has it.
    Date(String),
    /// A `datetime`.
    DateTime(String),
    /// A `time`.
    Time(String),
}

impl<'v> Plain<'v> {
    /// What a scalar is; `None` if it is nothing that a text could hold.
    pub(super) fn of(value: &'v Value<'static>) -> Option<Plain<'v>> {
        Some(match value {
            Value::None => Plain::Null,
            Value::Bool(flag) => Plain::Bool(*flag),
            Value::Int(number) => Plain::Int(number.to_string()),
            Value::BigInt(number) => Plain::Int(number.to_string()),
            Value::Float(number) => Plain::Float(*number),
            Value::Str(text) => Plain::Text(text),
            Value::Bytes(bytes) => Plain::Bytes(bytes),
            Value::Set(set) => Plain::Set(set.iter().collect()),
            Value::Foreign(_) => match &*value.type_name() {
                "datetime.date" => Plain::Date(value.to_string()),
                "datetime.datetime" => Plain::DateTime(value.to_string()),
                "datetime.time" => Plain::Time(value.to_string()),
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// The scalar at a place.
pub(super) fn scalar<'p>(place: &'p Place<'_>, format: &str) -> Result<Plain<'p>, ConfigError> {
    place.node.as_scalar().and_then(Plain::of).ok_or_else(|| cannot(place, format))
}

/// The error for a value that a format has no way to write.
pub(super) fn cannot(place: &Place<'_>, format: &str) -> ConfigError {
    place.error(ConfigErrorKind::Value(format!("{format} cannot say a value of type {}", place.node.type_name())))
}

/// The entries of a mapping, with their places; keys are to be texts.
pub(super) fn text_entries<'p>(place: &'p Place<'_>, format: &str) -> Result<Vec<(&'p str, Place<'p>)>, ConfigError> {
    let entry = |(key, entry): (&'p Value<'static>, &'p crate::config::Entry)| {
        let below = place.below(key, Cow::Borrowed(&entry.node));
        match key.as_str() {
            Some(text) => Ok((text, below)),
            None => {
                let reason = format!("in {format} a key is a text, and this is a value of type {}", key.type_name());
                Err(below.error(ConfigErrorKind::Value(reason)).at(entry.key_position))
            }
        }
    };
    place.mapping()?.iter().map(entry).collect()
}

/// The items of a list or tuple, with their places.
pub(super) fn items<'p>(place: &'p Place<'_>) -> Vec<Place<'p>> {
    let items = place.node.as_items().unwrap_or_default();
    let at = |(index, node)| Place { node: Cow::Borrowed(node), path: format!("{}[{index}]", place.path) };
    items.iter().enumerate().map(at).collect()
}

/// The shortest digits that read as the same number, as Python's `repr` has them: `1e+16`, `0.1`, `5.0`.
pub(super) fn digits(number: f64) -> String {
    Value::Float(number).to_string()
}

/// Appends a text between double quotes, with the escapes that JSON, YAML and TOML have in common. `surrogates`: lone
/// ones can be escaped, too.
pub(super) fn push_quoted(text: &str, surrogates: bool, out: &mut String) {
    use std::fmt::Write as _;
    out.push('"');
    for c in text.chars() {
        match (c, surrogate::surrogate_of(c)) {
            (_, Some(code)) if surrogates => _ = write!(out, "\\u{code:04x}"),
            ('"', _) => out.push_str("\\\""),
            ('\\', _) => out.push_str("\\\\"),
            ('\n', _) => out.push_str("\\n"),
            ('\r', _) => out.push_str("\\r"),
            ('\t', _) => out.push_str("\\t"),
            (c, _) if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            (c, _) => out.push(c),
        }
    }
    out.push('"');
}
