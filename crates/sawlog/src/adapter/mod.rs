//! Loggers with something of their own: context that is added to every call that goes through them.
//!
//! On a record's way an adapter stands before the logger: it changes the call, the logger makes the record.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

mod call;
mod extra;

pub use call::{Call, ProcessCall, ProcessFn};
pub use extra::{Extra, ExtraFn};

use crate::error::{EmitError, LevelError};
use crate::handler::{Nested, report};
use crate::level::{IntoLevel, Level};
use crate::log_target::LogTarget;
use crate::logger::{Event, Logger};
use crate::record::{CallSite, ExceptionInfo};
use crate::value::Value;

/// A logger, or another adapter, whose calls are changed on their way: attributes added, the message put differently.
///
/// ```
/// use sawlog::{LoggerAdapter, get_logger, info};
/// let log = LoggerAdapter::new(get_logger("shop"), [("tenant", "acme")]);
/// info!(log, "opened");
/// log.info("by method, too");
///
/// // The attributes may be worked out anew at each call that is enabled.
/// let basket = vec!["apple"];
/// let log = LoggerAdapter::with_extra_fn(get_logger("shop"), move || [("items", basket.len())]);
/// info!(log, "packed");
///
/// // And the whole call may be changed.
/// let log = LoggerAdapter::with_process(log, |call| call.prefix("[web] "));
/// info!(log, "sent");
/// ```
///
/// # Python
/// `logging.LoggerAdapter`; overriding `process` is [`with_process`](LoggerAdapter::with_process), or implementing
/// [`ProcessCall`].
#[derive(Clone)]
pub struct LoggerAdapter<L = Logger, P = Extra> {
    logger: L,
    process: P,
}

impl<L: LogTarget> LoggerAdapter<L> {
    /// Adds these attributes to each call.
    pub fn new<N, V>(logger: L, extra: impl IntoIterator<Item = (N, V)>) -> LoggerAdapter<L>
    where
        N: Into<Box<str>>,
        V: Into<Value<'static>>,
    {
        LoggerAdapter { logger, process: Extra::new(extra) }
    }

    /// Keeps the call's own attributes, too; where both have one, the call's holds. Without it, those of a call are
    /// dropped.
    ///
    /// # Python
    /// `merge_extra=True` (3.13).
    #[must_use]
    pub fn merge_extra(mut self, merge: bool) -> Self {
        self.process.merge = merge;
        self
    }
}

impl<L: LogTarget, F> LoggerAdapter<L, ExtraFn<F>> {
    /// Adds the attributes that `extra` gives, asked once for each call that is enabled.
    ///
    /// # Python
    /// An `extra` of a class of one's own that computes its items.
    pub fn with_extra_fn<I, V>(logger: L, extra: F) -> LoggerAdapter<L, ExtraFn<F>>
    where
        F: Fn() -> I,
        I: IntoIterator<Item = (&'static str, V)>,
        V: Into<Value<'static>>,
    {
        LoggerAdapter { logger, process: ExtraFn { compute: extra, merge: false } }
    }

    /// Keeps the call's own attributes, too; where both have one, the call's holds.
    #[must_use]
    pub fn merge_extra(mut self, merge: bool) -> Self {
        self.process.merge = merge;
        self
    }
}

impl<L: LogTarget, F: Fn(&mut Call<'_>)> LoggerAdapter<L, ProcessFn<F>> {
    /// Changes each call as a closure says.
    pub fn with_process(logger: L, process: F) -> LoggerAdapter<L, ProcessFn<F>> {
        LoggerAdapter { logger, process: ProcessFn(process) }
    }
}

impl<L: LogTarget, P: ProcessCall> LoggerAdapter<L, P> {
    /// Changes each call as a type of one's own says.
    pub fn with(logger: L, process: P) -> LoggerAdapter<L, P> {
        LoggerAdapter { logger, process }
    }

    /// What changes the calls.
    pub fn process(&self) -> &P {
        &self.process
    }

    /// The logger or adapter that calls are handed to.
    ///
    /// # Python
    /// The attribute `logger`.
    pub fn inner(&self) -> &L {
        &self.logger
    }

    /// The name of the logger.
    pub fn name(&self) -> &str {
        self.logger().name()
    }

    /// The logger that the calls reach in the end.
    pub fn logger(&self) -> &Logger {
        self.logger.logger()
    }

    /// Whether a call at this level goes further.
    #[inline]
    pub fn is_enabled_for(&self, level: Level) -> bool {
        self.logger.is_enabled_for(level)
    }

    /// Sets the logger's level.
    ///
    /// # Errors
    /// A name that no level has.
    pub fn set_level(&self, level: impl IntoLevel) -> Result<(), LevelError> {
        self.logger().set_level(level)
    }

    /// The logger's effective level.
    pub fn effective_level(&self) -> Level {
        self.logger().effective_level()
    }

    /// Whether a record would reach a handler.
    pub fn has_handlers(&self) -> bool {
        self.logger().has_handlers()
    }

    /// Logs at `DEBUG`.
    #[track_caller]
    pub fn debug<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::DEBUG, msg);
    }

    /// Logs at `INFO`.
    #[track_caller]
    pub fn info<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::INFO, msg);
    }

    /// Logs at `WARNING`.
    #[track_caller]
    pub fn warning<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::WARNING, msg);
    }

    /// Logs at `ERROR`.
    #[track_caller]
    pub fn error<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::ERROR, msg);
    }

    /// Logs at `CRITICAL`.
    #[track_caller]
    pub fn critical<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::CRITICAL, msg);
    }

    /// Logs at `ERROR` with an error and its sources as the record's exception.
    #[track_caller]
    pub fn exception<'a, E: std::error::Error + ?Sized>(&self, msg: impl Into<Value<'a>>, error: &E) {
        if self.is_enabled_for(Level::ERROR) {
            let event = Event { exc_info: Some(ExceptionInfo::from_error(error)), ..Event::new(CallSite::caller()) };
            self.log_event(Level::ERROR, msg.into(), event);
        }
    }

    /// Logs at any level.
    #[track_caller]
    pub fn log<'a>(&self, level: impl Into<Level>, msg: impl Into<Value<'a>>) {
        let level = level.into();
        if self.is_enabled_for(level) {
            self.log_event(level, msg.into(), Event::new(CallSite::caller()));
        }
    }

    /// Logs at any level, with all that a record can carry.
    pub fn log_with<'a>(&self, level: Level, msg: impl Into<Value<'a>>, event: Event<'a>) {
        if self.is_enabled_for(level) {
            self.log_event(level, msg.into(), event);
        }
    }
}

impl<L: LogTarget, P: ProcessCall> LogTarget for LoggerAdapter<L, P> {
    fn logger(&self) -> &Logger {
        self.logger.logger()
    }

    #[inline]
    fn is_enabled_for(&self, level: Level) -> bool {
        self.logger.is_enabled_for(level)
    }

    /// Has the call changed and hands it on. A call whose change panics goes on as far as it was changed.
    fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        let Some(_nested) = Nested::enter() else {
            return report(self.name(), "logging calls are nested too deep; one was dropped");
        };
        let mut call = Call::new(level, msg, event);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.process.process(&mut call))) {
            report(self.name(), &EmitError::from_panic(&*panic).to_string());
        }
        call.go_on(|level, msg, event| self.logger.log_event(level, msg, event));
    }
}

impl<L: LogTarget, P> fmt::Debug for LoggerAdapter<L, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let logger = self.logger.logger();
        write!(f, "<LoggerAdapter {} ({})>", logger.name(), logger.effective_level())
    }
}
