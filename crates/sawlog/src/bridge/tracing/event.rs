//! What an event says: its message, its fields, and where it belongs.

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use smallvec::SmallVec;
use tracing_core::field::{Field, Visit};
use tracing_core::{Event, Metadata};

use super::attributes::Attributes;
use crate::bridge::names::unclashing;
use crate::record::{CallSite, ExceptionInfo};
use crate::scratch::Scratch;
use crate::value::foreign::{DebugValue, DisplayValue};
use crate::value::{Value, repr};

/// How many fields take no memory of their own.
const KEPT_IN_PLACE: usize = 8;

/// An event's fields. `tracing` lends each for the moment of its visit, so that texts are copied into a buffer of the thread's.
pub(super) struct Fields {
    text: Scratch,
    message: Option<Range<usize>>,
    fields: SmallVec<[(&'static str, Kept); KEPT_IN_PLACE]>,
    pub(super) exception: Option<ExceptionInfo>,
    /// Of an event that was a record of the `log` crate.
    log: Option<LogPlace>,
}

enum Kept {
    Plain(Value<'static>),
    Text(Range<usize>),
}

/// Where a record of the `log` crate said that it belongs.
#[derive(Default)]
struct LogPlace {
    target: Option<Range<usize>>,
    module_path: Option<Range<usize>>,
    file: Option<Range<usize>>,
    line: u32,
}

/// Where an event belongs.
pub(super) struct Place<'e> {
    pub(super) target: &'e str,
    pub(super) site: CallSite<'e>,
}

/// Whether an event was a record of the `log` crate, which `tracing-log` has put into fields.
pub(super) fn comes_from_log(metadata: &Metadata<'_>) -> bool {
    metadata.target() == "log" && metadata.name() == "log event"
}

impl Fields {
    pub(super) fn of(event: &Event<'_>) -> Fields {
        let mut fields = Fields {
            text: Scratch::take(),
            message: None,
            fields: SmallVec::new(),
            exception: None,
            log: comes_from_log(event.metadata()).then(LogPlace::default),
        };
        event.record(&mut fields);
        fields
    }

    /// The message; without one, the name that the event was given.
    pub(super) fn message<'e>(&'e self, metadata: &'e Metadata<'_>) -> &'e str {
        match &self.message {
            Some(range) => &self.text[range.clone()],
            // The name of an event that was given none is its place.
            None if metadata.name().starts_with("event ") => "",
            None => metadata.name(),
        }
    }

    pub(super) fn place<'e>(&'e self, metadata: &'e Metadata<'_>) -> Place<'e> {
        let Some(log) = &self.log else {
            let pathname = metadata.file().unwrap_or_default();
            let lineno = metadata.line().unwrap_or_default();
            let site = CallSite { pathname, lineno, func_name: None, module_path: metadata.module_path() };
            return Place { target: metadata.target(), site };
        };
        let text = |range: &Option<Range<usize>>| range.clone().map(|range| &self.text[range]);
        let pathname = text(&log.file).unwrap_or_default();
        let site = CallSite { pathname, lineno: log.line, func_name: None, module_path: text(&log.module_path) };
        Place { target: text(&log.target).unwrap_or_default(), site }
    }

    pub(super) fn put_into<'e>(&'e self, attributes: &mut Attributes<'e>) {
        for (name, kept) in &self.fields {
            attributes.put(
                name,
                match kept {
                    Kept::Plain(value) => value.borrowed(),
                    Kept::Text(range) => Value::from(&self.text[range.clone()]),
                },
            );
        }
    }

    fn keep(&mut self, field: &Field, kept: Kept) {
        match (&mut self.log, field.name(), kept) {
            (Some(log), "log.target", Kept::Text(range)) => log.target = Some(range),
            (Some(log), "log.module_path", Kept::Text(range)) => log.module_path = Some(range),
            (Some(log), "log.file", Kept::Text(range)) => log.file = Some(range),
            (Some(log), "log.line", Kept::Plain(value)) => {
                log.line = value.as_i64().and_then(|line| line.try_into().ok()).unwrap_or_default();
            }
            (_, "message", Kept::Text(range)) => self.message = Some(range),
            (_, "message", Kept::Plain(value)) => self.message = Some(self.write(&value)),
            (_, name, kept) => self.fields.push((unclashing(name).unwrap_or(name), kept)),
        }
    }

    /// Writes a value down. One that cannot be written, or panics, says so in its place.
    fn write(&mut self, value: &Value<'_>) -> Range<usize> {
        let start = self.text.len();
        if let Err(error) = repr::write_str(value, &mut self.text) {
            self.text.truncate(start);
            self.text.push('<');
            self.text.push_str(&error.to_string());
            self.text.push('>');
        }
        start..self.text.len()
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, Kept::Plain(value.into()));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, Kept::Plain(value.into()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, Kept::Plain(value.into()));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.keep(field, Kept::Plain(value.into()));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.keep(field, Kept::Plain(value.into()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, Kept::Plain(value.into()));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.keep(field, Kept::Plain(Value::Bytes(value.to_vec().into())));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let start = self.text.len();
        self.text.push_str(value);
        let range = start..self.text.len();
        self.keep(field, Kept::Text(range));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let range = self.write(&Value::foreign(&DisplayValue::new(&value)));
        self.keep(field, Kept::Text(range));
        if self.exception.is_none() {
            self.exception = catch_unwind(AssertUnwindSafe(|| ExceptionInfo::from_error(value))).ok();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let range = self.write(&Value::foreign(&DebugValue::new(&value)));
        self.keep(field, Kept::Text(range));
    }
}
