//! From a call that passed the gate to the handlers: the record is built, filtered, and given out.

use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Event, Logger};
use crate::clock::Timestamp;
use crate::context;
use crate::error::{EmitError, RecordError};
use crate::filter;
use crate::fork;
use crate::handler::{Nested, report};
use crate::level::Level;
use crate::record::{Attribute, LogRecord, RecordArgs};
use crate::tree::Route;
use crate::value::Value;

impl Logger {
    /// Builds a record and handles it; the level has been compared.
    #[doc(hidden)]
    pub fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        if context::is_set() {
            return self.log_in_context(level, msg, event);
        }
        self.log_own::<false>(level, msg, event);
    }

    /// Apart, so that a call without a context pays for no more than to see that there is none.
    #[inline(never)]
    fn log_in_context(&self, level: Level, msg: Value<'_>, event: Event<'_>) {
        let context = context::capture();
        context.with_extra(event.extra, |extra| self.log_own::<true>(level, msg, Event { extra, ..event }));
        // Here, where a value's own panic goes no further: its scope may have ended meanwhile.
        self.contained(|| drop(context));
    }

    /// Logs an event that carries all that it is to carry. A function for each of its callers, so that what is called here
    /// has one caller and is inlined.
    #[inline(always)]
    fn log_own<'a, const IN_CONTEXT: bool>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        let Some(_nested) = Nested::enter() else { return self.too_deep() };
        let route = self.0.route();
        if let Some(name) = first_clash(event.extra) {
            // DIFFERENCE: Python raises KeyError out of the call. Here the record is logged with what it has.
            report(self.0.name(), &RecordError::ExtraOverwrites(name.to_owned()).to_string());
        }
        if route.factory.is_some() || route.clock.is_some() {
            return self.contained(|| self.handle_on(&route, &mut self.build(&route, level, msg, event)));
        }
        let args = self.record_args(&route, Timestamp::now(), level, msg, event);
        let mut record = LogRecord::new(args);
        record.set_for_one(route.for_one);
        self.contained(|| {
            self.handle_on(&route, &mut record);
            // Here, where a value's own panic goes no further.
            record.release();
        });
    }

    /// The record that a call would make, by the record factory, with what is in scope ([`context`](crate::context)).
    ///
    /// # Errors
    /// An extra has the name of an attribute that every record has.
    ///
    /// # Python
    /// `Logger.makeRecord`.
    pub fn make_record<'a>(
        &'a self,
        level: Level,
        msg: impl Into<Value<'a>>,
        event: Event<'a>,
    ) -> Result<LogRecord<'a>, RecordError> {
        if let Some(name) = first_clash(event.extra) {
            return Err(RecordError::ExtraOverwrites(name.to_owned()));
        }
        let _within = fork::enter();
        let mut record = self.build(&self.0.route(), level, msg.into(), event);
        for (name, value) in context::capture().iter() {
            if record.extra(name).is_none() {
                record.set(name.to_owned(), value.clone());
            }
        }
        Ok(record)
    }

    /// Gives a record to the logger's filters and then to the handlers; `disabled` is heeded, no logger's level is.
    ///
    /// # Python
    /// `Logger.handle`.
    pub fn handle(&self, record: &mut LogRecord<'_>) {
        if self.0.is_disabled() {
            return;
        }
        self.nested(|| self.handle_on(&self.0.route(), record));
    }

    /// Gives a record to the handlers as if it came from a logger below this one that was never made: neither this
    /// logger's filters nor its `disabled` concern it.
    pub fn handle_from_below(&self, record: &mut LogRecord<'_>) {
        self.nested(|| self.call_handlers(&self.0.route(), record));
    }

    fn build<'a>(&'a self, route: &Route, level: Level, msg: Value<'a>, event: Event<'a>) -> LogRecord<'a> {
        let created = route.clock.as_ref().map_or_else(Timestamp::now, |clock| clock.now());
        let args = self.record_args(route, created, level, msg, event);
        match &route.factory {
            None => LogRecord::new(args),
            Some(factory) => factory(args),
        }
    }

    #[inline(always)]
    fn record_args<'a>(
        &'a self,
        route: &Route,
        created: Timestamp,
        level: Level,
        msg: Value<'a>,
        event: Event<'a>,
    ) -> RecordArgs<'a> {
        RecordArgs {
            name: Cow::Borrowed(self.0.name()),
            level,
            site: event.site,
            msg,
            args: event.args,
            exc_info: event.exc_info,
            stack_info: event.stack_info,
            extra: event.extra,
            static_site: event.static_site,
            created,
            started: route.started,
            clock: route.clock.clone(),
        }
    }

    #[inline(always)]
    fn handle_on(&self, route: &Route, record: &mut LogRecord<'_>) {
        if route.filters.is_empty() {
            return self.call_handlers(route, record);
        }
        match filter::run(&route.filters, record) {
            None => {}
            Some(None) => self.call_handlers(route, record),
            Some(Some(mut replaced)) => self.call_handlers(route, &mut replaced),
        }
    }

    #[inline(always)]
    fn call_handlers(&self, route: &Route, record: &mut LogRecord<'_>) {
        for handler in &route.handlers {
            if record.level() >= handler.level() {
                handler.handle_within(record);
            }
        }
        if route.handlers.is_empty() {
            self.call_last_resort(route, record);
        }
    }

    #[cold]
    fn call_last_resort(&self, route: &Route, record: &mut LogRecord<'_>) {
        match &route.last_resort {
            Some(handler) if record.level() >= handler.level() => {
                handler.handle_within(record);
            }
            Some(_) => {}
            None => {
                if let Some(manager) = self.0.tree() {
                    manager.warn_of_no_handlers(self.0.name());
                }
            }
        }
    }

    /// Runs what may call foreign code: neither its panics nor endless nesting reach the caller.
    #[inline]
    fn nested(&self, f: impl FnOnce()) {
        match Nested::enter() {
            Some(_nested) => self.contained(f),
            None => self.too_deep(),
        }
    }

    #[inline(always)]
    fn contained(&self, f: impl FnOnce()) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(f)) {
            self.panicked(&*panic);
        }
    }

    #[cold]
    fn panicked(&self, panic: &(dyn Any + Send)) {
        report(self.0.name(), &EmitError::from_panic(panic).to_string());
    }

    #[cold]
    fn too_deep(&self) {
        report(self.0.name(), "logging calls are nested too deep; one was dropped");
    }
}

/// The first extra that has the name of a standard attribute.
#[inline]
fn first_clash<'e>(extra: &[(&'e str, Value<'_>)]) -> Option<&'e str> {
    extra.iter().map(|(name, _)| *name).find(|name| Attribute::from_name(name).is_some())
}
