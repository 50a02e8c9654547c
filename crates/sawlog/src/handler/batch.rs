//! Records that a thread handles in a row, written together: one system call for many.
//!
//! A receiver takes many records out of one read. Within [`batch`] a handler may keep what it has to write; it is
//! flushed when the batch ends, before anything else can be received.

use std::cell::RefCell;
use std::sync::Arc;

use super::shared::Shared;
use super::{Handler, HandlerBase, losses};

/// Runs `f`; handlers that records reach meanwhile, on this thread, may write them together at its end.
///
/// Each handler still has its records in the order in which they came, those of other threads among them. What cannot
/// be written then is the handler's failure as ever, and [`batch_with_losses`] tells of it. A batch within a batch is
/// part of it.
///
/// ```
/// let manager = sawlog::Manager::new();
/// let logger = manager.get_logger("shop");
/// sawlog::handler::batch(|| {
///     for number in 0..100 {
///         sawlog::warn!(logger, "order {number}");
///     }
/// });
/// ```
///
/// # Python
/// There is no counterpart.
pub fn batch<R>(f: impl FnOnce() -> R) -> R {
    batch_with_losses(f).0
}

/// As [`batch`]; also says how many records a handler had kept and could not write, by the handler that lost most.
/// The outermost batch knows; one within it says 0.
///
/// # Python
/// There is no counterpart.
pub fn batch_with_losses<R>(f: impl FnOnce() -> R) -> (R, u64) {
    let batch = Batch::begin();
    let result = f();
    (result, batch.end())
}

impl HandlerBase {
    /// Whether the present thread is within a [`batch`]. If so, what is to be written may be kept:
    /// [`flush`](Handler::flush) will be called at the batch's end.
    pub fn is_batched(&self) -> bool {
        let batched = OPEN.try_with(|open| {
            let mut open = open.try_borrow_mut().ok()?;
            let kept = open.as_mut()?;
            if !kept.iter().any(|handler| std::ptr::eq(&raw const handler.base, self)) {
                kept.push(self.itself.get()?.upgrade()?);
            }
            Some(())
        });
        batched.is_ok_and(|batched| batched.is_some())
    }
}

thread_local! {
    /// The handlers that the present batch has to flush.
    static OPEN: RefCell<Option<Keeping>> = const { RefCell::new(None) };
}

type Keeping = Vec<Arc<Shared<dyn Handler>>>;

/// A batch; at its end, by a panic too, its handlers are flushed.
struct Batch {
    outermost: bool,
    ended: bool,
}

impl Batch {
    fn begin() -> Batch {
        let outermost = OPEN.try_with(|open| {
            let mut open = open.borrow_mut();
            let none = open.is_none();
            open.get_or_insert_default();
            none
        });
        losses::begin();
        Batch { outermost: outermost.unwrap_or(false), ended: false }
    }

    fn end(mut self) -> u64 {
        self.flush()
    }

    /// Writes what was kept; how much of it was lost.
    fn flush(&mut self) -> u64 {
        if !self.outermost || std::mem::replace(&mut self.ended, true) {
            return 0;
        }
        let kept = OPEN.try_with(|open| open.borrow_mut().take());
        for handler in kept.ok().flatten().unwrap_or_default() {
            handler.flush_reported();
        }
        losses::end()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.flush();
    }
}
