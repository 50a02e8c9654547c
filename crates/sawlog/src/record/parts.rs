//! A record put together from all that another one had, as it comes over the wire in our own form.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::rare::Rare;
use super::{Attribute, CallSite, ExceptionInfo, LogRecord, RecordArgs, TextLimits, Time};
use crate::level::Level;
use crate::value::{Args, Value};

/// What a record is put together from. What is `None` is as in a record that has nothing of its own.
#[derive(Default)]
pub(crate) struct RecordParts<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) level: Level,
    pub(crate) level_name: Option<Cow<'a, str>>,
    pub(crate) msg: Value<'a>,
    pub(crate) args: Args<'a>,
    pub(crate) pathname: Cow<'a, str>,
    pub(crate) filename: Option<Cow<'a, str>>,
    pub(crate) module: Option<Cow<'a, str>>,
    pub(crate) lineno: i64,
    pub(crate) func_name: Option<Cow<'a, str>>,
    pub(crate) module_path: Option<Cow<'a, str>>,
    pub(crate) time: Option<Time>,
    pub(crate) thread: Option<i64>,
    pub(crate) thread_name: Option<Cow<'a, str>>,
    pub(crate) process: Option<i64>,
    pub(crate) process_name: Option<Cow<'a, str>>,
    pub(crate) task_name: Option<Cow<'a, str>>,
    pub(crate) exc_info: Option<ExceptionInfo>,
    pub(crate) exc_text: Option<Cow<'a, str>>,
    pub(crate) stack_info: Option<Cow<'a, str>>,
    pub(crate) asctime: Option<Cow<'a, str>>,
    /// Attributes that were added, each name once.
    pub(crate) added: Vec<(Cow<'a, str>, Value<'a>)>,
    /// Standard attributes with values that their own fields cannot hold.
    pub(crate) odd: Vec<(Attribute, Value<'a>)>,
}

impl<'a> LogRecord<'a> {
    /// The record of these parts, its texts within limits.
    pub(crate) fn from_parts(parts: RecordParts<'a>, limits: TextLimits) -> LogRecord<'a> {
        let name = |number: Level| match standard_level_name(number) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("Level {}", number.number())),
        };
        let mut record = match parts.time {
            Some(time) => {
                LogRecord { time, ..LogRecord::new(RecordArgs::timeless(parts.name, parts.level, parts.msg)) }
            }
            None => LogRecord::new(RecordArgs::new(parts.name, parts.level, parts.msg)),
        };
        record.args = parts.args;
        record.site = CallSite { lineno: 0, ..record.site };
        record.rare = Some(Box::new(Rare {
            level_name: Some(parts.level_name.unwrap_or_else(|| name(parts.level))),
            pathname: Some(parts.pathname),
            filename: parts.filename,
            module: parts.module,
            lineno: Some(parts.lineno),
            func_name: Some(parts.func_name),
            module_path: parts.module_path,
            exc_info: parts.exc_info,
            exc_text: parts.exc_text.map_or_else(OnceCell::new, |text| OnceCell::from(text.into_owned())),
            stack_info: parts.stack_info,
            thread: parts.thread,
            thread_name: parts.thread_name,
            process: parts.process,
            process_name: parts.process_name,
            task_name: parts.task_name,
            added: parts.added,
            odd: Vec::new(),
            decided: Vec::new(),
            text: limits,
        }));
        if let Some(time) = parts.asctime {
            record.set_asctime(&time);
        }
        for (attribute, value) in parts.odd {
            record.set_attribute(attribute, value);
        }
        record
    }
}

/// Python's name of a level, whatever the program calls it.
pub(crate) fn standard_level_name(level: Level) -> Option<&'static str> {
    Some(match level.number() {
        0 => "NOTSET",
        10 => "DEBUG",
        20 => "INFO",
        30 => "WARNING",
        40 => "ERROR",
        50 => "CRITICAL",
        _ => return None,
    })
}
