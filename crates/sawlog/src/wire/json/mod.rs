//! Records as JSON: one object, its members named as a record's attributes are.
//!
//! The same framing carries it as carries pickles, so that senders in other languages need no pickle.

use super::Limits;
use super::attributes::Attributes;
use super::error::{JsonError, WireError};
use crate::record::LogRecord;
use crate::value::Value;

mod parse;
mod write;

pub use write::write_json;

/// The record of a JSON object of attributes.
///
/// `args`, if it is an array, is merged by position, as a tuple is. Lone surrogates (`"\udc80"`), integers of any
/// size, `NaN` and `Infinity` are taken as Python's `json` writes them; of a name that comes twice, the last counts.
///
/// ```
/// use sawlog::wire::{Limits, record_from_json};
/// let record = record_from_json(br#"{"levelno": 20, "msg": "%s of %s", "args": [1, 2], "user": "ann"}"#, &Limits::default())?;
/// assert_eq!(record.message()?, "1 of 2");
/// assert_eq!(record.get("user"), Some("ann".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The text is malformed, is no object, or costs more than `limits` allow.
///
/// # Python
/// `logging.makeLogRecord(json.loads(payload))`.
pub fn record_from_json<'a>(payload: &'a [u8], limits: &Limits) -> Result<LogRecord<'a>, WireError> {
    if payload.is_empty() {
        return Err(WireError::Empty);
    }
    let attributes = parse::object(payload, limits)?;
    let mut record = Attributes::new(limits);
    for (name, value) in attributes {
        match (&*name, value) {
            ("args", Value::List(items)) => record.set(name, Value::Tuple(items))?,
            (_, value) => record.set(name, value)?,
        }
    }
    Ok(record.finish())
}

/// The value of a JSON text.
///
/// # Errors
/// As [`record_from_json`].
///
/// # Python
/// `json.loads`.
pub fn decode<'a>(text: &'a [u8], limits: &Limits) -> Result<Value<'a>, JsonError> {
    parse::value(text, limits)
}
