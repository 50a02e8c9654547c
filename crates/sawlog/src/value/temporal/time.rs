//! `datetime.time`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use super::{Zone, kept, no_such, write_plain, write_strftime};
use crate::error::FormatError;
use crate::strftime::BrokenDownTime;
use crate::value::{Foreign, Value};

/// A time of day, to the microsecond, in a zone or in none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    hour: u8,
    minute: u8,
    second: u8,
    microsecond: u32,
    /// Whether this is the second of two same times, at the end of summer time.
    fold: bool,
    zone: Option<Zone>,
}

impl Time {
    /// A time of day.
    ///
    /// # Errors
    /// `ValueError` if there is no such time.
    pub fn new(hour: u8, minute: u8, second: u8, microsecond: u32) -> Result<Time, FormatError> {
        if hour > 23 || minute > 59 || second > 59 || microsecond > 999_999 {
            return Err(no_such("time"));
        }
        Ok(Time { hour, minute, second, microsecond, fold: false, zone: None })
    }

    /// A time of day from the six bytes that a pickle has of it.
    ///
    /// # Errors
    /// `ValueError` if they are none.
    pub fn from_pickle_state(state: &[u8]) -> Result<Time, FormatError> {
        let &[hour, minute, second, a, b, c] = state else { return Err(no_such("time")) };
        let fold = hour & 0x80 != 0;
        Ok(Time::new(hour & 0x7f, minute, second, u32::from_be_bytes([0, a, b, c]))?.with_fold(fold))
    }

    /// The six bytes that a pickle has of the time, its zone aside.
    pub fn pickle_state(&self) -> [u8; 6] {
        let [_, a, b, c] = self.microsecond.to_be_bytes();
        [self.hour | if self.fold { 0x80 } else { 0 }, self.minute, self.second, a, b, c]
    }

    /// The zone, if it is in one.
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    /// The same time in a zone.
    #[must_use]
    pub fn with_zone(mut self, zone: Zone) -> Time {
        self.zone = Some(zone);
        self
    }

    /// Whether this is the second of two same times, at the end of summer time.
    #[must_use]
    pub fn with_fold(mut self, fold: bool) -> Time {
        self.fold = fold;
        self
    }

    /// Whole seconds since midnight.
    pub(crate) fn second_of_day(&self) -> i64 {
        (i64::from(self.hour) * 60 + i64::from(self.minute)) * 60 + i64::from(self.second)
    }

    pub(super) fn fields(&self) -> (i8, i8, i8) {
        (self.hour as i8, self.minute as i8, self.second as i8)
    }

    pub(super) fn microsecond(&self) -> u32 {
        self.microsecond
    }

    /// Appends the arguments of a `repr()` and its closing parenthesis.
    pub(super) fn write_arguments(&self, fold_first: bool, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}, {}", self.hour, self.minute)?;
        if self.second != 0 || self.microsecond != 0 {
            write!(out, ", {}", self.second)?;
        }
        if self.microsecond != 0 {
            write!(out, ", {}", self.microsecond)?;
        }
        // The two types differ in what comes first.
        if self.fold && fold_first {
            out.write_str(", fold=1")?;
        }
        if let Some(zone) = &self.zone {
            out.write_str(", tzinfo=")?;
            zone.write_repr(out)?;
        }
        if self.fold && !fold_first {
            out.write_str(", fold=1")?;
        }
        out.write_char(')')
    }

    pub(super) fn attribute_of(&self, name: &str) -> Option<Value<'static>> {
        match name {
            "hour" => Some(self.hour.into()),
            "minute" => Some(self.minute.into()),
            "second" => Some(self.second.into()),
            "microsecond" => Some(self.microsecond.into()),
            "fold" => Some(Value::Int(self.fold.into())),
            "tzinfo" => Some(self.zone.clone().map_or(Value::None, Value::from)),
            _ => None,
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        if self.microsecond != 0 {
            write!(f, ".{:06}", self.microsecond)?;
        }
        if let Some(zone) = &self.zone {
            let mut offset = String::new();
            zone.write_offset(":", &mut offset);
            f.write_str(&offset)?;
        }
        Ok(())
    }
}

impl Foreign for Time {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("datetime.time")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("datetime.time(")?;
        self.write_arguments(false, out)
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        self.attribute_of(name)
    }

    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        if spec.is_empty() {
            return Some(write_plain(self, out));
        }
        let time = BrokenDownTime::from_civil((1900, 1, 1), self.fields());
        Some(time.and_then(|time| write_strftime(spec, &time, self.microsecond, self.zone(), out)))
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }

    fn to_owned_value(&self) -> Value<'static> {
        kept(self)
    }
}
