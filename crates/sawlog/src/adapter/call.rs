//! A call on its way through an adapter.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::error::FormatError;
use crate::level::Level;
use crate::logger::Event;
use crate::record::{CallSite, ExceptionInfo};
use crate::value::{Args, Value, repr};

/// Changes the calls that go through a [`LoggerAdapter`](crate::LoggerAdapter).
///
/// Runs for calls that are enabled; no lock of sawlog's is held meanwhile, and it may log.
///
/// ```
/// use sawlog::{Call, LoggerAdapter, ProcessCall, Value, get_logger, info};
///
/// struct Connection { number: u64, peer: String }
///
/// impl ProcessCall for Connection {
///     fn process<'c>(&'c self, call: &mut Call<'c>) {
///         call.set_extra("peer", &self.peer);
///         call.prefix(format_args!("[{}] ", self.number));
///     }
/// }
///
/// let log = LoggerAdapter::with(get_logger("net"), Connection { number: 7, peer: "::1".into() });
/// info!(log, "accepted");
/// ```
///
/// # Python
/// `LoggerAdapter.process(msg, kwargs)`.
pub trait ProcessCall {
    /// Changes a call before the logger makes a record of it.
    fn process<'c>(&'c self, call: &mut Call<'c>);
}

impl<P: ProcessCall + ?Sized> ProcessCall for Arc<P> {
    fn process<'c>(&'c self, call: &mut Call<'c>) {
        (**self).process(call);
    }
}

/// A closure that changes calls; what [`with_process`](crate::LoggerAdapter::with_process) makes.
#[derive(Clone)]
pub struct ProcessFn<F>(pub(super) F);

impl<F: Fn(&mut Call<'_>)> ProcessCall for ProcessFn<F> {
    fn process<'c>(&'c self, call: &mut Call<'c>) {
        (self.0)(call);
    }
}

/// A logging call: what the record will be made from.
#[derive(Debug)]
pub struct Call<'a> {
    level: Level,
    /// The message: text, a template, or an object that prints itself.
    pub msg: Value<'a>,
    /// What is merged into the message.
    pub args: Args<'a>,
    /// The exception.
    pub exc_info: Option<ExceptionInfo>,
    /// The stack, as text.
    pub stack_info: Option<Cow<'a, str>>,
    /// Where the call stands.
    pub site: CallSite<'a>,
    static_site: Option<&'static CallSite<'static>>,
    extra: SmallVec<[(&'a str, Value<'a>); KEPT_IN_PLACE]>,
}

/// How many attributes a call can have without memory of their own.
const KEPT_IN_PLACE: usize = 8;

impl<'a> Call<'a> {
    pub(super) fn new(level: Level, msg: Value<'a>, event: Event<'a>) -> Call<'a> {
        let extra = event.extra.iter().map(|(name, value)| (*name, value.borrowed())).collect();
        let Event { site, args, exc_info, stack_info, static_site, .. } = event;
        Call { level, msg, args, exc_info, stack_info, site, static_site, extra }
    }

    /// The level, which has been compared already.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The message's text, nothing merged into it.
    ///
    /// # Errors
    /// A `Display` that fails.
    pub fn msg_text(&self) -> Result<Cow<'_, str>, FormatError> {
        if let Value::Str(text) = &self.msg {
            return Ok(Cow::Borrowed(text));
        }
        let mut text = String::new();
        repr::write_str(&self.msg, &mut text)?;
        Ok(Cow::Owned(text))
    }

    /// Puts a text before the message. In a call with arguments, what comes of it is the template.
    pub fn prefix(&mut self, prefix: impl Display) {
        // A message that cannot be written is left as it is: whoever formats the record says so.
        if let Ok(text) = self.msg_text().map(|msg| format!("{prefix}{msg}")) {
            self.msg = Value::from(text);
        }
    }

    /// An attribute that the call adds to the record.
    pub fn extra(&self, name: &str) -> Option<&Value<'a>> {
        self.extra.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Adds an attribute, or sets it anew.
    pub fn set_extra(&mut self, name: &'a str, value: impl Into<Value<'a>>) {
        match self.extra.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = value.into(),
            None => self.extra.push((name, value.into())),
        }
    }

    /// Drops the attributes.
    pub fn clear_extra(&mut self) {
        self.extra.clear();
    }

    /// The attributes, in order.
    pub fn extras(&self) -> impl ExactSizeIterator<Item = (&'a str, &Value<'a>)> {
        self.extra.iter().map(|(name, value)| (*name, value))
    }

    /// Puts attributes in place of the call's, or before them; those of the call then hold.
    pub(super) fn put_extra(&mut self, attributes: impl Iterator<Item = (&'a str, Value<'a>)>, merge: bool) {
        let own = std::mem::take(&mut self.extra);
        attributes.for_each(|(name, value)| self.set_extra(name, value));
        if merge {
            own.into_iter().for_each(|(name, value)| self.set_extra(name, value));
        }
    }

    /// Hands the call on.
    pub(super) fn go_on(self, next: impl FnOnce(Level, Value<'_>, Event<'_>)) {
        let Call { level, msg, args, exc_info, stack_info, site, static_site, extra } = self;
        next(level, msg, Event { site, args, exc_info, stack_info, extra: &extra, static_site });
    }
}
