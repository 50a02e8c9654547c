//! What few records have of their own: attributes that were set, that a sender gave, or that were kept for another thread.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Attribute, ExceptionInfo, LogRecord};
use crate::value::room::{MAX_OWN_TEXT, Room};
use crate::value::{Args, ForeignRef, Value};

/// Attributes apart from those that every call has; where one is `None`, the record's other fields tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Rare<'a> {
    pub(super) level_name: Option<Cow<'a, str>>,
    pub(super) pathname: Option<Cow<'a, str>>,
    pub(super) filename: Option<Cow<'a, str>>,
    pub(super) module: Option<Cow<'a, str>>,
    pub(super) lineno: Option<i64>,
    /// That there is no function is known, too.
    pub(super) func_name: Option<Option<Cow<'a, str>>>,
    pub(super) module_path: Option<Cow<'a, str>>,
    pub(super) exc_info: Option<ExceptionInfo>,
    pub(super) exc_text: OnceCell<String>,
    pub(super) stack_info: Option<Cow<'a, str>>,
    pub(super) thread: Option<i64>,
    pub(super) thread_name: Option<Cow<'a, str>>,
    pub(super) process: Option<i64>,
    pub(super) process_name: Option<Cow<'a, str>>,
    pub(super) task_name: Option<Cow<'a, str>>,
    /// Added attributes of the record's own; they hide lent ones of the same name.
    pub(super) added: Vec<(Cow<'a, str>, Value<'a>)>,
    /// Standard attributes set to what their own fields cannot hold: a name that is `None`, a line that is a text.
    pub(super) odd: Vec<(Attribute, Value<'static>)>,
    /// What filters that count have decided about the record, by their numbers.
    pub(super) decided: Vec<(u32, bool)>,
    pub(super) text: TextLimits,
}

/// How long the texts of a record may become.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextLimits {
    /// Bytes that arguments add to the message.
    pub(crate) message: usize,
    /// Bytes of the record, formatted.
    pub(crate) record: usize,
}

impl Default for TextLimits {
    /// For a record of the program's own, which is as long as what the program gave: what is made of it repeats nothing.
    fn default() -> TextLimits {
        TextLimits { message: MAX_OWN_TEXT, record: usize::MAX }
    }
}

impl<'a> LogRecord<'a> {
    #[inline]
    pub(super) fn rare(&self) -> Option<&Rare<'a>> {
        self.rare.as_deref()
    }

    /// Lets go of values that may run foreign code when dropped.
    #[inline]
    pub(crate) fn release(&mut self) {
        self.rare = None;
        if !matches!(self.msg, Value::Str(_) | Value::Foreign(ForeignRef::Borrowed(_))) {
            self.msg = Value::None;
        }
        if matches!(self.args, Args::Value(_)) {
            self.args = Args::Empty;
        }
    }

    /// How much arguments may add to the message.
    #[inline]
    pub(super) fn message_limit(&self) -> usize {
        self.rare().map_or(MAX_OWN_TEXT, |rare| rare.text.message)
    }

    /// The room that the record's text has, which begins at `start`.
    #[inline]
    pub(crate) fn room(&self, start: usize) -> Room {
        Room::for_record(self.rare().map_or(usize::MAX, |rare| rare.text.record), start)
    }

    /// Whether the record has nothing but what every call gives: no attribute of its own, and no bound on its text.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.rare.is_none()
    }

    pub(super) fn rare_mut(&mut self) -> &mut Rare<'a> {
        self.rare.get_or_insert_default()
    }
}
