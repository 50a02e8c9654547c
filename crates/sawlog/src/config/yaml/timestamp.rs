//! Timestamps: dates and times as YAML 1.1 writes them.

use crate::error::FormatError;
use crate::value::Value;
use crate::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};

/// Whether a plain scalar is a timestamp: a date of ten characters, or a date with a time.
pub(super) fn looks_like(text: &str) -> bool {
    Parts::read(text).is_some_and(|parts| parts.time.is_some() || text.len() == 10)
}

/// Reads a `datetime.date`, or a `datetime.datetime` if there is a time.
pub(super) fn timestamp(text: &str) -> Result<Value<'static>, String> {
    let parts = Parts::read(text).ok_or_else(|| format!("invalid timestamp {text:?}"))?;
    parts.value().map_err(|error| format!("there is no such time: {text:?}: {error}"))
}

/// The numbers of a timestamp, none of them checked against the calendar.
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    time: Option<TimeParts>,
}

struct TimeParts {
    hour: u32,
    minute: u32,
    second: u32,
    microsecond: u32,
    /// East of UTC, in seconds.
    offset: Option<i64>,
}

impl Parts {
    fn read(text: &str) -> Option<Parts> {
        let mut rest = Reader(text.as_bytes());
        let year = rest.digits(4, 4)?;
        rest.byte(b"-")?;
        let month = rest.digits(1, 2)?;
        rest.byte(b"-")?;
        let day = rest.digits(1, 2)?;
        if rest.0.is_empty() {
            return Some(Parts { year, month, day, time: None });
        }
        if rest.byte(b"Tt").is_none() && rest.blanks() == 0 {
            return None;
        }
        let hour = rest.digits(1, 2)?;
        rest.byte(b":")?;
        let minute = rest.digits(2, 2)?;
        rest.byte(b":")?;
        let second = rest.digits(2, 2)?;
        let microsecond = if rest.byte(b".").is_some() { rest.fraction() } else { 0 };
        rest.blanks();
        let offset = match rest.byte(b"Z+-") {
            None => None,
            Some(b'Z') => Some(0),
            Some(sign) => {
                let hours = rest.digits(1, 2)?;
                let minutes = if rest.byte(b":").is_some() { rest.digits(2, 2)? } else { 0 };
                let seconds = i64::from(hours * 3600 + minutes * 60);
                Some(if sign == b'-' { -seconds } else { seconds })
            }
        };
        // Blanks belong to the zone that follows them.
        let ended = rest.0.is_empty() && !text.ends_with([' ', '\t']);
        ended.then_some(Parts { year, month, day, time: Some(TimeParts { hour, minute, second, microsecond, offset }) })
    }

    // The numbers have at most four digits, and those of a time at most two.
    fn value(&self) -> Result<Value<'static>, FormatError> {
        let date = Date::new(self.year as i16, self.month as i8, self.day as i8)?;
        let Some(parts) = &self.time else { return Ok(date.into()) };
        let time = Time::new(parts.hour as u8, parts.minute as u8, parts.second as u8, parts.microsecond)?;
        let date_time = DateTime::new(date, time);
        Ok(match parts.offset {
            None => date_time,
            Some(0) => date_time.with_zone(Zone::utc()),
            Some(offset) => date_time.with_zone(Zone::fixed(TimeDelta::new(0, offset, 0)?)?),
        }
        .into())
    }
}

struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    fn byte(&mut self, one_of: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        one_of.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    fn blanks(&mut self) -> usize {
        let count = self.0.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.0 = &self.0[count..];
        count
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if count < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        Some(digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// Digits after a point as microseconds; what is finer is cut off.
    fn fraction(&mut self) -> u32 {
        let (mut microseconds, mut unit) = (0, 100_000);
        while let Some(digit) = self.digits(1, 1) {
            microseconds += digit * unit;
            unit /= 10;
        }
        microseconds
    }
}
