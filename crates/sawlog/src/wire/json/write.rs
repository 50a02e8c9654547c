//! A record as a JSON object.

use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::scratch::Scratch;
use crate::value::{Value, repr, surrogate};

/// Containers deeper than this are written as text.
const MAX_DEPTH: usize = 100;
/// A record's text does not grow past this many bytes.
const MAX_LEN: usize = 8 << 20;

/// Appends the record's attributes as one JSON object: those that every record has, by Python's names, then the
/// added ones.
///
/// The message is rendered: `msg` is text, `args` is `null`, and `exc_info`, too, its text being in `exc_text`.
/// A value that JSON has no form for is written as its text; lone surrogates are escaped.
///
/// ```
/// use sawlog::{make_log_record, wire};
/// let record = make_log_record([("msg", "50%".into()), ("user", "ann".into())]);
/// let mut out = String::new();
/// wire::write_json(&record, &mut out)?;
/// assert!(out.contains(r#""msg": "50%", "args": null"#) && out.ends_with(r#""user": "ann"}"#));
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// The message cannot be rendered, or the text would exceed 8 MiB. What was appended by then is removed.
///
/// # Python
/// `json.dumps` of what `SocketHandler.makePickle` would pickle.
pub fn write_json(record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
    let start = out.len();
    let written = write_record(record, out, start.saturating_add(MAX_LEN));
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn write_record(record: &LogRecord<'_>, out: &mut String, end: usize) -> Result<(), FormatError> {
    out.push('{');
    let mut first = true;
    for attribute in Attribute::all() {
        let value = match attribute {
            Attribute::Msg => Value::from(record.message()?),
            Attribute::Args | Attribute::ExcInfo => Value::None,
            Attribute::ExcText => match record.exc_text() {
                Some(text) => Value::from(text),
                None => record.exc_info().map(|info| info.text()).into(),
            },
            // Both are computed again by who receives the record.
            Attribute::Message | Attribute::AscTime => continue,
            other => record.attribute(other).unwrap_or_default(),
        };
        write_member(attribute.name(), &value, &mut first, out, end)?;
    }
    for (name, value) in record.extras() {
        write_member(name, value, &mut first, out, end)?;
    }
    out.push('}');
    Ok(())
}

fn write_member(
    name: &str,
    value: &Value<'_>,
    first: &mut bool,
    out: &mut String,
    end: usize,
) -> Result<(), FormatError> {
    if !std::mem::take(first) {
        out.push_str(", ");
    }
    write_string(name, out);
    out.push_str(": ");
    write_value(value, 0, out, end)
}

fn write_value(value: &Value<'_>, depth: usize, out: &mut String, end: usize) -> Result<(), FormatError> {
    if out.len() > end {
        return Err(FormatError::TooLong { limit: MAX_LEN });
    }
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Float(number) if number.is_nan() => out.push_str("NaN"),
        Value::Float(number) if number.is_infinite() => {
            out.push_str(if *number > 0.0 { "Infinity" } else { "-Infinity" });
        }
        Value::Int(_) | Value::BigInt(_) | Value::Float(_) => repr::write_repr(value, out)?,
        Value::Str(text) => write_string(text, out),
        Value::List(items) | Value::Tuple(items) if depth < MAX_DEPTH => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_value(item, depth + 1, out, end)?;
            }
            out.push(']');
        }
        Value::Dict(dict) if depth < MAX_DEPTH => {
            out.push('{');
            for (index, (key, value)) in dict.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_key(key, out)?;
                out.push_str(": ");
                write_value(value, depth + 1, out, end)?;
            }
            out.push('}');
        }
        other => {
            let mut text = Scratch::take();
            repr::write_str(other, &mut text)?;
            write_string(&text, out);
        }
    }
    Ok(())
}

/// A key of a dict: as Python's `json` has it, or any other as its text.
fn write_key(key: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    match key {
        Value::Str(text) => write_string(text, out),
        Value::None => out.push_str("\"null\""),
        Value::Bool(flag) => out.push_str(if *flag { "\"true\"" } else { "\"false\"" }),
        other => {
            let mut text = Scratch::take();
            repr::write_str(other, &mut text)?;
            write_string(&text, out);
        }
    }
    Ok(())
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (index, c) in text.char_indices() {
        if !(matches!(c, '"' | '\\' | '\0'..' ') || surrogate::surrogate_of(c).is_some()) {
            continue;
        }
        out.push_str(&text[plain..index]);
        plain = index + c.len_utf8();
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            other => {
                let code_point = surrogate::code_point(other);
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.extend(char::from_digit(code_point >> shift & 0xF, 16));
                }
            }
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}
