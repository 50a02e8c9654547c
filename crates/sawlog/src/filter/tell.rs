//! Telling of records that were suppressed, in one that is not.

use crate::record::LogRecord;
use crate::value::Args;

/// Sets an attribute to a count, and puts a note before the message.
pub(super) fn tell(record: &mut LogRecord<'_>, attribute: &'static str, count: u64, note: Option<String>) {
    record.set(attribute, i64::try_from(count).unwrap_or(i64::MAX));
    if let Some(note) = note
        && let Ok(message) = record.message()
    {
        let told = format!("[{note}] {message}");
        record.set_message(told, Args::Empty);
    }
}
