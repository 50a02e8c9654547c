//! Timestamps: dates and times as YAML 1.1 writes them.

use std::fmt::Write;
use std::sync::Arc;

use crate::value::{Opaque, Value};

/// Whether a plain scalar is a timestamp: a date of ten characters, or a date with a time.
pub(super) fn looks_like(text: &str) -> bool {
    Parts::read(text).is_some_and(|parts| parts.time.is_some() || text.len() == 10)
}

/// Reads a `datetime.date`, or a `datetime.datetime` if there is a time.
pub(super) fn timestamp(text: &str) -> Result<Value<'static>, String> {
    let parts = Parts::read(text).ok_or_else(|| format!("invalid timestamp {text:?}"))?;
    let Parts { year, month, day, time } = parts;
    let valid_time = time.as_ref().is_none_or(|time| {
        time.hour < 24 && time.minute < 60 && time.second < 60 && time.offset.is_none_or(|offset| offset.abs() < 86_400)
    });
    if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days(year, month) || !valid_time {
        return Err(format!("there is no such time: {text:?}"));
    }
    let mut shown = format!("{year:04}-{month:02}-{day:02}");
    let Some(time) = time else {
        return Ok(opaque("datetime.date", shown, format!("datetime.date({year}, {month}, {day})")));
    };
    let Time { hour, minute, second, microsecond, offset } = time;
    let mut repr = format!("datetime.datetime({year}, {month}, {day}, {hour}, {minute}");
    let _ = write!(shown, " {hour:02}:{minute:02}:{second:02}");
    if second != 0 || microsecond != 0 {
        let _ = write!(repr, ", {second}");
    }
    if microsecond != 0 {
        let _ = write!(shown, ".{microsecond:06}");
        let _ = write!(repr, ", {microsecond}");
    }
    if let Some(offset) = offset {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        let _ = write!(shown, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        repr.push_str(", tzinfo=datetime.timezone");
        let _ = match offset {
            0 => write!(repr, ".utc"),
            1.. => write!(repr, "(datetime.timedelta(seconds={offset}))"),
            _ => write!(repr, "(datetime.timedelta(days=-1, seconds={}))", offset + 86_400),
        };
    }
    repr.push(')');
    Ok(opaque("datetime.datetime", shown, repr))
}

fn opaque(type_name: &str, text: String, repr: String) -> Value<'static> {
    Value::Opaque(Arc::new(Opaque { type_name: type_name.to_owned(), text, repr }))
}

/// The numbers of a timestamp, none of them checked against the calendar.
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    time: Option<Time>,
}

struct Time {
    hour: u32,
    minute: u32,
    second: u32,
    microsecond: u32,
    /// East of UTC, in seconds.
    offset: Option<i32>,
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
                let seconds = (hours * 3600 + minutes * 60) as i32;
                Some(if sign == b'-' { -seconds } else { seconds })
            }
        };
        // Blanks belong to the zone that follows them.
        let ended = rest.0.is_empty() && !text.ends_with([' ', '\t']);
        ended.then_some(Parts { year, month, day, time: Some(Time { hour, minute, second, microsecond, offset }) })
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

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
