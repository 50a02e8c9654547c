//! A record as the fields of a form: names and values, percent-encoded.

use std::fmt::Write as _;

use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::scratch::Scratch;
use crate::value::{Value, repr, surrogate};

/// What is sent of a record: names and values, in order.
pub(super) type Fields = Vec<(String, Value<'static>)>;

/// Appends all that a record has: the attributes of every record, then those that were added.
///
/// # Python
/// `urllib.parse.urlencode(record.__dict__)`.
pub(super) fn write_record(record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
    // DIFFERENCE: what formatters of other handlers left behind in the record, `message` and `asctime`, is not sent.
    let computed = |attribute: &Attribute| matches!(attribute, Attribute::Message | Attribute::AscTime);
    for attribute in Attribute::all().filter(|attribute| !computed(attribute)) {
        let value = record.attribute(attribute).unwrap_or_default();
        write_field(attribute.name(), &value, out)?;
    }
    record.extras().try_for_each(|(name, value)| write_field(name, value, out))
}

/// Appends these fields.
pub(super) fn write_fields(fields: &Fields, out: &mut String) -> Result<(), FormatError> {
    fields.iter().try_for_each(|(name, value)| write_field(name, value, out))
}

fn write_field(name: &str, value: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    if !out.is_empty() {
        out.push('&');
    }
    write_text(name, out);
    out.push('=');
    match value {
        Value::Str(text) => write_text(text, out),
        Value::Bytes(bytes) => write_bytes(bytes, out),
        value => {
            let mut text = Scratch::take();
            repr::write_str(value, &mut text)?;
            write_text(&text, out);
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut String) {
    if !surrogate::has_surrogates(text) {
        return write_bytes(text.as_bytes(), out);
    }
    for c in text.chars() {
        match surrogate::surrogate_of(c) {
            // DIFFERENCE: Python does not send a record that has a lone surrogate anywhere.
            Some(code) => write_bytes(format!("\\u{code:04x}").as_bytes(), out),
            None => write_bytes(c.encode_utf8(&mut [0; 4]).as_bytes(), out),
        }
    }
}

/// # Python
/// `urllib.parse.quote_plus`.
fn write_bytes(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => out.push(char::from(*byte)),
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}
