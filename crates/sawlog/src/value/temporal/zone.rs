//! `datetime.timezone`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{TimeDelta, kept, no_such, write_unformatted};
use crate::error::FormatError;
use crate::value::repr::write_repr;
use crate::value::{Foreign, Value};

/// A zone of a fixed offset from UTC, with or without a name; or what a region's zone is at one time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    offset: TimeDelta,
    name: Option<Arc<str>>,
    /// The region, where Python has a `ZoneInfo`.
    region: Option<Arc<str>>,
}

impl Zone {
    /// UTC itself.
    ///
    /// # Python
    /// `datetime.timezone.utc`
    pub fn utc() -> Zone {
        Zone { offset: TimeDelta::default(), name: None, region: None }
    }

    /// The zone so far east of Greenwich.
    ///
    /// # Errors
    /// `ValueError` for a day or more.
    pub fn fixed(offset: TimeDelta) -> Result<Zone, FormatError> {
        let day = TimeDelta::new(1, 0, 0)?;
        let minus_day = TimeDelta::new(-1, 0, 0)?;
        if offset >= day || offset <= minus_day {
            return Err(no_such("offset from UTC"));
        }
        Ok(Zone { offset, name: None, region: None })
    }

    /// The same zone by a name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Zone {
        self.name = Some(name.into());
        self
    }

    /// The same zone as that of a region, `Europe/Berlin`, at the time that it is used for.
    ///
    /// # Python
    /// `zoneinfo.ZoneInfo(region)`, which knows the offset at any time; this one knows one.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Zone {
        self.region = Some(region.into());
        self
    }

    /// How far it is east of Greenwich.
    pub fn offset(&self) -> TimeDelta {
        self.offset
    }

    /// The name that it was given, if any.
    pub fn given_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The region whose zone it is, if it is one's.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The name: its own, or `UTC+01:00`.
    pub(super) fn name(&self) -> Cow<'_, str> {
        match &self.name {
            Some(name) => Cow::Borrowed(name),
            None if self.offset == TimeDelta::default() => Cow::Borrowed("UTC"),
            None => {
                let mut name = "UTC".to_owned();
                self.write_offset(":", &mut name);
                Cow::Owned(name)
            }
        }
    }

    /// Appends `+01:00`, with seconds and microseconds if there are such.
    pub(super) fn write_offset(&self, separator: &str, out: &mut String) {
        let total = self.offset.total_microseconds();
        let (seconds, microseconds) = (total.abs() / 1_000_000, total.abs() % 1_000_000);
        out.push(if total < 0 { '-' } else { '+' });
        out.push_str(&format!("{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60));
        if seconds % 60 != 0 || microseconds != 0 {
            out.push_str(&format!("{separator}{:02}", seconds % 60));
        }
        if microseconds != 0 {
            out.push_str(&format!(".{microseconds:06}"));
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.region {
            Some(region) => f.write_str(region),
            None => f.write_str(&self.name()),
        }
    }
}

impl Foreign for Zone {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(if self.region.is_some() { "zoneinfo.ZoneInfo" } else { "datetime.timezone" })
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        if let Some(region) = &self.region {
            let mut quoted = String::new();
            write_repr(&Value::from(&**region), &mut quoted).map_err(|_| fmt::Error)?;
            return write!(out, "zoneinfo.ZoneInfo(key={quoted})");
        }
        if self.offset == TimeDelta::default() && self.name.is_none() {
            return out.write_str("datetime.timezone.utc");
        }
        out.write_str("datetime.timezone(")?;
        self.offset.write_repr(out)?;
        if let Some(name) = &self.name {
            let mut quoted = String::new();
            write_repr(&Value::from(&**name), &mut quoted).map_err(|_| fmt::Error)?;
            write!(out, ", {quoted}")?;
        }
        out.write_char(')')
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
