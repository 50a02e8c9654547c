//! YAML: blocks, with short lists and mappings of scalars in one line; texts in quotes where YAML 1.1 or 1.2 would
//! take them for something else.

use std::borrow::Cow;

use super::plain::{self, Plain, WIDTH, cannot, push_quoted};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::node::{Node, NodeKind};
use crate::config::place::Place;
use crate::config::yaml::is_plain_text;
use crate::value::Value;

/// How many entries a mapping may have that stands in one line.
const ENTRIES: usize = 4;
/// PyYAML looks for the colon behind a key no further.
const LONGEST_KEY: usize = 1000;

/// The text of a tree.
pub(super) fn write(root: &Node) -> Result<String, ConfigError> {
    let whole = Place { node: Cow::Borrowed(root), path: String::new() };
    let mut out = String::new();
    match in_line(&whole, WIDTH)?.filter(|_| root.as_mapping().is_none_or(|mapping| mapping.is_empty())) {
        Some(line) => out.push_str(&line),
        None => block(&whole, 0, &mut out)?,
    }
    out.push('\n');
    Ok(out)
}

/// A mapping or list over several lines; it begins where `out` ends, at this indent.
fn block(place: &Place<'_>, indent: usize, out: &mut String) -> Result<(), ConfigError> {
    let begin = |index: usize, out: &mut String| {
        if index > 0 {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
        }
    };
    let Some(mapping) = place.node.as_mapping() else {
        for (index, item) in plain::items(place).iter().enumerate() {
            begin(index, out);
            out.push_str("- ");
            match in_line(item, WIDTH.saturating_sub(indent + 2))? {
                Some(line) => out.push_str(&line),
                None => block(item, indent + 2, out)?,
            }
        }
        return Ok(());
    };
    for (index, (key, entry)) in mapping.iter().enumerate() {
        begin(index, out);
        let below = place.below(key, Cow::Borrowed(&entry.node));
        let key = self::key(key, &below)?;
        out.push_str(&key);
        out.push(':');
        match in_line(&below, WIDTH.saturating_sub(indent + key.len() + 2))? {
            Some(line) => {
                out.push(' ');
                out.push_str(&line);
            }
            None => {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent + 2));
                block(&below, indent + 2, out)?;
            }
        }
    }
    Ok(())
}

/// A value that stands in one line: a scalar, or what is short and not nested.
fn in_line(place: &Place<'_>, room: usize) -> Result<Option<String>, ConfigError> {
    let is_scalar = |node: &Node| node.as_scalar().is_some();
    let (open, close, parts) = match &place.node.kind {
        NodeKind::Scalar(value) => return scalar(value, place, false).map(Some),
        NodeKind::List(items) | NodeKind::Tuple(items) => {
            if !items.iter().all(is_scalar) {
                return Ok(None);
            }
            let parts = plain::items(place);
            let parts = parts.iter().map(|item| scalar(item.node.as_scalar().unwrap_or(&Value::None), item, true));
            ('[', ']', parts.collect::<Result<Vec<_>, _>>()?)
        }
        NodeKind::Mapping(mapping) => {
            let flat =
                |node: &Node| is_scalar(node) || node.as_items().is_some_and(|items| items.iter().all(is_scalar));
            if mapping.len() > ENTRIES || !mapping.values().all(|entry| flat(&entry.node)) {
                return Ok(None);
            }
            let mut parts = Vec::with_capacity(mapping.len());
            for (key, entry) in mapping {
                let below = place.below(key, Cow::Borrowed(&entry.node));
                let value = match entry.node.as_scalar() {
                    Some(value) => Some(scalar(value, &below, true)?),
                    None => in_line(&below, room)?,
                };
                let Some(value) = value else { return Ok(None) };
                parts.push(format!("{}: {value}", self::key(key, &below)?));
            }
            ('{', '}', parts)
        }
    };
    let line = format!("{open}{}{close}", parts.join(", "));
    Ok((line.chars().count() <= room || parts.is_empty()).then_some(line))
}

fn key(key: &Value<'static>, below: &Place<'_>) -> Result<String, ConfigError> {
    let key = match Plain::of(key) {
        Some(Plain::Set(_)) | None => {
            let reason = format!("a key of type {} cannot be written", key.type_name());
            return Err(below.error(ConfigErrorKind::Value(reason)));
        }
        Some(_) => scalar(key, below, true)?,
    };
    if key.len() > LONGEST_KEY {
        return Err(below.error(ConfigErrorKind::Value(format!("a key of more than {LONGEST_KEY} bytes"))));
    }
    Ok(key)
}

/// A scalar; `flow`: between brackets.
fn scalar(value: &Value<'static>, place: &Place<'_>, flow: bool) -> Result<String, ConfigError> {
    Ok(match Plain::of(value).ok_or_else(|| cannot(place, "YAML"))? {
        Plain::Null => "null".to_owned(),
        Plain::Bool(flag) => flag.to_string(),
        Plain::Int(digits) => digits,
        Plain::Float(number) => float(number),
        Plain::Text(text) => self::text(text, flow),
        Plain::Bytes(bytes) => format!("!!binary \"{}\"", base_64(bytes)),
        Plain::Date(date) => date,
        Plain::DateTime(time) => time,
        Plain::Set(values) => {
            let members = values.into_iter().map(|value| scalar(value, place, true));
            format!("!!set {{{}}}", members.collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        // To YAML 12:30:00 is a number to the base of sixty.
        Plain::Time(_) => return Err(cannot(place, "YAML").with_hint("a date and a time together can be said")),
    })
}

/// YAML 1.1 wants a point in a number, and the sign of its exponent.
fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let digits = plain::digits(number);
    match digits.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => digits,
    }
}

fn text(text: &str, flow: bool) -> String {
    if is_plain_text(text, flow) {
        return text.to_owned();
    }
    let is_simple = |c: char| {
        matches!(c, ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10F7FF}')
            && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
    };
    if text.contains(['"', '\\']) && text.chars().all(is_simple) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    push_quoted(text, true, &mut quoted);
    quoted
}

fn base_64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let of = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
