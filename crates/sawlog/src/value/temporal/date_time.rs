//! `datetime.datetime`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use super::{Date, Time, Zone, kept, no_such, write_plain, write_strftime};
use crate::error::FormatError;
use crate::strftime::BrokenDownTime;
use crate::value::{Foreign, Value};

/// A day and a time of day, in a zone or in none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    date: Date,
    time: Time,
}

impl DateTime {
    /// A day and a time.
    pub fn new(date: Date, time: Time) -> DateTime {
        DateTime { date, time }
    }

    /// A day and a time from the ten bytes that a pickle has of them.
    ///
    /// # Errors
    /// `ValueError` if they are none.
    pub fn from_pickle_state(state: &[u8]) -> Result<DateTime, FormatError> {
        let &[high, low, month, day, ..] = state else { return Err(no_such("date and time")) };
        let date = Date::from_pickle_state(&[high, low, month & 0x7f, day])?;
        let time = Time::from_pickle_state(&state[4..])?;
        Ok(DateTime { date, time: time.with_fold(month & 0x80 != 0) })
    }

    /// The ten bytes that a pickle has of day and time, its zone aside.
    pub fn pickle_state(&self) -> [u8; 10] {
        let ([year_high, year_low, month, day], time) = (self.date.pickle_state(), self.time.pickle_state());
        // Here it is the month that tells of the second of two same times.
        let ([first, second, third, a, b, c], fold) = (time, time[0] & 0x80);
        [year_high, year_low, month | fold, day, first & 0x7f, second, third, a, b, c]
    }

    /// The zone, if it is in one.
    pub fn zone(&self) -> Option<&Zone> {
        self.time.zone()
    }

    /// The same day and time in a zone.
    #[must_use]
    pub fn with_zone(self, zone: Zone) -> DateTime {
        DateTime { date: self.date, time: self.time.with_zone(zone) }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, self.time)
    }
}

impl Foreign for DateTime {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("datetime.datetime")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let date = self.date;
        write!(out, "datetime.datetime({}, {}, {}, ", date.year(), date.month(), date.day())?;
        self.time.write_arguments(true, out)
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "year" => Some(self.date.year().into()),
            "month" => Some(self.date.month().into()),
            "day" => Some(self.date.day().into()),
            _ => self.time.attribute_of(name),
        }
    }

    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        if spec.is_empty() {
            return Some(write_plain(self, out));
        }
        let date = (self.date.year(), self.date.month(), self.date.day());
        let time = BrokenDownTime::from_civil(date, self.time.fields());
        Some(time.and_then(|time| write_strftime(spec, &time, self.time.microsecond(), self.time.zone(), out)))
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }

    fn to_owned_value(&self) -> Value<'static> {
        kept(self)
    }
}
