//! A record as a JSON object.

use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::value::Value;
use crate::value::json::{write_json as write_value, write_json_str};
use crate::value::room::Room;

/// Appends the record's attributes as one JSON object: those that every record has, by Python's names, then the
/// added ones.
///
/// The message is rendered: `msg` is text, `args` is `null`, and `exc_info`, too, its text being in `exc_text`.
/// A value that JSON has no form for is written as its text; lone surrogates are escaped. Containers are cut where
/// one value would exceed a megabyte.
///
/// ```
/// use sawlog::{make_log_record, wire};
/// let record = make_log_record([("msg", "50%".into()), ("user", "ann".into())]);
/// let mut out = String::new();
/// wire::write_json(&record, &mut out)?;
/// assert!(out.contains(r#""msg":"50%","args":null"#) && out.ends_with(r#""user":"ann"}"#));
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// The message cannot be rendered, a `Display` of the program's own fails, or a record from the wire is longer than
/// [`Limits::text_len`](crate::wire::Limits::text_len). What was appended by then is removed.
///
/// # Python
/// `json.dumps` of what `SocketHandler.makePickle` would pickle, without its spaces.
pub fn write_json(record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
    let start = out.len();
    let written = write_record(record, out);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn write_record(record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
    let room = record.room(out.len());
    let mut separator = '{';
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
        write_member(attribute.name(), &value, &mut separator, room, out)?;
    }
    for (name, value) in record.extras() {
        write_member(name, value, &mut separator, room, out)?;
    }
    out.push('}');
    Ok(())
}

fn write_member(
    name: &str,
    value: &Value<'_>,
    separator: &mut char,
    room: Room,
    out: &mut String,
) -> Result<(), FormatError> {
    out.push(std::mem::replace(separator, ','));
    write_json_str(name, room, out)?;
    out.push(':');
    write_value(value, room, out)
}
