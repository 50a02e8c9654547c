//! [`HandlerRef`]: a handler with its base, shared and cheap to clone.

use std::any::Any;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::Arc;

use super::shared::Shared;
use super::{ErrorPolicy, Handler, HandlerBase, nesting, registry};
use crate::error::{EmitError, LevelError};
use crate::filter::{self, Filter, FilterFn, SharedFilter, Verdict};
use crate::fork;
use crate::format::Formatter;
use crate::level::{IntoLevel, Level};
use crate::record::LogRecord;

/// A handler, shared: by loggers, by other handlers, by the code that made it.
///
/// Level, formatter, filters, name and error policy can be changed while it is in use.
pub struct HandlerRef<H: Handler + ?Sized = dyn Handler>(pub(super) Arc<Shared<H>>);

impl<H: Handler> HandlerRef<H> {
    /// Puts a base around a handler: level `NOTSET`, no filters, the plain formatter, failures reported.
    ///
    /// The handler is closed by [`shutdown`](super::shutdown), at the process's exit at the latest.
    pub fn new(handler: H) -> HandlerRef<H> {
        let shared = HandlerRef(Arc::new(Shared { base: HandlerBase::new(), handler }));
        let erased = shared.erase().0;
        let _ = shared.0.base.itself.set(Arc::downgrade(&erased));
        registry::register(&erased);
        shared
    }

    /// Sets what builders have options for.
    pub(crate) fn prepare(&self, level: Level, formatter: Option<Arc<dyn Formatter>>) {
        self.0.base.set_level(level);
        if formatter.is_some() {
            self.set_shared_formatter(formatter);
        }
    }

    /// Says that the handler asks for a record's message once, and that what it makes of it is all that anybody behind it gets.
    pub(crate) fn set_last_reader(&self) {
        self.0.base.set_last_reader();
    }

    /// The same handler, its type forgotten.
    pub fn erase(&self) -> HandlerRef {
        HandlerRef(Arc::clone(&self.0) as Arc<Shared<dyn Handler>>)
    }

    /// Names the handler, so that [`get_handler_by_name`](super::get_handler_by_name) finds it.
    pub fn set_name(&self, name: &str) {
        self.erase().set_name(name);
    }
}

impl HandlerRef {
    /// The handler itself, if it is an `H`.
    pub fn downcast_ref<H: Handler>(&self) -> Option<&H> {
        (&self.0.handler as &dyn Any).downcast_ref()
    }

    /// Names the handler, so that [`get_handler_by_name`](super::get_handler_by_name) finds it.
    ///
    /// # Python
    /// `Handler.name = …`; a handler that had the name is no longer found by it.
    pub fn set_name(&self, name: &str) {
        let name: Arc<str> = Arc::from(name);
        let former = self.name();
        self.0.base.set_name(Arc::clone(&name));
        registry::rename(&self.0, former.as_deref(), name);
    }
}

impl<H: Handler + ?Sized> HandlerRef<H> {
    /// Records below this level are not taken.
    #[inline]
    pub fn level(&self) -> Level {
        self.0.base.level()
    }

    /// Sets the level.
    ///
    /// # Errors
    /// A name that no level has.
    pub fn set_level(&self, level: impl IntoLevel) -> Result<(), LevelError> {
        self.0.base.set_level(level.into_level()?);
        Ok(())
    }

    /// The formatter, if one was set.
    pub fn formatter(&self) -> Option<Arc<dyn Formatter>> {
        self.0.base.formatter()
    }

    /// Sets the formatter.
    pub fn set_formatter(&self, formatter: impl Formatter + 'static) {
        self.set_shared_formatter(Some(Arc::new(formatter)));
    }

    /// Sets a formatter that is shared, or none.
    pub fn set_shared_formatter(&self, formatter: Option<Arc<dyn Formatter>>) {
        self.0.base.change(|parts| parts.formatter = formatter);
    }

    /// Adds a filter, behind those that are there.
    pub fn add_filter(&self, filter: impl Filter + 'static) {
        self.add_shared_filter(Arc::new(filter));
    }

    /// Adds a closure as a filter.
    pub fn add_filter_fn<V: Into<Verdict>>(&self, f: impl Fn(&mut LogRecord<'_>) -> V + Send + Sync + 'static) {
        self.add_filter(FilterFn(f));
    }

    /// Adds a filter that is shared; nothing happens if this handler has it already.
    pub fn add_shared_filter(&self, filter: SharedFilter) {
        self.0.base.change(|parts| {
            if !parts.filters.iter().any(|known| Arc::ptr_eq(known, &filter)) {
                parts.filters.push(filter);
            }
        });
    }

    /// Removes a filter that is shared.
    pub fn remove_filter(&self, filter: &SharedFilter) {
        self.0.base.change(|parts| parts.filters.retain(|known| !Arc::ptr_eq(known, filter)));
    }

    /// Puts other filters in the place of all that are there.
    pub fn set_filters(&self, filters: Vec<SharedFilter>) {
        self.0.base.change(|parts| parts.filters = filters);
    }

    /// The filters, in order.
    pub fn filters(&self) -> Vec<SharedFilter> {
        self.0.base.parts().filters.clone()
    }

    /// The handler's name, if it has one.
    pub fn name(&self) -> Option<Arc<str>> {
        self.0.base.name()
    }

    /// What becomes of failures.
    pub fn set_error_policy(&self, policy: ErrorPolicy) {
        self.0.base.change(|parts| parts.policy = policy);
    }

    /// Has a function called for each failure.
    pub fn on_error(&self, callback: impl Fn(&LogRecord<'_>, &EmitError) + Send + Sync + 'static) {
        self.set_error_policy(ErrorPolicy::Call(Arc::new(callback)));
    }

    /// How many records could not be emitted so far.
    pub fn failures(&self) -> u64 {
        self.0.base.reports.failures()
    }

    /// A number that no other handler of the process has; later ones have higher numbers.
    pub(crate) fn number(&self) -> u64 {
        self.0.base.number
    }

    /// Whether the handler asks for a record's message once, and nobody behind it does.
    pub(crate) fn is_last_reader(&self) -> bool {
        self.0.base.is_last_reader()
    }

    /// Whether both are the same handler.
    pub fn ptr_eq<O: Handler + ?Sized>(&self, other: &HandlerRef<O>) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }

    /// Gives a record to the handler: its filters decide, its level does not. Returns whether they kept it.
    ///
    /// # Python
    /// `Handler.handle`; a logger has compared the level before.
    pub fn handle(&self, record: &mut LogRecord<'_>) -> bool {
        let _within = fork::enter();
        self.handle_within(record)
    }

    /// As [`handle`](HandlerRef::handle), where the thread is within the gate of forks already.
    #[inline(always)]
    pub(crate) fn handle_within(&self, record: &mut LogRecord<'_>) -> bool {
        if self.0.base.is_filtered() {
            return self.handle_filtered(record);
        }
        self.emit(record);
        true
    }

    #[inline(never)]
    fn handle_filtered(&self, record: &mut LogRecord<'_>) -> bool {
        let shared = &*self.0;
        // The parts are given back before `emit` asks for them.
        let kept = catch_unwind(AssertUnwindSafe(|| filter::run(&shared.base.parts().filters, record)));
        match kept {
            Ok(None) => return false,
            Ok(Some(kept)) => self.emit(kept.as_deref().unwrap_or(record)),
            Err(panic) => self.handle_error(record, &EmitError::from_panic(&*panic)),
        }
        true
    }

    #[inline(always)]
    fn emit(&self, record: &LogRecord<'_>) {
        let shared = &*self.0;
        match catch_unwind(AssertUnwindSafe(|| shared.handler.emit(record, &shared.base))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.handle_error(record, &error),
            Err(panic) => self.handle_panic(record, &*panic),
        }
    }

    #[cold]
    fn handle_panic(&self, record: &LogRecord<'_>, panic: &(dyn Any + Send)) {
        self.handle_error(record, &EmitError::from_panic(panic));
    }

    /// Whether the present thread is inside of this handler's writing: what it logs is its sink's own.
    pub(crate) fn is_writing(&self) -> bool {
        nesting::is_writing(&self.0.base)
    }

    /// Writes what the handler has buffered.
    ///
    /// # Errors
    /// The sink refused it.
    pub fn flush(&self) -> Result<(), EmitError> {
        self.0.flush()
    }

    /// Flushes the handler and frees what it holds; it may be used again if its kind can open again.
    ///
    /// # Errors
    /// The sink refused what was still buffered.
    pub fn close(&self) -> Result<(), EmitError> {
        self.0.close()
    }

    /// Tells of a failure as the handler's policy says.
    ///
    /// # Python
    /// `Handler.handleError`.
    #[cold]
    pub fn handle_error(&self, record: &LogRecord<'_>, error: &EmitError) {
        self.0.base.reports.count(error);
        if matches!(error, EmitError::Nested) {
            return;
        }
        let policy = self.0.base.parts().policy.clone();
        match policy {
            ErrorPolicy::Ignore => {}
            ErrorPolicy::Report => self.0.base.reports.report(&self.0.description(), Some(record), error),
            ErrorPolicy::Call(callback) => {
                // A callback that panics is past all remedies.
                let _ = catch_unwind(AssertUnwindSafe(|| callback(record, error)));
            }
        }
    }
}

/// A panic leaves no handler half changed: what it has of its own is behind locks, or its own affair.
impl<H: Handler + ?Sized> UnwindSafe for HandlerRef<H> {}
impl<H: Handler + ?Sized> RefUnwindSafe for HandlerRef<H> {}

impl<H: Handler + ?Sized> Clone for HandlerRef<H> {
    fn clone(&self) -> Self {
        HandlerRef(Arc::clone(&self.0))
    }
}

impl<H: Handler + ?Sized> Deref for HandlerRef<H> {
    type Target = H;
    fn deref(&self) -> &H {
        &self.0.handler
    }
}

impl<H: Handler + ?Sized> std::fmt::Debug for HandlerRef<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{} ({})>", self.0.description(), self.level())
    }
}

/// What can be added to a logger: a [`HandlerRef`], or a handler of one's own, which then gets its base.
pub trait IntoHandler {
    /// The handler, shared.
    fn into_handler(self) -> HandlerRef;
}

impl IntoHandler for HandlerRef {
    fn into_handler(self) -> HandlerRef {
        self
    }
}

impl IntoHandler for &HandlerRef {
    fn into_handler(self) -> HandlerRef {
        self.clone()
    }
}

impl<H: Handler> IntoHandler for HandlerRef<H> {
    fn into_handler(self) -> HandlerRef {
        self.erase()
    }
}

impl<H: Handler> IntoHandler for &HandlerRef<H> {
    fn into_handler(self) -> HandlerRef {
        self.erase()
    }
}

impl<H: Handler> IntoHandler for H {
    fn into_handler(self) -> HandlerRef {
        HandlerRef::new(self).erase()
    }
}
