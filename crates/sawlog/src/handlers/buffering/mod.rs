//! Records kept in memory until it is time: the handler that one builds on.
//!
//! A record becomes an owned one and goes into the buffer; [`Buffering`] says when the buffer is flushed, and what that
//! means. One thread flushes at a time, so that order is kept, and no lock is held while it does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::error::EmitError;
use crate::fork::{self, PerProcess};
use crate::handler::{Handler, HandlerBase};
use crate::patience;
use crate::record::LogRecord;

mod builder;
pub(crate) mod defaults;
mod error;
mod records;

pub use builder::BufferingHandlerBuilder;
use error::BufferError;
pub use records::Records;

/// When a buffer is flushed, and what becomes of its records then.
///
/// No lock of sawlog's is held while these methods run; they may log. What a flush logs to its own handler is kept for
/// the next one.
///
/// ```
/// use sawlog::{Buffering, BufferingHandler, EmitError, Filled, Level, LogRecord, Records};
///
/// /// Shows how things came to pass, once something has gone wrong.
/// struct OnError;
///
/// impl Buffering for OnError {
///     fn should_flush(&self, record: &LogRecord<'_>, _: &Filled) -> bool {
///         record.level() >= Level::ERROR
///     }
///
///     fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
///         while let Some(record) = records.pop() {
///             println!("{} {}", record.level(), record.message()?);
///         }
///         Ok(())
///     }
///
///     // Only the last records before the error are wanted.
///     fn overflowed(&self, _: u64) -> Result<(), EmitError> {
///         Ok(())
///     }
/// }
///
/// let handler = BufferingHandler::builder(OnError).capacity(100).max_records(100).build();
/// sawlog::get_logger("buffering.example").add_handler(handler);
/// ```
///
/// # Python
/// The methods of `logging.handlers.BufferingHandler` that subclasses override.
pub trait Buffering: Send + Sync + 'static {
    /// Whether to flush, now that `record` is the last in the buffer: when it is full, unless overridden.
    fn should_flush(&self, record: &LogRecord<'_>, buffer: &Filled) -> bool {
        let _ = record;
        buffer.is_full()
    }

    /// Does with the records what flushing means. It is not called without any; those that it leaves are kept for the
    /// next time.
    ///
    /// # Errors
    /// They could not be brought to where they belong.
    fn flush(&self, records: &mut Records) -> Result<(), EmitError>;

    /// Whether the buffer is flushed when the handler is closed.
    fn flush_on_close(&self) -> bool {
        true
    }

    /// Frees what is held; the buffer has been flushed if it should be.
    fn close(&self) {}

    /// Is told how many records, the oldest, were dropped to keep within the bounds. What it returns is the failure of
    /// the record that came last: an error unless overridden.
    ///
    /// # Errors
    /// Always, unless overridden.
    fn overflowed(&self, dropped: u64) -> Result<(), EmitError> {
        Err(BufferError::Overflowed(dropped).into())
    }

    /// What the handler is called in reports.
    fn type_name(&self) -> &'static str {
        "BufferingHandler"
    }
}

/// How full a buffer is.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    /// The records in it.
    pub records: usize,
    /// How many make it full.
    pub capacity: usize,
    /// The memory that they take, in bytes.
    pub bytes: usize,
    /// How much makes it full.
    pub max_bytes: usize,
}

impl Filled {
    /// Whether there are as many records as the capacity says, or as much as the buffer may hold.
    // DIFFERENCE: Python's buffers are not bounded by the memory that they take.
    pub fn is_full(&self) -> bool {
        self.records >= self.capacity || self.bytes >= self.max_bytes
    }
}

/// Throws away what was buffered: Python's `BufferingHandler` as it is, which is there to be built on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl Buffering for Discard {
    fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
        records.clear();
        Ok(())
    }
}

/// Keeps records in memory and flushes them together, as a [`Buffering`] says.
///
/// The buffer is bounded by records and by bytes: where it is not flushed, or what it holds cannot be delivered, the
/// oldest records are dropped, counted by [`dropped`](BufferingHandler::dropped), and reported. A thread whose record has the
/// buffer flushed waits until another one's flush is done, no longer than the handler's patience; its record is flushed
/// with that one's then.
///
/// # Python
/// `logging.handlers.BufferingHandler`, whose subclasses become implementations of [`Buffering`]. A handler that is no
/// longer used flushes as if it were closed. In a forked child the buffer is empty: what was in it is for its parent to
/// flush.
pub struct BufferingHandler<B: Buffering = Discard> {
    buffering: B,
    limits: Limits,
    buffer: PerProcess<Buffer>,
    dropped: AtomicU64,
}

/// The buffer of one process.
#[derive(Default)]
struct Buffer {
    state: Mutex<State>,
    /// Told when a flush ends.
    ended: Condvar,
}

#[derive(Clone, Copy)]
struct Limits {
    capacity: usize,
    max_records: usize,
    max_bytes: usize,
    patience: Duration,
}

#[derive(Default)]
struct State {
    records: Records,
    /// The thread that flushes.
    flushing: Option<ThreadId>,
    /// Whether another thread gave up waiting for its turn.
    again: bool,
}

impl<B: Buffering> BufferingHandler<B> {
    /// Starts one with all its options at their defaults; see [`BufferingHandlerBuilder`].
    pub fn builder(buffering: B) -> BufferingHandlerBuilder<B> {
        BufferingHandlerBuilder::new(buffering)
    }

    /// What it goes by.
    pub fn buffering(&self) -> &B {
        &self.buffering
    }

    /// How full the buffer is.
    pub fn filled(&self) -> Filled {
        self.filled_by(&self.lock().records)
    }

    /// How many records were dropped so far: to keep within the bounds, or closed with the handler.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn filled_by(&self, records: &Records) -> Filled {
        let Limits { capacity, max_bytes, .. } = self.limits;
        Filled { records: records.len(), capacity, bytes: records.bytes(), max_bytes }
    }

    /// Flushes when it is this thread's turn.
    fn flush_in_turn(&self) -> Result<(), EmitError> {
        let this = thread::current().id();
        let deadline = Instant::now() + patience::at_most(self.limits.patience);
        let begun = self.lock().begin(this);
        let is_turn = match begun {
            // The one that flushes may itself have to wait for a fork.
            Begun::Wait => fork::outside(|| self.wait_for_turn(this, deadline))?,
            Begun::Turn => true,
            Begun::Nothing => false,
        };
        if !is_turn {
            return Ok(());
        }
        let turn = Turn(self);
        loop {
            turn.flush()?;
            if !std::mem::take(&mut self.lock().again) {
                return Ok(());
            }
        }
    }

    /// Whether there is something to flush when no other thread flushes any more.
    fn wait_for_turn(&self, this: ThreadId, deadline: Instant) -> Result<bool, EmitError> {
        let mut state = self.lock();
        loop {
            match state.begin(this) {
                Begun::Turn => return Ok(true),
                Begun::Nothing => return Ok(false),
                Begun::Wait => {}
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.again = true;
                return Err(BufferError::Busy(self.limits.patience).into());
            }
            state = self.buffer().ended.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    /// Drops the oldest records until the bounds are kept.
    fn trim(&self) -> Result<(), EmitError> {
        let mut removed = Vec::new();
        {
            let mut state = self.lock();
            let over =
                |records: &Records| records.len() > self.limits.max_records || records.bytes() > self.limits.max_bytes;
            while over(&state.records) {
                removed.extend(state.records.pop());
            }
        }
        if removed.is_empty() { Ok(()) } else { self.drop_counted(removed.len()) }
    }

    fn drop_counted(&self, records: usize) -> Result<(), EmitError> {
        self.dropped.fetch_add(records as u64, Ordering::Relaxed);
        self.buffering.overflowed(records as u64)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.buffer().state.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn buffer(&self) -> &Buffer {
        self.buffer.get_or(|_| Buffer::default())
    }
}

/// How a thread stands that wants to flush.
enum Begun {
    /// It flushes.
    Turn,
    /// Another one does.
    Wait,
    /// It flushes already, or there is nothing to flush.
    Nothing,
}

impl State {
    fn begin(&mut self, this: ThreadId) -> Begun {
        match self.flushing {
            Some(flushing) if flushing == this => return Begun::Nothing,
            Some(_) => return Begun::Wait,
            None if self.records.is_empty() => return Begun::Nothing,
            None => {}
        }
        self.flushing = Some(this);
        Begun::Turn
    }
}

impl<B: Buffering> Handler for BufferingHandler<B> {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        let owned = record.to_owned_record();
        let filled = {
            let mut state = self.lock();
            state.records.push(owned);
            self.filled_by(&state.records)
        };
        if self.buffering.should_flush(record, &filled) {
            match self.flush_in_turn() {
                // It is in the buffer, and flushed with what another thread is at.
                Err(EmitError::Other(error)) if matches!(error.downcast_ref(), Some(BufferError::Busy(_))) => {}
                outcome => outcome?,
            }
        }
        self.trim()
    }

    fn flush(&self) -> Result<(), EmitError> {
        self.flush_in_turn()
    }

    fn close(&self) -> Result<(), EmitError> {
        let flushed = if self.buffering.flush_on_close() { self.flush_in_turn() } else { Ok(()) };
        self.buffering.close();
        // Another thread's flush that does not end has the records yet.
        flushed?;
        let left = std::mem::take(&mut self.lock().records);
        match left.len() {
            0 => Ok(()),
            // DIFFERENCE: Python keeps them, although its documentation says that the buffer is cleared.
            left if self.buffering.flush_on_close() => {
                self.dropped.fetch_add(left as u64, Ordering::Relaxed);
                Err(BufferError::Undelivered(left as u64).into())
            }
            left => {
                self.dropped.fetch_add(left as u64, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    fn flush_on_close(&self) -> bool {
        self.buffering.flush_on_close()
    }

    fn type_name(&self) -> &'static str {
        self.buffering.type_name()
    }
}

impl<B: Buffering> Drop for BufferingHandler<B> {
    fn drop(&mut self) {
        let _within = fork::enter();
        // Nobody is left to be told.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.close()));
    }
}

/// This thread's flushing; ends when dropped, by a panic too.
struct Turn<'h, B: Buffering>(&'h BufferingHandler<B>);

impl<B: Buffering> Turn<'_, B> {
    fn flush(&self) -> Result<(), EmitError> {
        let records = std::mem::take(&mut self.0.lock().records);
        let mut taken = Taken { state: &self.0.buffer().state, records };
        if taken.records.is_empty() { Ok(()) } else { self.0.buffering.flush(&mut taken.records) }
    }
}

impl<B: Buffering> Drop for Turn<'_, B> {
    fn drop(&mut self) {
        self.0.lock().flushing = None;
        self.0.buffer().ended.notify_all();
    }
}

/// What a flush has taken; what it leaves goes back in front of what has come meanwhile.
struct Taken<'h> {
    state: &'h Mutex<State>,
    records: Records,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.records.is_empty() {
            let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
            self.records.append(&mut state.records);
            std::mem::swap(&mut self.records, &mut state.records);
        }
    }
}
