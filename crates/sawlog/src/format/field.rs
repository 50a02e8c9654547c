//! The fields of a format string, and where in a record their values are.

use std::cell::OnceCell;

use super::time::TimeText;
use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::scratch::Scratch;
use crate::value::brace::Names;
use crate::value::integer::write_i64;
use crate::value::repr::write_str;
use crate::value::{Dict, Value};

/// Where a field takes its value from, settled when the format string is compiled.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Attribute(Attribute),
    Added(Box<str>),
}

impl Source {
    /// Whether `%d` of it shows what `%s` shows.
    pub(super) fn is_integer(&self) -> bool {
        use Attribute::{LevelNo, LineNo, Process, Thread};
        matches!(self, Source::Attribute(LevelNo | LineNo | Process | Thread))
    }

    pub(super) fn of(name: &str) -> Source {
        match Attribute::from_name(name) {
            Some(attribute) => Source::Attribute(attribute),
            None => Source::Added(name.into()),
        }
    }
}

/// The field that has the formatter compute the time.
pub(super) const TIME: &str = "asctime";

/// A record as a format string sees it: its attributes, what the formatter computes, and the defaults.
pub(super) struct View<'r, 'a> {
    pub(super) record: &'r LogRecord<'a>,
    /// The message, rendered.
    pub(super) message: &'r str,
    pub(super) time: &'r TimeText,
    pub(super) uses_time: bool,
    pub(super) defaults: &'r Dict,
    rendered_time: OnceCell<Scratch>,
}

impl<'r, 'a> View<'r, 'a> {
    pub(super) fn new(
        record: &'r LogRecord<'a>,
        message: &'r str,
        time: &'r TimeText,
        uses_time: bool,
        defaults: &'r Dict,
    ) -> View<'r, 'a> {
        View { record, message, time, uses_time, defaults, rendered_time: OnceCell::new() }
    }

    /// Shows `use_it` the value of a field.
    ///
    /// # Errors
    /// `KeyError` if there is none, and what `use_it` says.
    #[inline]
    pub(super) fn with<R>(
        &self,
        source: &Source,
        use_it: impl FnOnce(&Value<'_>) -> Result<R, FormatError>,
    ) -> Result<R, FormatError> {
        match source {
            Source::Attribute(Attribute::AscTime) if self.uses_time => use_it(&Value::from(self.time()?)),
            Source::Attribute(attribute) => self.with_attribute(*attribute, use_it),
            Source::Added(name) => match self.record.extra(name).or_else(|| self.defaults.get_str(name)) {
                Some(value) => use_it(value),
                None => Err(FormatError::Key(name.to_string())),
            },
        }
    }

    /// Appends what `str()` gives of a field: what most fields want, by the shortest way.
    ///
    /// # Errors
    /// As [`with`](View::with).
    pub(super) fn write_plain(&self, source: &Source, out: &mut String) -> Result<(), FormatError> {
        let attribute = match source {
            Source::Attribute(Attribute::AscTime) if self.uses_time => {
                return self.write_time(out);
            }
            Source::Attribute(attribute) if !self.record.has_odd_values() => *attribute,
            _ => return self.with(source, |value| write_str(value, out)),
        };
        match attribute {
            Attribute::Message => out.push_str(self.message),
            Attribute::Name => out.push_str(self.record.name()),
            Attribute::LevelName => self.record.with_level_name(|name| out.push_str(name)),
            Attribute::PathName => out.push_str(self.record.pathname()),
            Attribute::FileName => out.push_str(self.record.filename()),
            Attribute::Module => out.push_str(self.record.module()),
            Attribute::FuncName => out.push_str(self.record.func_name().unwrap_or("None")),
            Attribute::ThreadName => self.record.with_thread_name(|name| out.push_str(name)),
            Attribute::ProcessName => self.record.with_process_name(|name| out.push_str(name)),
            Attribute::LineNo => write_i64(self.record.lineno(), out),
            Attribute::LevelNo => write_i64(self.record.level().number(), out),
            Attribute::Process => write_i64(self.record.process_id(), out),
            Attribute::Thread => write_i64(self.record.thread_id(), out),
            _ => return self.with(source, |value| write_str(value, out)),
        }
        Ok(())
    }

    /// Appends the time, and keeps it in the record.
    ///
    /// # Errors
    /// A time that the calendar does not have.
    #[inline]
    pub(super) fn write_time(&self, out: &mut String) -> Result<(), FormatError> {
        let start = out.len();
        self.time.write(self.record, out)?;
        self.record.set_asctime(&out[start..]);
        Ok(())
    }

    /// The time as text, made once and kept in the record.
    ///
    /// # Errors
    /// A time that the calendar does not have.
    pub(super) fn time(&self) -> Result<&str, FormatError> {
        if self.rendered_time.get().is_none() {
            let mut text = Scratch::take();
            self.time.write(self.record, &mut text)?;
            self.record.set_asctime(&text);
            let _ = self.rendered_time.set(text);
        }
        Ok(self.rendered_time.get().map_or("", |text| text))
    }

    #[inline]
    fn with_attribute<R>(
        &self,
        attribute: Attribute,
        use_it: impl FnOnce(&Value<'_>) -> Result<R, FormatError>,
    ) -> Result<R, FormatError> {
        let record = self.record;
        if !record.has_odd_values() {
            match attribute {
                Attribute::Message => return use_it(&Value::from(record.message()?)),
                Attribute::LevelName => return record.with_level_name(|name| use_it(&Value::from(name))),
                Attribute::ThreadName => return record.with_thread_name(|name| use_it(&Value::from(name))),
                Attribute::ProcessName => return record.with_process_name(|name| use_it(&Value::from(name))),
                _ => {}
            }
        }
        match record.attribute(attribute) {
            Some(value) => use_it(&value),
            // The message is there unless it cannot be rendered; the time only if somebody has rendered it.
            None if attribute == Attribute::Message => match record.message() {
                Ok(text) => use_it(&Value::from(text)),
                Err(error) => Err(error),
            },
            None => match self.defaults.get_str(attribute.name()) {
                Some(value) => use_it(value),
                None => Err(FormatError::Key(attribute.name().to_owned())),
            },
        }
    }

    /// Every attribute by name, as Python's `defaults | record.__dict__`.
    pub(super) fn to_dict(&self) -> Result<Dict, FormatError> {
        let mut dict: Dict = self.defaults.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        if self.uses_time {
            self.time()?;
        }
        for attribute in Attribute::all() {
            if let Some(value) = self.record.attribute(attribute) {
                dict.insert(Value::from(attribute.name()), value.into_owned());
            }
        }
        for (name, value) in self.record.extras() {
            dict.insert(Value::from(name.to_owned()), value.clone().into_owned());
        }
        Ok(dict)
    }
}

/// For names that are only known when a record is formatted: those within a spec.
impl Names for View<'_, '_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let found = match Attribute::from_name(name) {
            Some(Attribute::AscTime) if self.uses_time => self.time().ok().map(Value::from),
            Some(attribute) => self.record.attribute(attribute),
            None => self.record.extra(name).map(Value::borrowed),
        };
        found.or_else(|| self.defaults.get_str(name).map(Value::borrowed))
    }
}
