//! `datetime.timedelta`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use super::{kept, no_such, write_unformatted};
use crate::error::FormatError;
use crate::value::{Foreign, Value};

/// A length of time, to the microsecond; its days may be negative, seconds and microseconds are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeDelta {
    days: i64,
    seconds: i64,
    microseconds: i64,
}

impl TimeDelta {
    /// So many days, seconds and microseconds, each of which may be negative or large.
    ///
    /// # Errors
    /// `ValueError` past 999,999,999 days.
    pub fn new(days: i64, seconds: i64, microseconds: i64) -> Result<TimeDelta, FormatError> {
        let total = i128::from(days) * 86_400_000_000 + i128::from(seconds) * 1_000_000 + i128::from(microseconds);
        let days = total.div_euclid(86_400_000_000);
        if days.abs() > 999_999_999 {
            return Err(no_such("length of time"));
        }
        let rest = total.rem_euclid(86_400_000_000) as i64;
        Ok(TimeDelta { days: days as i64, seconds: rest / 1_000_000, microseconds: rest % 1_000_000 })
    }

    /// Days, seconds and microseconds; the latter two are not negative.
    pub fn parts(self) -> (i64, i64, i64) {
        (self.days, self.seconds, self.microseconds)
    }

    pub(super) fn total_microseconds(self) -> i64 {
        // Only asked of offsets, which are shorter than a day.
        (self.days * 86_400 + self.seconds) * 1_000_000 + self.microseconds
    }
}

impl fmt::Display for TimeDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.days != 0 {
            write!(f, "{} day{}, ", self.days, if self.days.abs() == 1 { "" } else { "s" })?;
        }
        write!(f, "{}:{:02}:{:02}", self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60)?;
        if self.microseconds != 0 {
            write!(f, ".{:06}", self.microseconds)?;
        }
        Ok(())
    }
}

impl Foreign for TimeDelta {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("datetime.timedelta")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("datetime.timedelta(")?;
        let parts = [("days", self.days), ("seconds", self.seconds), ("microseconds", self.microseconds)];
        let mut first = true;
        for (name, number) in parts.into_iter().filter(|(_, number)| *number != 0) {
            write!(out, "{}{name}={number}", if first { "" } else { ", " })?;
            first = false;
        }
        out.write_str(if first { "0)" } else { ")" })
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "days" => Some(self.days.into()),
            "seconds" => Some(self.seconds.into()),
            "microseconds" => Some(self.microseconds.into()),
            _ => None,
        }
    }

    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        Some(write_unformatted(self, spec, out))
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }

    fn to_owned_value(&self) -> Value<'static> {
        kept(self)
    }
}
