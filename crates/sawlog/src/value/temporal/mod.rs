//! Dates and times as values: what Python's `datetime` has.
//!
//! They are [`Foreign`] values of our own: `{when:%H:%M}`, `{when.year}` and `%s` work on them.
//!
//! ```
//! use sawlog::value::temporal::{Date, DateTime, Time};
//! use sawlog::value::{Value, brace};
//! let when = DateTime::new(Date::new(2024, 7, 3)?, Time::new(16, 5, 9, 0)?);
//! let mut out = String::new();
//! brace::format("{0} {0:%H:%M} {0.year} {0!r}", &[when.into()], &brace::NoNames, &mut out)?;
//! assert_eq!(out, "2024-07-03 16:05:09 16:05 2024 datetime.datetime(2024, 7, 3, 16, 5, 9)");
//! # Ok::<(), sawlog::FormatError>(())
//! ```

use std::fmt;
use std::sync::Arc;

use super::surrogate::has_surrogates;
use super::{Foreign, Value};
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::strftime::{BrokenDownTime, Strftime};

mod date;
mod date_time;
mod delta;
mod time;
mod zone;

pub use date::Date;
pub use date_time::DateTime;
pub use delta::TimeDelta;
pub use time::Time;
pub use zone::Zone;

macro_rules! value_from {
    ($($type:ty),*) => { $(
        impl From<$type> for Value<'_> {
            fn from(value: $type) -> Self {
                Value::shared(Arc::new(value))
            }
        }
    )* };
}

value_from!(Date, DateTime, Time, TimeDelta, Zone);

/// A shared copy, for [`Foreign::to_owned_value`].
fn kept(value: &(impl Clone + Foreign + Send + Sync + 'static)) -> Value<'static> {
    Value::shared(Arc::new(value.clone()))
}

/// What `strftime` of a date or time adds to C's: `%f`, `%z`, `%:z` and `%Z` know microseconds and zone.
fn write_strftime(
    pattern: &str,
    time: &BrokenDownTime,
    microsecond: u32,
    zone: Option<&Zone>,
    out: &mut dyn fmt::Write,
) -> Result<(), FormatError> {
    if has_surrogates(pattern) {
        return Err(FormatError::Value("surrogates not allowed in a date's format".to_owned()));
    }
    // Python stops at a NUL here.
    let pattern = pattern.split('\0').next().unwrap_or_default();
    let mut expanded = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(percent) = rest.find('%') {
        expanded.push_str(&rest[..percent]);
        rest = &rest[percent + 1..];
        let mut chars = rest.chars();
        match chars.next() {
            Some('f') => expanded.push_str(&format!("{microsecond:06}")),
            Some('z') => zone.iter().for_each(|zone| zone.write_offset("", &mut expanded)),
            Some('Z') => zone.iter().for_each(|zone| expanded.push_str(&zone.name().replace('%', "%%"))),
            Some(':') if chars.as_str().starts_with('z') => {
                zone.iter().for_each(|zone| zone.write_offset(":", &mut expanded));
                chars.next();
            }
            Some(other) => {
                expanded.push('%');
                expanded.push(other);
            }
            None => expanded.push('%'),
        }
        rest = chars.as_str();
    }
    expanded.push_str(rest);
    let mut text = Scratch::take();
    Strftime::new(&expanded).write(time, &mut text)?;
    out.write_str(&text).map_err(|_| FormatError::Display("a date could not be written".to_owned()))
}

/// Appends the text of a value, where `format()` has no spec.
fn write_plain(value: &dyn Foreign, out: &mut dyn fmt::Write) -> Result<(), FormatError> {
    value.write_str(out).map_err(|_| FormatError::Display("a date could not be written".to_owned()))
}

/// Refuses a spec, as Python does for a type without a format of its own.
fn write_unformatted(value: &dyn Foreign, spec: &str, out: &mut dyn fmt::Write) -> Result<(), FormatError> {
    if spec.is_empty() {
        return write_plain(value, out);
    }
    Err(FormatError::Type(format!("unsupported format string passed to {}.__format__", value.type_name())))
}

fn no_such(what: &str) -> FormatError {
    FormatError::Value(format!("no such {what}"))
}

#[cfg(test)]
mod tests;
