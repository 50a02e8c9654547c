//! What every handler has: level, name, formatter, filters, error policy.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use super::Handler;
use super::nesting::Writing;
use super::policy::{ErrorPolicy, Reports};
use super::shared::Shared;
use crate::error::{EmitError, FormatError};
use crate::filter::SharedFilter;
use crate::fork::{self, Locked};
use crate::format::{Formatter, MessageFormatter};
use crate::level::Level;
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::snapshot::{Held, Kept, Snapshot, Versioned};

/// What a handler shares with all others; lent to [`emit`](super::Handler::emit).
pub struct HandlerBase {
    /// Later ones have higher numbers.
    pub(super) number: u64,
    level: AtomicI64,
    /// Whether there are filters, so that a record need not look into the parts for them.
    filtered: AtomicBool,
    /// The formatter at the first record. Few handlers ever get another one, and it is found here without asking the
    /// thread's snapshot.
    first_formatter: OnceLock<Option<Arc<dyn Formatter>>>,
    /// Whether they did.
    reformatted: AtomicBool,
    /// Whether the handler asks for a record's message once, and nobody beyond it does.
    is_last_reader: AtomicBool,
    versioned: Versioned<Parts>,
    parts: Mutex<Arc<Parts>>,
    name: Mutex<Option<Arc<str>>>,
    /// Whether it is found by its name no more.
    forgotten: AtomicBool,
    /// What the base is part of.
    pub(super) itself: OnceLock<Weak<Shared<dyn Handler>>>,
    pub(super) reports: Reports,
}

/// What is read at every record, replaced as a whole.
#[derive(Clone, Default)]
pub(super) struct Parts {
    pub(super) formatter: Option<Arc<dyn Formatter>>,
    pub(super) filters: Vec<SharedFilter>,
    pub(super) policy: ErrorPolicy,
}

impl HandlerBase {
    pub(super) fn new() -> HandlerBase {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        HandlerBase {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            level: AtomicI64::new(0),
            filtered: AtomicBool::new(false),
            first_formatter: OnceLock::new(),
            reformatted: AtomicBool::new(false),
            is_last_reader: AtomicBool::new(false),
            versioned: Versioned::new(),
            parts: Mutex::default(),
            name: Mutex::new(None),
            forgotten: AtomicBool::new(false),
            itself: OnceLock::new(),
            reports: Reports::new(),
        }
    }

    /// Records below this level are not taken.
    #[inline]
    pub fn level(&self) -> Level {
        Level::new(self.level.load(Ordering::Relaxed))
    }

    /// The handler's name, if it has one.
    pub fn name(&self) -> Option<Arc<str>> {
        fork::lock(&self.name).clone()
    }

    /// The formatter, if one was set.
    pub fn formatter(&self) -> Option<Arc<dyn Formatter>> {
        self.lock().formatter.clone()
    }

    /// Appends the record's text, by the handler's formatter or, without one, the message and its traceback.
    ///
    /// # Errors
    /// The formatter's.
    ///
    /// # Python
    /// `Handler.format`.
    #[inline]
    pub fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        if self.reformatted.load(Ordering::Acquire) {
            return self.format_by(self.parts().formatter.as_deref(), record, out);
        }
        let formatter = match self.first_formatter.get() {
            Some(formatter) => formatter,
            None => self.settle_formatter(),
        };
        self.format_by(formatter.as_deref(), record, out)
    }

    #[cold]
    fn settle_formatter(&self) -> &Option<Arc<dyn Formatter>> {
        // Under the lock, so that a change either comes before it or sees that it has been.
        let parts = self.lock();
        self.first_formatter.get_or_init(|| parts.formatter.clone())
    }

    #[inline]
    fn format_by(
        &self,
        formatter: Option<&dyn Formatter>,
        record: &LogRecord<'_>,
        out: &mut String,
    ) -> Result<(), FormatError> {
        match formatter {
            Some(formatter) => formatter.format(record, out),
            None => MessageFormatter.format(record, out),
        }
    }

    /// Formats the record into a reused buffer and calls `write` with the text, to which it may append.
    ///
    /// What is logged to this handler while `write` runs is dropped and counted: a sink does not log into itself.
    ///
    /// # Errors
    /// The formatter's, or those of `write`.
    pub fn with_formatted<R>(
        &self,
        record: &LogRecord<'_>,
        write: impl FnOnce(&mut String) -> Result<R, EmitError>,
    ) -> Result<R, EmitError> {
        let mut text = Scratch::take();
        self.format(record, &mut text)?;
        self.writing(|| write(&mut text))
    }

    /// Calls `write`, for a handler whose sink takes something else than the formatted text.
    ///
    /// What is logged to this handler meanwhile is dropped and counted, as by [`with_formatted`](Self::with_formatted).
    ///
    /// # Errors
    /// Those of `write`.
    pub fn writing<R>(&self, write: impl FnOnce() -> Result<R, EmitError>) -> Result<R, EmitError> {
        let _writing = Writing::begin(self).ok_or(EmitError::Nested)?;
        write()
    }

    pub(super) fn set_last_reader(&self) {
        self.is_last_reader.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_last_reader(&self) -> bool {
        self.is_last_reader.load(Ordering::Relaxed)
    }

    pub(super) fn set_level(&self, level: Level) {
        self.level.store(level.number(), Ordering::Relaxed);
    }

    pub(super) fn set_name(&self, name: Arc<str>) {
        *fork::lock(&self.name) = Some(name);
        self.forgotten.store(false, Ordering::Relaxed);
    }

    pub(super) fn forget_name(&self) {
        self.forgotten.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_forgotten(&self) -> bool {
        self.forgotten.load(Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn is_filtered(&self) -> bool {
        self.filtered.load(Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn parts(&self) -> Held<Parts> {
        self.versioned.load(&self.parts)
    }

    /// Changes formatter, filters or policy; threads see it from their next record on.
    pub(super) fn change(&self, change: impl FnOnce(&mut Parts)) {
        let former = {
            let mut parts = self.lock();
            let mut changed = (**parts).clone();
            change(&mut changed);
            self.filtered.store(!changed.filters.is_empty(), Ordering::Relaxed);
            let is_same = match (&parts.formatter, &changed.formatter) {
                (Some(former), Some(latter)) => Arc::ptr_eq(former, latter),
                (former, latter) => former.is_none() && latter.is_none(),
            };
            if !is_same && self.first_formatter.get().is_some() {
                self.reformatted.store(true, Ordering::Release);
            }
            let former = std::mem::replace(&mut *parts, Arc::new(changed));
            self.versioned.invalidate();
            former
        };
        // Values of foreign code may go with it: not under the lock.
        drop(former);
    }

    fn lock(&self) -> Locked<'_, Arc<Parts>> {
        fork::lock(&self.parts)
    }
}

thread_local! {
    static KEPT: RefCell<Kept<Parts>> = const { RefCell::new(Kept::new()) };
}

impl Snapshot for Parts {
    #[inline]
    fn with_kept<R>(f: impl FnOnce(&RefCell<Kept<Parts>>) -> R) -> Option<R> {
        KEPT.try_with(f).ok()
    }
}

impl std::fmt::Debug for HandlerBase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandlerBase").field("name", &self.name()).field("level", &self.level()).finish_non_exhaustive()
    }
}
