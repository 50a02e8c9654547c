//! Values as JSON.

use super::bounded::MAX_TEXT;
use super::repr::{write_repr, write_str};
use super::room::Room;
use super::surrogate::surrogate_of;
use super::{Dict, Set, Value, float, integer};
use crate::error::FormatError;
use crate::scratch::Scratch;

/// Appends a value as JSON: containers as they are, sets as arrays, keys as text, and what JSON lacks as text.
///
/// Past [`MAX_TEXT`] bytes containers end early, in a text of three dots; the JSON stays well-formed.
///
/// # Errors
/// A `Display` of the program's own that fails, or a text that has no room.
pub(crate) fn write_json(value: &Value<'_>, room: Room, out: &mut String) -> Result<(), FormatError> {
    let end = out.len().saturating_add(MAX_TEXT);
    let mut open: Vec<(Open<'_>, usize)> = Vec::new();
    write_one(value, room, &mut open, out)?;
    while let Some((container, next)) = open.last_mut() {
        let index = *next;
        *next += 1;
        let is_full = out.len() >= end;
        match container {
            Open::Dict(dict) => match dict.get_index(index) {
                Some((key, value)) if !is_full => {
                    separate(index, out);
                    write_key(key, room, out)?;
                    out.push(':');
                    write_one(value, room, &mut open, out)?;
                }
                left => {
                    if left.is_some() {
                        separate(index, out);
                        out.push_str("\"...\":null");
                    }
                    out.push('}');
                    open.pop();
                }
            },
            Open::Items(..) | Open::Set(_) => match container.item(index) {
                Some(item) if !is_full => {
                    separate(index, out);
                    write_one(item, room, &mut open, out)?;
                }
                left => {
                    if left.is_some() {
                        separate(index, out);
                        out.push_str("\"...\"");
                    }
                    out.push(']');
                    open.pop();
                }
            },
        }
    }
    Ok(())
}

/// Appends a text in quotes, on one line. It grows by its escapes, and is looked at at each.
///
/// # Errors
/// There is no room for it.
pub(crate) fn write_json_str(text: &str, room: Room, out: &mut String) -> Result<(), FormatError> {
    out.push('"');
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        // Of what lies beyond ASCII, only C1 controls (C2 80 to C2 9F) and stand-ins (from F4 8F) need a look.
        let plain = !matches!(byte, 0..=0x1F | b'"' | b'\\' | 0x7F | 0xC2 | 0xF4);
        if plain || at < copied {
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let code_point = match (byte, surrogate_of(c)) {
            (0xC2, _) if c > '\u{9f}' => continue,
            (0xF4, None) => continue,
            (0xF4, Some(surrogate)) => surrogate,
            _ => u32::from(c),
        };
        out.push_str(&text[copied..at]);
        room.check(out)?;
        copied = at + c.len_utf8();
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                out.push_str("\\u");
                for digit in (0..4).rev() {
                    out.push(char::from(b"0123456789abcdef"[(code_point >> (4 * digit)) as usize & 15]));
                }
            }
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
    room.check(out)
}

enum Open<'v> {
    Items(&'v [Value<'static>]),
    Dict(&'v Dict),
    Set(&'v Set),
}

impl<'v> Open<'v> {
    fn item(&self, index: usize) -> Option<&'v Value<'static>> {
        match self {
            Open::Items(items) => items.get(index),
            Open::Set(set) => set.get_index(index),
            Open::Dict(_) => None,
        }
    }
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn write_key(key: &Value<'_>, room: Room, out: &mut String) -> Result<(), FormatError> {
    if let Value::Str(text) = key {
        return write_json_str(text, room, out);
    }
    let mut text = Scratch::take();
    write_str(key, &mut text)?;
    write_json_str(&text, room, out)
}

fn write_one<'v>(
    value: &'v Value<'_>,
    room: Room,
    open: &mut Vec<(Open<'v>, usize)>,
    out: &mut String,
) -> Result<(), FormatError> {
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(number) => integer::write_i64(*number, out),
        Value::Float(number) if number.is_finite() => float::write_repr(*number, out),
        Value::Str(text) => write_json_str(text, room, out)?,
        Value::List(items) | Value::Tuple(items) => {
            out.push('[');
            open.push((Open::Items(items), 0));
        }
        Value::Set(set) => {
            out.push('[');
            open.push((Open::Set(set), 0));
        }
        Value::Dict(dict) => {
            out.push('{');
            open.push((Open::Dict(dict), 0));
        }
        Value::BigInt(number) => {
            let mut digits = Scratch::take();
            match write_str(value, &mut digits) {
                Ok(()) => out.push_str(&digits),
                // Past the bound on decimal digits there is only text.
                Err(_) => write_json_str(&format!("{:#x}", **number), room, out)?,
            }
        }
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => write_json_str(text, room, out)?,
            Err(_) => {
                let mut text = Scratch::take();
                write_repr(value, &mut text)?;
                write_json_str(&text, room, out)?;
            }
        },
        Value::Float(_) | Value::Decimal(_) | Value::Opaque(_) | Value::Foreign(_) => {
            let mut text = Scratch::take();
            write_str(value, &mut text)?;
            write_json_str(&text, room, out)?;
        }
    }
    room.check(out)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::value::surrogate::char_for;

    fn json(value: Value<'_>) -> String {
        let mut out = String::new();
        write_json(&value, Room::for_record(usize::MAX, 0), &mut out).unwrap();
        out
    }

    #[test]
    fn every_value_has_a_form() {
        let lone = char_for(0xD801).unwrap();
        for (value, expected) in [
            (Value::None, "null".to_owned()),
            (f64::NAN.into(), "\"nan\"".to_owned()),
            (1e16.into(), "1e+16".to_owned()),
            (u128::MAX.into(), u128::MAX.to_string()),
            (Value::from("a\"\\\n\u{1}\u{7f}\u{85}é😀"), r#""a\"\\\n\u0001\u007f\u0085é😀""#.to_owned()),
            (Value::from(format!("x{lone}y\u{10ffff}").replace('\u{10ffff}', "")), r#""x\ud801y""#.to_owned()),
            (Value::from(b"ab".as_slice()), "\"ab\"".to_owned()),
            (Value::from(b"\xff".as_slice()), r#""b'\\xff'""#.to_owned()),
            (Value::Set(Arc::new(Set::new([1.into()], true))), "[1]".to_owned()),
            (Value::tuple([Value::list([]), 1.into()]), "[[],1]".to_owned()),
        ] {
            assert_eq!(json(value), expected);
        }
        let dict: Dict = [(Value::from(1), Value::from(2)), (Value::None, Value::list([]))].into_iter().collect();
        assert_eq!(json(dict.into()), r#"{"1":2,"None":[]}"#);
    }

    #[test]
    fn what_unfolds_without_end_is_cut_and_well_formed() {
        let mut value = Value::list([Value::from("lol")]);
        for depth in 0..60 {
            let dict: Dict = [(Value::from(depth), value.clone())].into_iter().collect();
            value = Value::list([value, dict.into()]);
        }
        let text = json(value);
        assert!(text.len() < MAX_TEXT + 10_000);
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
}
