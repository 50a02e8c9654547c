//! Records on the wire: bytes to records and back, without any I/O.
//!
//! A sender's stream is cut into payloads by [`FrameDecoder`]; a payload is a pickle, as CPython's `SocketHandler`
//! sends it, a JSON object, or a record in our own [`compact`] form; [`record_from_payload`] makes the [`LogRecord`] that a server then gives to a logger.
//! The other way [`write_pickle`], [`write_json`] and [`write_compact`] make the payload, and [`write_frame`] puts its length before it.
//! [`syslog`] and [`journald`] are what a machine's own daemons take.
//!
//! Nothing that arrives is executed or imported. A pickle is read by a machine of our own that knows no calls:
//! values of a closed table of types are rebuilt by our own code, every other object becomes an inert value that
//! prints its type's name. [`Limits`] bound what one payload may cost.

use crate::record::LogRecord;

mod attributes;
pub mod compact;
pub mod delivery;
mod error;
mod frame;
mod inert;
pub mod journald;
pub mod json;
mod limits;
pub mod pickle;
mod sniff;
pub mod syslog;

pub use compact::{record_from_compact, write_compact};
pub use error::{FrameError, JsonError, JsonErrorKind, PickleError, PickleErrorKind, WireError};
pub use frame::{FrameDecoder, HEADER_LEN, split, write_frame};
pub use json::{record_from_json, write_json};
pub use limits::Limits;
pub use pickle::{record_from_pickle, write_pickle};
pub use sniff::{Encoding, sniff};

/// The record in a frame's payload, pickled, JSON or compact; [`sniff`] tells which.
///
/// ```
/// use sawlog::wire::{Limits, record_from_payload};
/// let record = record_from_payload(br#"{"name": "a.b", "levelno": 30, "msg": "low"}"#, &Limits::default())?;
/// assert_eq!((record.name(), record.message()?), ("a.b", "low"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The payload is none of these, is malformed, is no mapping of attributes, or would cost more than `limits` allow.
///
/// # Python
/// `makeLogRecord(pickle.loads(payload))` of the cookbook's receiver; the others are ours.
pub fn record_from_payload<'a>(payload: &'a [u8], limits: &Limits) -> Result<LogRecord<'a>, WireError> {
    match sniff(payload) {
        Some(Encoding::Pickle) => record_from_pickle(payload, limits),
        Some(Encoding::Json) => record_from_json(payload, limits),
        Some(Encoding::Compact) => record_from_compact(payload, limits),
        None if payload.is_empty() => Err(WireError::Empty),
        None => Err(WireError::Unknown { first: payload[0] }),
    }
}
