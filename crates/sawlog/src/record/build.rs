//! How records come to be: from a call site, or from a mapping that somebody sent.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use super::rare::Rare;
use super::{AscTime, Attribute, ExceptionInfo, LogRecord, TextLimits, Time};
use crate::clock::{self, Clock, Timestamp};
use crate::level::Level;
use crate::value::{Args, Value};

/// Where a logging call stands in the source.
#[derive(Clone, Copy, Debug)]
pub struct CallSite<'a> {
    /// The source file.
    pub pathname: &'a str,
    /// The line, counted from 1.
    pub lineno: u32,
    /// Names the function, when asked.
    pub func_name: Option<fn() -> &'static str>,
    /// The module's path in its crate, `shop::web`.
    pub module_path: Option<&'a str>,
}

impl CallSite<'_> {
    /// Whether both are the same place, of whose texts there is but one copy.
    #[inline]
    pub(super) fn is(&self, other: &CallSite<'_>) -> bool {
        std::ptr::eq(self.pathname, other.pathname) && self.lineno == other.lineno
    }
}

impl CallSite<'static> {
    /// The caller's file and line; its function is not known.
    #[track_caller]
    pub fn caller() -> CallSite<'static> {
        let location = std::panic::Location::caller();
        CallSite { pathname: location.file(), lineno: location.line(), func_name: None, module_path: None }
    }
}

/// What a record is made from: what a logger hands to the record factory.
///
/// # Python
/// The arguments of `logging.LogRecord`.
#[derive(Debug)]
pub struct RecordArgs<'a> {
    /// The logger's name.
    pub name: Cow<'a, str>,
    /// The level.
    pub level: Level,
    /// Where the call stands.
    pub site: CallSite<'a>,
    /// The message.
    pub msg: Value<'a>,
    /// What is merged into it.
    pub args: Args<'a>,
    /// The exception.
    pub exc_info: Option<ExceptionInfo>,
    /// The stack, as text.
    pub stack_info: Option<Cow<'a, str>>,
    /// Attributes that the call adds.
    pub extra: &'a [(&'a str, Value<'a>)],
    /// When; by default now.
    pub created: Timestamp,
    /// From when `relativeCreated` counts.
    pub started: Timestamp,
    /// The clock, if not the system's.
    pub clock: Option<Arc<dyn Clock>>,
    /// The place of the call once more, where it lasts as long as the program.
    #[doc(hidden)]
    pub static_site: Option<&'static CallSite<'static>>,
}

impl<'a> RecordArgs<'a> {
    /// A plain message at a level, made now.
    pub fn new(name: impl Into<Cow<'a, str>>, level: Level, msg: impl Into<Value<'a>>) -> RecordArgs<'a> {
        RecordArgs { created: Timestamp::now(), started: clock::started(), ..RecordArgs::timeless(name, level, msg) }
    }

    pub(super) fn timeless(name: impl Into<Cow<'a, str>>, level: Level, msg: impl Into<Value<'a>>) -> RecordArgs<'a> {
        RecordArgs {
            name: name.into(),
            level,
            site: CallSite { pathname: "", lineno: 0, func_name: None, module_path: None },
            msg: msg.into(),
            args: Args::Empty,
            exc_info: None,
            stack_info: None,
            extra: &[],
            created: Timestamp::from_nanos(0),
            started: Timestamp::from_nanos(0),
            clock: None,
            static_site: None,
        }
    }
}

impl<'a> LogRecord<'a> {
    /// The record that these arguments describe; the default record factory.
    #[inline(always)]
    pub fn new(args: RecordArgs<'a>) -> LogRecord<'a> {
        LogRecord {
            name: args.name,
            msg: args.msg,
            args: args.args,
            level: args.level,
            site: args.site,
            static_site: args.static_site,
            time: Time::Clock { created: args.created, started: args.started },
            clock: args.clock,
            origin: None,
            for_one: false,
            lent: args.extra,
            rare: match (args.exc_info, args.stack_info) {
                (None, None) => None,
                (exc_info, stack_info) => Some(Box::new(Rare { exc_info, stack_info, ..Rare::default() })),
            },
            message: OnceCell::new(),
            asctime: AscTime::default(),
        }
    }
}

/// A record from a mapping of attributes, as a receiver gets it; what the mapping lacks is as in an empty record.
///
/// ```
/// use sawlog::{Value, make_log_record};
/// let record = make_log_record([("name", Value::from("a.b")), ("levelno", Value::from(20))]);
/// assert_eq!(record.name(), "a.b");
/// assert_eq!(record.level(), sawlog::Level::INFO);
/// ```
///
/// # Python
/// `logging.makeLogRecord`.
pub fn make_log_record<'a, N>(attributes: impl IntoIterator<Item = (N, Value<'a>)>) -> LogRecord<'a>
where
    N: Into<Cow<'a, str>>,
{
    let mut incoming = IncomingRecord::new();
    for (name, value) in attributes {
        incoming.set(name, value);
    }
    incoming.finish()
}

/// A record that is made attribute by attribute, in whatever order they arrive.
pub(crate) struct IncomingRecord<'a> {
    record: LogRecord<'a>,
    /// The attributes that were set, a bit each.
    seen: u32,
    /// The attribute after the last one: senders mostly keep the order of `__dict__`.
    expected: Option<Attribute>,
}

impl<'a> IncomingRecord<'a> {
    pub(crate) fn new() -> IncomingRecord<'a> {
        // The clock is asked only if the sender did not say when.
        let mut record = LogRecord::new(RecordArgs::timeless("", Level::NOTSET, ""));
        // They were computed from the empty path before anything arrived.
        let rare = record.rare_mut();
        (rare.filename, rare.module) = (Some(Cow::Borrowed("")), Some(Cow::Borrowed("")));
        IncomingRecord { record, seen: 0, expected: Some(Attribute::Name) }
    }

    /// A record whose texts are bounded.
    pub(crate) fn within(limits: TextLimits) -> IncomingRecord<'a> {
        let mut incoming = IncomingRecord::new();
        incoming.record.rare_mut().text = limits;
        incoming
    }

    #[inline]
    pub(crate) fn set(&mut self, name: impl Into<Cow<'a, str>>, value: Value<'a>) {
        let name = name.into();
        let attribute = match self.expected {
            Some(expected) if expected.name() == name => Some(expected),
            _ => Attribute::from_name(&name),
        };
        match attribute {
            Some(attribute) => {
                self.seen |= 1 << attribute as u32;
                self.expected = attribute.next();
                self.record.set_attribute(attribute, value);
            }
            None => self.record.set(name, value),
        }
    }

    /// How many attributes were set that not every record has.
    pub(crate) fn added(&self) -> usize {
        self.record.rare().map_or(0, |rare| rare.added.len())
    }

    /// The record; what did not arrive is as Python leaves it.
    pub(crate) fn finish(self) -> LogRecord<'a> {
        let IncomingRecord { mut record, seen, .. } = self;
        let missing = |attribute: Attribute| seen & (1 << attribute as u32) == 0;
        if missing(Attribute::LevelName) {
            record.rare_mut().level_name = Some(Cow::Borrowed("Level None"));
        }
        for attribute in [Attribute::Name, Attribute::LevelNo, Attribute::Msg] {
            if missing(attribute) {
                record.set_attribute(attribute, Value::None);
            }
        }
        let untimed = |attribute: &Attribute| missing(*attribute) || record.odd_value(*attribute).is_some();
        let times = [Attribute::Created, Attribute::Msecs, Attribute::RelativeCreated];
        if times.iter().any(untimed) {
            let now = LogRecord::new(RecordArgs::new("", Level::NOTSET, ""));
            let of = |attribute: Attribute| if untimed(&attribute) { &now } else { &record };
            let (created, msecs) = (of(times[0]).created(), of(times[1]).msecs());
            let relative = of(times[2]).relative_created();
            let is_new = times.iter().all(untimed);
            record.time = if is_new { now.time } else { Time::Sent { created, msecs, relative } };
        }
        record
    }
}
