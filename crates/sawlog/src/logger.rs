//! Loggers: where a record's way begins.
//!
//! A call compares its level with the logger's threshold, one relaxed load. Past it, the record is built, shown to the
//! logger's filters, and given to each handler up the tree.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Weak};

use crate::clock::{self, Timestamp};
use crate::error::{EmitError, LevelError, RecordError};
use crate::filter::{self, Filter, FilterFn, SharedFilter, Verdict};
use crate::handler::{HandlerRef, IntoHandler, Nested, report};
use crate::level::{IntoLevel, Level};
use crate::manager::{Manager, ManagerInner, Route, Settings};
use crate::record::{Attribute, CallSite, ExceptionInfo, LogRecord, RecordArgs};
use crate::snapshot::{Held, Versioned};
use crate::value::{Args, Value};

/// A named point of the tree that programs log through; cheap to clone, all clones are the same logger.
///
/// ```
/// use sawlog::Manager;
/// let manager = Manager::new();
/// let logger = manager.get_logger("shop.basket");
/// logger.set_level("DEBUG")?;
/// logger.info("three things in it");
/// assert!(logger == manager.get_logger("shop.basket"));
/// # Ok::<(), sawlog::LevelError>(())
/// ```
///
/// # Python
/// `logging.Logger`. Methods take the message alone; templates with arguments go through [`percent!`](crate::percent), formatted ones
/// through [`info!`](crate::info) and its kin.
#[derive(Clone)]
pub struct Logger(Arc<LoggerInner>);

pub(crate) struct LoggerInner {
    /// Effective level, `disable` and `disabled` in one: calls below it go no further.
    threshold: AtomicI64,
    route: Versioned,
    disabled: AtomicBool,
    root: bool,
    name: Arc<str>,
    manager: Weak<ManagerInner>,
}

impl LoggerInner {
    pub(crate) fn set_threshold(&self, threshold: i64) {
        self.threshold.store(threshold, Ordering::Relaxed);
    }

    pub(crate) fn refresh(&self, threshold: i64, disabled: bool) {
        self.disabled.store(disabled, Ordering::Relaxed);
        self.set_threshold(threshold);
        self.route.invalidate();
    }
}

impl Logger {
    pub(crate) fn new(name: Arc<str>, root: bool, manager: Weak<ManagerInner>) -> Logger {
        Logger(Arc::new(LoggerInner {
            threshold: AtomicI64::new(i64::MAX),
            route: Versioned::new(),
            disabled: AtomicBool::new(false),
            root,
            name,
            manager,
        }))
    }

    pub(crate) fn inner(&self) -> &LoggerInner {
        &self.0
    }

    /// The dotted name; `root` for the root logger.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether this is the root of its tree.
    pub fn is_root(&self) -> bool {
        self.0.root
    }

    /// Whether a call at this level goes further than the gate.
    ///
    /// # Python
    /// `isEnabledFor`.
    #[inline(always)]
    pub fn is_enabled_for(&self, level: Level) -> bool {
        level.number() >= self.0.threshold.load(Ordering::Relaxed)
    }

    /// The logger's own level; `NOTSET` if it has none.
    pub fn level(&self) -> Level {
        self.read(|settings| settings.level).unwrap_or_default()
    }

    /// Sets the logger's own level; loggers below that have none of their own follow.
    ///
    /// # Errors
    /// A name that no level has.
    pub fn set_level(&self, level: impl IntoLevel) -> Result<(), LevelError> {
        let level = level.into_level()?;
        self.change(|settings| settings.level = level);
        Ok(())
    }

    /// The logger's own level or that of the nearest ancestor that has one.
    ///
    /// # Python
    /// `getEffectiveLevel`; neither [`disable`](crate::disable) nor `disabled` shows in it.
    pub fn effective_level(&self) -> Level {
        self.0.manager.upgrade().map(|manager| manager.effective_level(self.key())).unwrap_or_default()
    }

    /// Whether records go on to the handlers of the loggers above.
    pub fn propagate(&self) -> bool {
        self.read(|settings| settings.propagate).unwrap_or(true)
    }

    /// Sets whether records go on to the handlers of the loggers above.
    pub fn set_propagate(&self, propagate: bool) {
        self.change(|settings| settings.propagate = propagate);
    }

    /// Whether the logger is switched off.
    pub fn disabled(&self) -> bool {
        self.read(|settings| settings.disabled).unwrap_or(false)
    }

    /// Switches the logger off or on; those below it are not concerned.
    pub fn set_disabled(&self, disabled: bool) {
        self.change(|settings| settings.disabled = disabled);
    }

    /// Adds a handler; nothing happens if the logger has it already.
    pub fn add_handler(&self, handler: impl IntoHandler) {
        let handler = handler.into_handler();
        self.change(|settings| settings.add_handler(handler));
    }

    /// Removes a handler. It is not closed.
    pub fn remove_handler(&self, handler: impl IntoHandler) {
        let handler = handler.into_handler();
        let removed = self.change(|settings| {
            let at = settings.handlers.iter().position(|known| known.ptr_eq(&handler))?;
            Some(settings.handlers.remove(at))
        });
        drop(removed);
    }

    /// The logger's own handlers, in order.
    pub fn handlers(&self) -> Vec<HandlerRef> {
        self.read(|settings| settings.handlers.clone()).unwrap_or_default()
    }

    /// Whether a record would reach a handler: one of this logger's or of those above, as `propagate` holds.
    pub fn has_handlers(&self) -> bool {
        !self.route().handlers.is_empty()
    }

    /// Adds a filter, behind those that are there. A logger's filters see its own records alone.
    pub fn add_filter(&self, filter: impl Filter + 'static) {
        self.add_shared_filter(Arc::new(filter));
    }

    /// Adds a closure as a filter.
    ///
    /// ```
    /// # let logger = sawlog::Manager::new().get_logger("a");
    /// logger.add_filter_fn(|record| record.level() >= sawlog::Level::INFO);
    /// ```
    pub fn add_filter_fn<V: Into<Verdict>>(&self, f: impl Fn(&mut LogRecord<'_>) -> V + Send + Sync + 'static) {
        self.add_filter(FilterFn(f));
    }

    /// Adds a filter that is shared; nothing happens if the logger has it already.
    pub fn add_shared_filter(&self, filter: SharedFilter) {
        self.change(|settings| {
            if !settings.filters.iter().any(|known| Arc::ptr_eq(known, &filter)) {
                settings.filters.push(filter);
            }
        });
    }

    /// Removes a filter that is shared.
    pub fn remove_filter(&self, filter: &SharedFilter) {
        let removed = self.change(|settings| {
            let at = settings.filters.iter().position(|known| Arc::ptr_eq(known, filter))?;
            Some(settings.filters.remove(at))
        });
        drop(removed);
    }

    /// The logger's filters, in order.
    pub fn filters(&self) -> Vec<SharedFilter> {
        self.read(|settings| settings.filters.clone()).unwrap_or_default()
    }

    /// The logger above; `None` for the root.
    pub fn parent(&self) -> Option<Logger> {
        self.0.manager.upgrade()?.parent(self.key())
    }

    /// The logger of this name below this one.
    ///
    /// # Python
    /// `getChild`.
    pub fn get_child(&self, suffix: &str) -> Logger {
        let name = if self.0.root { suffix.to_owned() } else { format!("{}.{suffix}", self.0.name) };
        match self.manager() {
            Some(manager) => manager.get_logger(&name),
            None => self.clone(),
        }
    }

    /// The loggers directly below this one, in order of name.
    ///
    /// # Python
    /// `getChildren` (3.12).
    pub fn get_children(&self) -> Vec<Logger> {
        self.0.manager.upgrade().map(|manager| manager.children(self.key())).unwrap_or_default()
    }

    /// The tree that the logger belongs to, while it lives.
    pub fn manager(&self) -> Option<Manager> {
        self.0.manager.upgrade().map(Manager::from_inner)
    }

    /// Logs at `DEBUG`.
    #[track_caller]
    #[inline]
    pub fn debug<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::DEBUG, msg);
    }

    /// Logs at `INFO`.
    #[track_caller]
    #[inline]
    pub fn info<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::INFO, msg);
    }

    /// Logs at `WARNING`.
    #[track_caller]
    #[inline]
    pub fn warning<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::WARNING, msg);
    }

    /// Logs at `ERROR`.
    #[track_caller]
    #[inline]
    pub fn error<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::ERROR, msg);
    }

    /// Logs at `CRITICAL`.
    #[track_caller]
    #[inline]
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
    #[inline]
    pub fn log<'a>(&self, level: impl Into<Level>, msg: impl Into<Value<'a>>) {
        let level = level.into();
        if self.is_enabled_for(level) {
            self.log_event(level, msg.into(), Event::new(CallSite::caller()));
        }
    }

    /// Logs at any level, with all that a record can carry; the level is compared, as for every call.
    pub fn log_with<'a>(&self, level: Level, msg: impl Into<Value<'a>>, event: Event<'a>) {
        if self.is_enabled_for(level) {
            self.log_event(level, msg.into(), event);
        }
    }

    /// Builds a record and handles it; the level has been compared.
    #[doc(hidden)]
    pub fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        let route = self.route();
        self.contained(|| {
            if let Some(name) = first_clash(event.extra) {
                // DIFFERENCE: Python raises KeyError out of the call. Here the record is logged with what it has.
                report(&self.0.name, &RecordError::ExtraOverwrites(name.to_owned()).to_string());
            }
            let mut record = self.build(&route, level, msg, event);
            self.handle_on(&route, &mut record);
        });
    }

    /// The record that a call would make, by the record factory.
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
        Ok(self.build(&self.route(), level, msg.into(), event))
    }

    /// Gives a record to the logger's filters and then to the handlers; `disabled` is heeded, no logger's level is.
    ///
    /// # Python
    /// `Logger.handle`.
    pub fn handle(&self, record: &mut LogRecord<'_>) {
        if self.0.disabled.load(Ordering::Relaxed) {
            return;
        }
        let route = self.route();
        self.contained(|| self.handle_on(&route, record));
    }

    /// Gives a record to the handlers as if it came from a logger below this one that was never made: neither this
    /// logger's filters nor its `disabled` concern it.
    pub fn handle_from_below(&self, record: &mut LogRecord<'_>) {
        let route = self.route();
        self.contained(|| self.call_handlers(&route, record));
    }

    #[inline]
    fn build<'a>(&'a self, route: &Route, level: Level, msg: Value<'a>, event: Event<'a>) -> LogRecord<'a> {
        let args = RecordArgs {
            name: Cow::Borrowed(&self.0.name),
            level,
            site: event.site,
            msg,
            args: event.args,
            exc_info: event.exc_info,
            stack_info: event.stack_info,
            extra: event.extra,
            created: route.clock.as_ref().map_or_else(Timestamp::now, |clock| clock.now()),
            started: route.started,
            clock: route.clock.clone(),
        };
        match &route.factory {
            None => LogRecord::new(args),
            Some(factory) => factory(args),
        }
    }

    #[inline]
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

    #[inline]
    fn call_handlers(&self, route: &Route, record: &mut LogRecord<'_>) {
        for handler in &route.handlers {
            if record.level() >= handler.level() {
                handler.handle(record);
            }
        }
        if route.handlers.is_empty() {
            match &route.last_resort {
                Some(handler) if record.level() >= handler.level() => {
                    handler.handle(record);
                }
                Some(_) => {}
                None => {
                    if let Some(manager) = self.0.manager.upgrade() {
                        manager.warn_of_no_handlers(&self.0.name);
                    }
                }
            }
        }
    }

    /// Runs what may call foreign code: neither its panics nor endless nesting reach the caller.
    #[inline]
    fn contained(&self, f: impl FnOnce()) {
        let Some(_nested) = Nested::enter() else {
            return report(&self.0.name, "logging calls are nested too deep; one was dropped");
        };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(f)) {
            report(&self.0.name, &EmitError::from_panic(&*panic).to_string());
        }
    }

    #[inline]
    fn route(&self) -> Held<Route> {
        self.0.route.load(|| match self.0.manager.upgrade() {
            Some(manager) => manager.route(self.key()),
            None => Arc::new(Route::nowhere()),
        })
    }

    /// The name in the tree; the root has the empty one, so that a logger called `root` could not take its place.
    fn key(&self) -> &str {
        if self.0.root { "" } else { &self.0.name }
    }

    fn read<R>(&self, read: impl FnOnce(&Settings) -> R) -> Option<R> {
        Some(self.0.manager.upgrade()?.read(self.key(), read))
    }

    fn change<R>(&self, change: impl FnOnce(&mut Settings) -> R) -> Option<R> {
        Some(self.0.manager.upgrade()?.change(self.key(), change))
    }
}

/// What a call gives besides level and message.
///
/// # Python
/// The keyword arguments of logging calls: `args`, `exc_info`, `stack_info`, `extra`, and what `stacklevel` finds.
#[derive(Debug)]
pub struct Event<'a> {
    /// Where the call stands.
    pub site: CallSite<'a>,
    /// What is merged into the message.
    pub args: Args<'a>,
    /// The exception.
    pub exc_info: Option<ExceptionInfo>,
    /// The stack, as text.
    pub stack_info: Option<Cow<'a, str>>,
    /// Attributes that the call adds.
    pub extra: &'a [(&'a str, Value<'a>)],
}

impl<'a> Event<'a> {
    /// Nothing but the place of the call.
    pub fn new(site: CallSite<'a>) -> Event<'a> {
        Event { site, args: Args::Empty, exc_info: None, stack_info: None, extra: &[] }
    }
}

/// The first extra that has the name of a standard attribute.
#[inline]
fn first_clash<'e>(extra: &[(&'e str, Value<'_>)]) -> Option<&'e str> {
    extra.iter().map(|(name, _)| *name).find(|name| Attribute::from_name(name).is_some())
}

impl Route {
    fn nowhere() -> Route {
        let started = clock::started();
        Route { filters: Vec::new(), handlers: Vec::new(), last_resort: None, clock: None, started, factory: None }
    }
}

impl PartialEq for Logger {
    fn eq(&self, other: &Logger) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Logger {}

impl fmt::Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Logger {} ({})>", self.name(), self.effective_level())
    }
}
