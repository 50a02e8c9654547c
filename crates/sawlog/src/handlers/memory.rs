//! Records kept in memory until one is grave enough, or there are many, and then given to another handler.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use super::buffering::{Buffering, BufferingHandler, BufferingHandlerBuilder, Filled, Records};
use crate::error::EmitError;
use crate::fork::{self, Locked};
use crate::handler::{Handler, HandlerBase, HandlerRef, IntoHandler};
use crate::level::Level;
use crate::record::LogRecord;

/// Buffers records and gives them to a target handler: when there are as many as its capacity, when one is as grave as
/// its flush level, when it is flushed, and when it is closed.
///
/// The target gets every record as its [`handle`](HandlerRef::handle) does: its filters decide, its level does not.
/// Without a target the records stay, within the bounds of a [`BufferingHandler`].
///
/// ```
/// use sawlog::{Level, MemoryHandler, StreamHandler, get_logger};
///
/// let log = get_logger("memory.example");
/// log.set_level("DEBUG")?;
/// log.add_handler(MemoryHandler::builder(100).flush_level(Level::ERROR).target(StreamHandler::stderr()).build());
/// log.debug("looked for the key");           // not shown yet
/// log.error("the door stays shut");          // both are
/// # Ok::<(), sawlog::LevelError>(())
/// ```
///
/// # Python
/// `logging.handlers.MemoryHandler`. When it is closed without a target, what it holds is lost, and that is reported.
/// What the target's own sink logs is not buffered for it again.
pub struct MemoryHandler {
    buffer: BufferingHandler<ToTarget>,
}

impl MemoryHandler {
    /// Buffers this many records for a target, fewer when one of `ERROR` or graver comes.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(capacity: usize, target: impl IntoHandler) -> HandlerRef<MemoryHandler> {
        MemoryHandler::builder(capacity).target(target).build()
    }

    /// Starts one with all its other options at their defaults; see [`MemoryHandlerBuilder`].
    pub fn builder(capacity: usize) -> MemoryHandlerBuilder {
        let to_target = ToTarget {
            flush_level: AtomicI64::new(Level::ERROR.number()),
            flush_on_close: AtomicBool::new(true),
            target: Mutex::new(None),
        };
        MemoryHandlerBuilder { buffer: BufferingHandler::builder(to_target).capacity(capacity), level: Level::NOTSET }
    }

    /// The handler that gets the records, if there is one.
    pub fn target(&self) -> Option<HandlerRef> {
        self.buffer.buffering().target()
    }

    /// Has another handler get the records, those that are buffered too; or none.
    ///
    /// # Python
    /// `setTarget`.
    pub fn set_target(&self, target: Option<HandlerRef>) {
        let former = std::mem::replace(&mut *self.buffer.buffering().lock(), target);
        // It may be closed by this: not under the lock.
        drop(former);
    }

    /// A record as grave as this has the buffer flushed.
    pub fn flush_level(&self) -> Level {
        Level::new(self.buffer.buffering().flush_level.load(Ordering::Relaxed))
    }

    /// Has records as grave as this flush the buffer.
    pub fn set_flush_level(&self, level: Level) {
        self.buffer.buffering().flush_level.store(level.number(), Ordering::Relaxed);
    }

    /// Has the buffer flushed, or thrown away, when the handler is closed.
    pub fn set_flush_on_close(&self, flush: bool) {
        self.buffer.buffering().flush_on_close.store(flush, Ordering::Relaxed);
    }

    /// How full the buffer is.
    pub fn filled(&self) -> Filled {
        self.buffer.filled()
    }

    /// How many records were dropped so far: for want of a target, or with a buffer that is not flushed on close.
    pub fn dropped(&self) -> u64 {
        self.buffer.dropped()
    }
}

impl Handler for MemoryHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        if self.target().is_some_and(|target| target.is_writing()) {
            return Err(EmitError::Nested);
        }
        self.buffer.emit(record, base)
    }

    fn flush(&self) -> Result<(), EmitError> {
        self.buffer.flush()
    }

    fn close(&self) -> Result<(), EmitError> {
        self.buffer.close()
    }

    fn flush_on_close(&self) -> bool {
        Handler::flush_on_close(&self.buffer)
    }
}

/// A memory handler's way of flushing.
struct ToTarget {
    flush_level: AtomicI64,
    flush_on_close: AtomicBool,
    target: Mutex<Option<HandlerRef>>,
}

impl ToTarget {
    fn target(&self) -> Option<HandlerRef> {
        self.lock().clone()
    }

    fn lock(&self) -> Locked<'_, Option<HandlerRef>> {
        fork::lock(&self.target)
    }
}

impl Buffering for ToTarget {
    fn should_flush(&self, record: &LogRecord<'_>, buffer: &Filled) -> bool {
        let grave = record.level().number() >= self.flush_level.load(Ordering::Relaxed);
        (grave || buffer.is_full()) && self.lock().is_some()
    }

    fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
        // What fails is the target's failure, told by it.
        if let Some(target) = self.target() {
            while let Some(mut record) = records.pop() {
                target.handle(&mut record);
            }
        }
        Ok(())
    }

    fn flush_on_close(&self) -> bool {
        self.flush_on_close.load(Ordering::Relaxed)
    }

    fn close(&self) {
        let former = self.lock().take();
        drop(former);
    }
}

/// The options of a [`MemoryHandler`].
///
/// | option | default |
/// |---|---|
/// | `flush_level` | `ERROR` |
/// | `target` | none: records are kept until there is one |
/// | `flush_on_close` | yes |
/// | `max_records` | the capacity, but at least 10,000: beyond, the oldest are dropped |
/// | `max_bytes` | 16 MiB: so much has the buffer flushed; beyond, the oldest are dropped |
/// | `patience` | 5 seconds: so long a thread waits for another's flush to end |
/// | `level` | `NOTSET` |
#[must_use]
pub struct MemoryHandlerBuilder {
    buffer: BufferingHandlerBuilder<ToTarget>,
    level: Level,
}

impl MemoryHandlerBuilder {
    /// Flushes when a record is as grave as this.
    pub fn flush_level(mut self, level: Level) -> Self {
        self.buffer.buffering_mut().flush_level = AtomicI64::new(level.number());
        self
    }

    /// Gives the records to this handler.
    pub fn target(mut self, target: impl IntoHandler) -> Self {
        self.buffer.buffering_mut().target = Mutex::new(Some(target.into_handler()));
        self
    }

    /// Flushes, or throws away what is buffered, when the handler is closed.
    pub fn flush_on_close(mut self, flush: bool) -> Self {
        self.buffer.buffering_mut().flush_on_close = AtomicBool::new(flush);
        self
    }

    /// Keeps no more records than this, whatever becomes of flushes.
    pub fn max_records(mut self, records: usize) -> Self {
        self.buffer = self.buffer.max_records(records);
        self
    }

    /// Flushes with so many bytes of memory, and keeps no more.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.buffer = self.buffer.max_bytes(bytes);
        self
    }

    /// Has a thread wait so long for another's flush.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.buffer = self.buffer.patience(patience);
        self
    }

    /// Takes no records below this level.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The handler.
    pub fn build(self) -> HandlerRef<MemoryHandler> {
        let handler = HandlerRef::new(MemoryHandler { buffer: self.buffer.unshared() });
        handler.prepare(self.level, None);
        handler
    }
}
