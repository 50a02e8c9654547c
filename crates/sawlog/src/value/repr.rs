//! `str()`, `repr()` and `ascii()` of a value.
//!
//! Text is bounded by [`MAX_TEXT`], and nesting takes no stack: a value out of a hostile frame prints as much as fits.

use super::bounded::Bounded;
pub use super::bounded::MAX_TEXT;
use super::foreign::{Text, write_text};
use super::integer::{Int, write_i64};
use super::quote::{write_only_ascii, write_quoted, write_quoted_bytes};
use super::{Dict, Set, Value, float};
use crate::error::FormatError;
use crate::scratch::Scratch;

/// Appends what `str(value)` gives.
///
/// ```
/// use sawlog::value::{Value, repr};
/// let mut out = String::new();
/// repr::write_str(&Value::list([Value::from(1.0), Value::from("it's")]), &mut out)?;
/// assert_eq!(out, r#"[1.0, "it's"]"#);
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// A `Display` of the program's own that fails, or an integer of more digits than Python writes in decimal.
#[inline]
pub fn write_str(value: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    match value {
        Value::Str(text) => out.push_str(text),
        Value::Int(number) => write_i64(*number, out),
        Value::Decimal(number) => number.write(out),
        Value::Opaque(opaque) => Bounded::new(out).push_str(&opaque.text),
        Value::Foreign(foreign) => return write_text(foreign, Text::Str, &mut Bounded::own(out)),
        _ => return write_nested(value, false, &mut Bounded::new(out)),
    }
    Ok(())
}

/// Appends what `repr(value)` gives.
///
/// # Errors
/// As [`write_str`].
pub fn write_repr(value: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    write_nested(value, false, &mut Bounded::new(out))
}

/// Appends what `ascii(value)` gives: `repr()` with everything beyond ASCII escaped.
///
/// # Errors
/// As [`write_str`].
pub fn write_ascii(value: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    write_nested(value, true, &mut Bounded::new(out))
}

/// A container that is being written, and the index of its next item.
enum Open<'v> {
    Items(&'v [Value<'static>], &'static str),
    Dict(&'v Dict),
    Set(&'v Set, &'static str),
}

fn write_nested(value: &Value<'_>, ascii: bool, out: &mut Bounded<'_>) -> Result<(), FormatError> {
    let mut open: Vec<(Open<'_>, usize)> = Vec::new();
    write_one(value, ascii, &mut open, out)?;
    while let Some((container, next)) = open.last_mut() {
        if out.is_full() {
            return Ok(());
        }
        let index = *next;
        *next += 1;
        let item = match container {
            Open::Items(items, _) => items.get(index),
            Open::Set(set, _) => set.get_index(index),
            Open::Dict(dict) => dict.get_index(index / 2).map(|(k, v)| if index % 2 == 0 { k } else { v }),
        };
        let Some(item) = item else {
            out.push_str(match container {
                Open::Items(items, ")") if items.len() == 1 => ",)",
                Open::Items(_, close) | Open::Set(_, close) => close,
                Open::Dict(_) => "}",
            });
            open.pop();
            continue;
        };
        match container {
            Open::Dict(_) if index % 2 == 1 => out.push_str(": "),
            _ if index > 0 => out.push_str(", "),
            _ => {}
        }
        write_one(item, ascii, &mut open, out)?;
    }
    Ok(())
}

/// Writes a scalar, or opens a container.
fn write_one<'v>(
    value: &'v Value<'_>,
    ascii: bool,
    open: &mut Vec<(Open<'v>, usize)>,
    out: &mut Bounded<'_>,
) -> Result<(), FormatError> {
    match value {
        Value::None => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Int(number) => out.short(|out| write_i64(*number, out)),
        Value::BigInt(number) => {
            let number = Int::Big(std::borrow::Cow::Borrowed(&**number));
            if number.is_negative() {
                out.push('-');
            }
            let mut digits = Scratch::take();
            number.write_digits(10, &mut digits)?;
            out.push_str(&digits);
        }
        Value::Float(number) => out.short(|out| float::write_repr(*number, out)),
        Value::Str(text) => write_quoted(text, ascii, out),
        Value::Bytes(bytes) => write_quoted_bytes(bytes, out),
        Value::List(items) => {
            out.push('[');
            open.push((Open::Items(items, "]"), 0));
        }
        Value::Tuple(items) => {
            out.push('(');
            open.push((Open::Items(items, ")"), 0));
        }
        Value::Dict(dict) => {
            out.push('{');
            open.push((Open::Dict(dict), 0));
        }
        Value::Set(set) if set.is_empty() => out.push_str(if set.is_frozen() { "frozenset()" } else { "set()" }),
        Value::Set(set) => {
            out.push_str(if set.is_frozen() { "frozenset({" } else { "{" });
            open.push((Open::Set(set, if set.is_frozen() { "})" } else { "}" }), 0));
        }
        Value::Decimal(number) => {
            out.push_str("Decimal('");
            let mut text = Scratch::take();
            number.write(&mut text);
            out.push_str(&text);
            out.push_str("')");
        }
        Value::Opaque(opaque) if ascii => write_only_ascii(&opaque.repr, out),
        Value::Opaque(opaque) => out.push_str(&opaque.repr),
        Value::Foreign(foreign) if ascii => {
            let mut text = Scratch::take();
            write_text(foreign, Text::Repr, &mut Bounded::new(&mut text))?;
            write_only_ascii(&text, out);
        }
        Value::Foreign(foreign) => write_text(foreign, Text::Repr, out)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn repr(value: Value<'_>) -> String {
        let mut out = String::new();
        write_repr(&value, &mut out).unwrap();
        out
    }

    #[test]
    fn floats_are_the_shortest_that_read_back() {
        for (number, expected) in [
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (-0.0, "-0.0"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(repr(Value::from(number)), expected);
        }
    }

    #[test]
    fn text_is_quoted_as_python_quotes_it() {
        for (text, expected) in [
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("both ' and \"", "'both \\' and \"'"),
            ("tab\tline\nreturn\r\\", "'tab\\tline\\nreturn\\r\\\\'"),
            ("\0\x1b\x7f\u{a0}\u{ad}", "'\\x00\\x1b\\x7f\\xa0\\xad'"),
            ("é€😀", "'é€😀'"),
            ("\u{200b}\u{e000}\u{e0001}", "'\\u200b\\ue000\\U000e0001'"),
        ] {
            assert_eq!(repr(Value::from(text)), expected);
        }
        let lone = super::super::surrogate::char_for(0xDC80).unwrap().to_string();
        assert_eq!(repr(Value::from(lone)), "'\\udc80'");
        let mut out = String::new();
        write_ascii(&Value::from("é€😀"), &mut out).unwrap();
        assert_eq!(out, "'\\xe9\\u20ac\\U0001f600'");
    }

    #[test]
    fn containers_nest() {
        let dict: Dict =
            [(Value::from("a"), Value::tuple([Value::from(1)])), (Value::None, Value::list([]))].into_iter().collect();
        assert_eq!(repr(dict.into()), "{'a': (1,), None: []}");
        assert_eq!(repr(Value::Set(Arc::new(Set::new([], false)))), "set()");
        assert_eq!(repr(Value::Set(Arc::new(Set::new([Value::from(1)], true)))), "frozenset({1})");
        assert_eq!(repr(Value::Bytes(b"a'\xff\n".as_slice().into())), "b\"a'\\xff\\n\"");
    }

    #[test]
    fn what_unfolds_without_end_is_cut() {
        let mut value = Value::list([Value::from("lol")]);
        for _ in 0..100 {
            value = Value::list([value.clone(), value]);
        }
        let text = repr(value);
        assert!(text.len() <= MAX_TEXT + 3 && text.ends_with("..."), "{}", text.len());
    }

    #[test]
    fn nesting_takes_no_stack() {
        let mut value = Value::list([]);
        for _ in 0..5_000 {
            value = Value::list([value]);
        }
        assert_eq!(repr(value).len(), 2 * 5_001);
    }

    struct Panics;
    impl std::fmt::Display for Panics {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("no text")
        }
    }

    #[test]
    fn a_display_that_panics_is_an_error() {
        let mut out = "kept".to_owned();
        let error = write_str(&Value::display(Panics), &mut out).unwrap_err();
        assert!(matches!(error, FormatError::Display(_)), "{error:?}");
        assert_eq!(out, "kept");
    }
}
