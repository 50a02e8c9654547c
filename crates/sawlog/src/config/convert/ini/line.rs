//! What stands behind `=`, and the names of sections, as `configparser` reads them back.

use super::{cannot, no_reference};
use crate::config::error::ConfigError;
use crate::config::place::Place;
use crate::level::Level;
use crate::value::Value;

/// Whether `fileConfig` takes an option as it stands; else `%` begins an interpolation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    Yes,
    No,
}

/// The text at a place as the value of an option.
pub(super) fn option(place: &Place<'_>, raw: Raw) -> Result<String, ConfigError> {
    no_reference(place)?;
    let text = place.node.as_str().ok_or_else(|| place.wrong_type("a text"))?;
    value(text, place, raw)
}

/// A text as the value of an option.
pub(super) fn value(text: &str, place: &Place<'_>, raw: Raw) -> Result<String, ConfigError> {
    if stripped(text) != text {
        return Err(cannot(place, "a text with white space at its ends"));
    }
    let is_odd = |c: char| matches!(c, '\r' | '\u{0}');
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let continues = lines.clone().all(|line| stripped(line) == line && !line.starts_with(['#', ';']));
    if text.contains(is_odd) || stripped(first) != first || !continues {
        return Err(
            cannot(place, "this text in several lines").with_hint("lines without white space at their ends, # and ;")
        );
    }
    let mut value = first.to_owned();
    for line in lines {
        value.push('\n');
        if !line.is_empty() {
            value.push_str("    ");
            value.push_str(line);
        }
    }
    Ok(if raw == Raw::No { value.replace('%', "%%") } else { value })
}

/// The name of an entry as it stands in `keys=` and in a section's header.
pub(super) fn name(key: &Value<'static>, place: &Place<'_>) -> Result<String, ConfigError> {
    let Some(text) = key.as_str() else { return Err(cannot(place, "a name that is no text")) };
    if text.is_empty() || stripped(text) != text || text.contains(['\n', '\r', ',', ']', '[']) {
        return Err(cannot(place, "a name that is empty, has brackets or commas, or white space at its ends"));
    }
    Ok(text.to_owned())
}

/// A level by its name, which is all that `fileConfig` takes; `None` if nothing is said.
pub(super) fn level(place: &Place<'_>) -> Result<Option<String>, ConfigError> {
    no_reference(place)?;
    if matches!(place.node.as_scalar(), Some(Value::None)) {
        return Ok(None);
    }
    if place.node.as_str().is_some() {
        return option(place, Raw::No).map(Some);
    }
    let level = place.level()?;
    let name = level.name();
    match Level::from_name(&name) {
        Some(named) if named == level => value(&name, place, Raw::No).map(Some),
        _ => Err(cannot(place, "a level by its number")),
    }
}

/// As Python's `strip`.
fn stripped(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}'))
}
