//! A record as a pickle of protocol 1, which every Python takes.

use super::opcode as op;
use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::value::Value;

mod known;
mod text;
mod value;

use text::write_text;
use value::Writer;

/// The most bytes that a pickle may have: as many as a receiver takes by default.
pub const MAX_LEN: usize = 8 << 20;

/// Appends the pickled dict of a record's attributes, those that every record has and the added ones.
///
/// The message is rendered: `msg` is text and `args` is `None`, as is `exc_info`, its text being in `exc_text`.
/// Values are pickled as what they are in Python, dates and sets among them; one that is not ours as its text.
/// Containers deeper than two hundred become text, too.
///
/// ```
/// use sawlog::{make_log_record, wire};
/// let record = make_log_record([("msg", "low".into()), ("user", "ann".into())]);
/// let mut pickle = Vec::new();
/// wire::write_pickle(&record, &mut pickle)?;
/// let record = wire::record_from_pickle(&pickle, &wire::Limits::default())?;
/// assert_eq!((record.message()?, record.get("user")), ("low", Some("ann".into())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The message cannot be rendered, a `Display` of the program's own fails, or the pickle would exceed [`MAX_LEN`].
/// What was appended by then is removed.
///
/// # Python
/// `pickle.dumps(d, 1)` in `SocketHandler.makePickle`; a value that Python could not pickle is a text here.
pub fn write_pickle(record: &LogRecord<'_>, out: &mut Vec<u8>) -> Result<(), FormatError> {
    let start = out.len();
    let written = write_record(record, &mut Writer::new(out));
    if written.is_err() {
        out.truncate(start);
    }
    written
}

/// Appends the pickle of one value.
///
/// # Errors
/// As [`write_pickle`].
///
/// # Python
/// `pickle.dumps(value, 1)`.
pub fn encode(value: &Value<'_>, out: &mut Vec<u8>) -> Result<(), FormatError> {
    let start = out.len();
    let mut writer = Writer::new(out);
    let written = writer.value(value).and_then(|()| writer.finish());
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn write_record(record: &LogRecord<'_>, writer: &mut Writer<'_>) -> Result<(), FormatError> {
    writer.out.extend([op::EMPTY_DICT, op::MARK]);
    for attribute in Attribute::all() {
        match attribute {
            // Who receives the record computes it again from `msg`.
            Attribute::Message => continue,
            Attribute::AscTime => {
                let out = &mut *writer.out;
                record.with_asctime(|time| {
                    write_text(attribute.name(), out);
                    write_text(time, out);
                });
            }
            _ => {
                write_text(attribute.name(), writer.out);
                write_attribute(record, attribute, writer)?;
            }
        }
    }
    for (name, value) in record.extras() {
        write_text(name, writer.out);
        writer.value(value)?;
    }
    writer.out.push(op::SETITEMS);
    writer.finish()
}

fn write_attribute(record: &LogRecord<'_>, attribute: Attribute, writer: &mut Writer<'_>) -> Result<(), FormatError> {
    match attribute {
        Attribute::Msg => write_text(record.message()?, writer.out),
        Attribute::Args | Attribute::ExcInfo => writer.out.push(op::NONE),
        _ if record.odd_value(attribute).is_some() => {
            return writer.value(&record.attribute(attribute).unwrap_or_default());
        }
        Attribute::LevelName => record.with_level_name(|name| write_text(name, writer.out)),
        Attribute::ThreadName => record.with_thread_name(|name| write_text(name, writer.out)),
        Attribute::ProcessName => record.with_process_name(|name| write_text(name, writer.out)),
        _ => return writer.value(&record.attribute(attribute).unwrap_or_default()),
    }
    Ok(())
}
