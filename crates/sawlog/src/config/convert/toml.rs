//! TOML: a table with a header for each mapping of the first levels, those further down between braces.

use std::borrow::Cow;

use super::plain::{self, Plain, WIDTH, cannot, push_quoted};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::node::{Node, NodeKind};
use crate::config::place::Place;
use crate::value::surrogate;

/// How many levels of mappings have headers.
const HEADERS: usize = 2;

/// The text of a tree.
pub(super) fn write(root: &Node) -> Result<String, ConfigError> {
    let whole = Place { node: Cow::Borrowed(root), path: String::new() };
    if root.as_mapping().is_none() {
        return Err(whole.wrong_type("a mapping, which is all that TOML can hold"));
    }
    let mut out = String::new();
    table(&whole, "", 0, &mut out)?;
    Ok(out)
}

/// The values of a table, then the tables below it.
fn table(place: &Place<'_>, name: &str, depth: usize, out: &mut String) -> Result<(), ConfigError> {
    let entries = plain::text_entries(place, "TOML")?;
    let has_header = |place: &Place<'_>| depth < HEADERS && place.node.as_mapping().is_some();
    let (tables, values): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, below)| has_header(below));
    // A table that only holds others needs no header of its own.
    if depth > 0 && (!values.is_empty() || tables.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("[{name}]\n"));
    }
    for (key, below) in values {
        let key = self::key(key, below)?;
        out.push_str(&key);
        out.push_str(" = ");
        value(below, WIDTH.saturating_sub(key.len() + 3), out)?;
        out.push('\n');
    }
    for (key, below) in tables {
        let key = self::key(key, below)?;
        let name = if name.is_empty() { key } else { format!("{name}.{key}") };
        table(below, &name, depth + 1, out)?;
    }
    Ok(())
}

/// A value; a list that needs more than `room` gets a line for each item.
fn value(place: &Place<'_>, room: usize, out: &mut String) -> Result<(), ConfigError> {
    match &place.node.kind {
        NodeKind::Scalar(_) => scalar(place, out),
        NodeKind::List(_) | NodeKind::Tuple(_) => {
            let mut texts = Vec::new();
            for item in &plain::items(place) {
                let mut text = String::new();
                value(item, usize::MAX, &mut text)?;
                texts.push(text);
            }
            let line = format!("[{}]", texts.join(", "));
            if line.len() <= room {
                out.push_str(&line);
            } else {
                out.push_str(&format!("[\n    {},\n]", texts.join(",\n    ")));
            }
            Ok(())
        }
        NodeKind::Mapping(_) => {
            let mut texts = Vec::new();
            for (key, below) in &plain::text_entries(place, "TOML")? {
                let mut text = format!("{} = ", self::key(key, below)?);
                value(below, usize::MAX, &mut text)?;
                texts.push(text);
            }
            out.push_str(&if texts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", texts.join(", ")) });
            Ok(())
        }
    }
}

fn scalar(place: &Place<'_>, out: &mut String) -> Result<(), ConfigError> {
    match plain::scalar(place, "TOML")? {
        Plain::Null => {
            let reason = ConfigErrorKind::Value("TOML has no null".to_owned());
            return Err(place.error(reason).with_hint("leave the key out, if that means the same"));
        }
        Plain::Bool(flag) => out.push_str(if flag { "true" } else { "false" }),
        Plain::Int(digits) if digits.parse::<i64>().is_ok() => out.push_str(&digits),
        Plain::Int(_) => {
            return Err(place.error(ConfigErrorKind::Value("TOML has no integers beyond 64 bits".to_owned())));
        }
        Plain::Float(number) if number.is_nan() => out.push_str("nan"),
        Plain::Float(number) if number.is_infinite() => out.push_str(if number > 0.0 { "inf" } else { "-inf" }),
        Plain::Float(number) => out.push_str(&plain::digits(number)),
        Plain::Text(text) => out.push_str(&self::text(text, place)?),
        Plain::Date(text) | Plain::Time(text) => out.push_str(&text),
        Plain::DateTime(text) => out.push_str(&text.replacen(' ', "T", 1)),
        Plain::Bytes(_) | Plain::Set(_) => return Err(cannot(place, "TOML")),
    }
    Ok(())
}

/// A text; between single quotes where that spares escapes.
fn text(text: &str, place: &Place<'_>) -> Result<String, ConfigError> {
    if surrogate::has_surrogates(text) {
        let reason = "TOML cannot say a text with a lone surrogate".to_owned();
        return Err(place.error(ConfigErrorKind::Value(reason)));
    }
    if text.contains(['"', '\\']) && !text.contains('\'') && !text.chars().any(char::is_control) {
        return Ok(format!("'{text}'"));
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    push_quoted(text, false, &mut quoted);
    Ok(quoted)
}

fn key(key: &str, below: &Place<'_>) -> Result<String, ConfigError> {
    let is_bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { Ok(key.to_owned()) } else { text(key, below) }
}
