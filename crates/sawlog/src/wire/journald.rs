//! Records as entries of systemd's journal, in its native protocol.
//!
//! An entry is a sequence of fields: `NAME=value` and a line feed, or, for a value that holds line feeds, the name, a
//! line feed, the value's length and the value. What [`JournaldHandler`](crate::JournaldHandler) sends is made here.

use std::io::Write as _;

use super::syslog::Severity;
use crate::error::FormatError;
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::value::repr;
use crate::value::surrogate::{has_surrogates, push_escaped};

/// Characters of a field's name.
const MAX_NAME: usize = 64;
/// Added attributes of one entry; the journal takes no more than 1024 fields.
const MAX_EXTRAS: usize = 1000;
/// What stands before an added attribute's name that would be another field's, or none.
const PREFIX: &str = "EXTRA_";
/// Fields that are the record's own, or mean something to systemd.
const TAKEN: [&str; 17] = [
    "MESSAGE",
    "PRIORITY",
    "SYSLOG_IDENTIFIER",
    "SYSLOG_PID",
    "SYSLOG_FACILITY",
    "SYSLOG_RAW",
    "SYSLOG_TIMESTAMP",
    "LOGGER",
    "LOGLEVEL",
    "CODE_FILE",
    "CODE_LINE",
    "CODE_FUNC",
    "THREAD_NAME",
    "PROCESS_NAME",
    "EXCEPTION_TEXT",
    "STACK_INFO",
    "EXTRAS_LEFT_OUT",
];

/// Appends an entry with a record's fields; `text` is what the handler's formatter made of it.
///
/// | field | what |
/// |---|---|
/// | `MESSAGE` | the text |
/// | `PRIORITY` | the level's [severity](Severity::of_level) |
/// | `SYSLOG_IDENTIFIER` | `identifier` |
/// | `SYSLOG_PID` `PROCESS_NAME` `THREAD_NAME` | who logged |
/// | `LOGGER` `LOGLEVEL` | the names of logger and level |
/// | `CODE_FILE` `CODE_LINE` `CODE_FUNC` | where, as far as it is known |
/// | `EXCEPTION_TEXT` `STACK_INFO` | if there are such |
/// | others | the added attributes, in capitals |
///
/// A name that the journal does not take is changed until it does: other characters become `_`, leading ones go, and
/// a name that begins with a digit or is one of the above gets `EXTRA_` before it. An entry has a thousand added
/// attributes at most, and then `EXTRAS_LEFT_OUT` says how many there are besides.
///
/// ```
/// use sawlog::{make_log_record, wire::journald};
/// let record = make_log_record([("name", "shop".into()), ("levelno", 20.into()), ("order-id", 7.into())]);
/// let mut entry = Vec::new();
/// journald::write_entry(&record, "two\nlines", "shop", &mut entry)?;
/// assert!(entry.starts_with(b"MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines\nPRIORITY=6\nSYSLOG_IDENTIFIER=shop\n"));
/// assert!(entry.ends_with(b"ORDER_ID=7\n"));
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// A `Display` among the added attributes fails.
///
/// # Python
/// `systemd.journal.JournalHandler` of python-systemd, which leaves it to the journal to drop what it does not take.
pub fn write_entry(record: &LogRecord<'_>, text: &str, identifier: &str, out: &mut Vec<u8>) -> Result<(), FormatError> {
    write_field("MESSAGE", text, out);
    write_number("PRIORITY", Severity::of_level(record.level()).number().into(), out);
    write_field("SYSLOG_IDENTIFIER", identifier, out);
    write_number("SYSLOG_PID", record.process_id(), out);
    write_field("LOGGER", record.name(), out);
    record.with_level_name(|name| write_field("LOGLEVEL", name, out));
    if !record.pathname().is_empty() {
        write_field("CODE_FILE", record.pathname(), out);
        write_number("CODE_LINE", record.lineno(), out);
    }
    if let Some(function) = record.func_name() {
        write_field("CODE_FUNC", function, out);
    }
    record.with_thread_name(|name| write_field("THREAD_NAME", name, out));
    record.with_process_name(|name| write_field("PROCESS_NAME", name, out));
    if let Some(exception) = record.exc_text().or_else(|| record.exc_info().map(|info| info.text())) {
        write_field("EXCEPTION_TEXT", exception, out);
    }
    if let Some(stack) = record.stack_info() {
        write_field("STACK_INFO", stack, out);
    }
    write_extras(record, out)
}

fn write_extras(record: &LogRecord<'_>, out: &mut Vec<u8>) -> Result<(), FormatError> {
    let mut left_out = 0;
    let (mut name, mut text) = (Scratch::take(), Scratch::take());
    for (number, (attribute, value)) in record.extras().enumerate() {
        if number >= MAX_EXTRAS {
            left_out += 1;
            continue;
        }
        name.clear();
        write_name(attribute, &mut name);
        text.clear();
        repr::write_str(value, &mut text)?;
        write_field(&name, &text, out);
    }
    if left_out > 0 {
        write_number("EXTRAS_LEFT_OUT", left_out, out);
    }
    Ok(())
}

/// Appends the name of a field for an added attribute.
fn write_name(attribute: &str, out: &mut String) {
    let capitals = attribute.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    out.extend(capitals.skip_while(|c| *c == '_').take(MAX_NAME));
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit()) || TAKEN.contains(&out.as_str()) {
        out.insert_str(0, PREFIX);
        out.truncate(MAX_NAME);
    }
}

fn write_number(name: &str, number: i64, out: &mut Vec<u8>) {
    // A Vec takes everything.
    let _ = writeln!(out, "{name}={number}");
}

fn write_field(name: &str, value: &str, out: &mut Vec<u8>) {
    if has_surrogates(value) {
        let mut escaped = Scratch::take();
        push_escaped(value, &mut escaped);
        return write_field(name, &escaped, out);
    }
    out.extend_from_slice(name.as_bytes());
    if value.contains('\n') {
        out.push(b'\n');
        out.extend_from_slice(&(value.len() as u64).to_le_bytes());
    } else {
        out.push(b'=');
    }
    out.extend_from_slice(value.as_bytes());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::make_log_record;
    use crate::value::Value;

    #[test]
    fn names_become_those_that_the_journal_takes() {
        let cases = [
            ("user", "USER"),
            ("order-id", "ORDER_ID"),
            ("_private", "PRIVATE"),
            ("2nd", "EXTRA_2ND"),
            ("größe", "GR__E"),
            ("priority", "EXTRA_PRIORITY"),
            ("Code_File", "EXTRA_CODE_FILE"),
            ("___", "EXTRA_"),
            ("message_id", "MESSAGE_ID"),
        ];
        for (attribute, expected) in cases {
            let mut name = String::new();
            write_name(attribute, &mut name);
            assert_eq!(name, expected, "{attribute}");
        }
        let mut name = String::new();
        write_name(&"9".repeat(100), &mut name);
        assert_eq!(name, format!("EXTRA_{}", "9".repeat(58)));
    }

    #[test]
    fn a_record_with_too_many_attributes_says_so() {
        let mut record = make_log_record([("msg", Value::from("m"))]);
        for number in 0..MAX_EXTRAS + 5 {
            record.set(format!("n{number}"), 1);
        }
        let mut entry = Vec::new();
        write_entry(&record, "m", "shop", &mut entry).unwrap();
        assert!(String::from_utf8(entry).unwrap().ends_with("\nN999=1\nEXTRAS_LEFT_OUT=5\n"));
    }
}
