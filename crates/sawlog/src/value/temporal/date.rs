//! `datetime.date`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use super::{kept, no_such, write_plain, write_strftime};
use crate::error::FormatError;
use crate::strftime::BrokenDownTime;
use crate::value::{Foreign, Value};

/// A day of the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// A day.
    ///
    /// # Errors
    /// `ValueError` if there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Date, FormatError> {
        match jiff::civil::Date::new(year, month, day) {
            Ok(date) if year >= 1 => Ok(Date(date)),
            _ => Err(no_such("date")),
        }
    }

    /// A day from the four bytes that a pickle has of it.
    ///
    /// # Errors
    /// `ValueError` if they are none.
    pub fn from_pickle_state(state: &[u8]) -> Result<Date, FormatError> {
        let &[high, low, month, day] = state else { return Err(no_such("date")) };
        let byte = |byte: u8| i8::try_from(byte).unwrap_or(0);
        Date::new(i16::from_be_bytes([high, low]), byte(month), byte(day))
    }

    /// The four bytes that a pickle has of the day.
    pub fn pickle_state(self) -> [u8; 4] {
        let [high, low] = self.year().to_be_bytes();
        [high, low, self.month() as u8, self.day() as u8]
    }

    pub(super) fn year(self) -> i16 {
        self.0.year()
    }

    pub(super) fn month(self) -> i8 {
        self.0.month()
    }

    pub(super) fn day(self) -> i8 {
        self.0.day()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Foreign for Date {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("datetime.date")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "datetime.date({}, {}, {})", self.year(), self.month(), self.day())
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "year" => Some(self.year().into()),
            "month" => Some(self.month().into()),
            "day" => Some(self.day().into()),
            _ => None,
        }
    }

    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        if spec.is_empty() {
            return Some(write_plain(self, out));
        }
        let time = BrokenDownTime::from_civil((self.year(), self.month(), self.day()), (0, 0, 0));
        Some(time.and_then(|time| write_strftime(spec, &time, 0, None, out)))
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }

    fn to_owned_value(&self) -> Value<'static> {
        kept(self)
    }
}
