//! Logging within logging, bounded: what a thread is inside of.
//!
//! A `Display` or a filter that logs is welcome, to a depth. A sink that logs while it writes is not given what it logs.

use std::cell::{Cell, RefCell};

use super::HandlerBase;
use crate::fork::{self, Within};

/// How deep logging calls may nest on one thread.
const MAX_DEPTH: u32 = 16;
/// How many calls may be made within one that nothing surrounds: a filter that logs twice must not double at each depth.
const MAX_CALLS: u32 = 256;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// The calls made so far within the outermost one.
    static CALLS: Cell<u32> = const { Cell::new(0) };
    static WRITING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// One more logging call on this thread, which no fork cuts in two.
pub(crate) struct Nested(#[allow(dead_code, reason = "held to be dropped")] Within);

impl Nested {
    /// `None` where calls are nested too deep, or too many are.
    #[inline]
    pub(crate) fn enter() -> Option<Nested> {
        let within = fork::enter();
        let depth = DEPTH.get() + 1;
        DEPTH.set(depth);
        let entered = Nested(within);
        if depth == 1 {
            CALLS.set(0);
            return Some(entered);
        }
        let calls = CALLS.get() + 1;
        CALLS.set(calls);
        (depth <= MAX_DEPTH && calls <= MAX_CALLS).then_some(entered)
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

/// Whether this thread is inside of a logging call, or of a handler's writing.
pub(crate) fn is_logging() -> bool {
    let writing = WRITING.try_with(|writing| writing.try_borrow().is_ok_and(|writing| !writing.is_empty()));
    DEPTH.get() > 0 || writing.unwrap_or(false)
}

/// Whether this thread is writing to this handler's sink.
pub(super) fn is_writing(handler: &HandlerBase) -> bool {
    let handler = std::ptr::from_ref(handler) as usize;
    WRITING.try_with(|writing| writing.try_borrow().is_ok_and(|it| it.contains(&handler))).unwrap_or(false)
}

/// A handler's sink being written to by this thread.
pub(super) struct Writing(usize);

impl Writing {
    /// `None` if this thread is writing to this handler already.
    #[inline]
    pub(super) fn begin(handler: &HandlerBase) -> Option<Writing> {
        let handler = std::ptr::from_ref(handler) as usize;
        let begun = WRITING.try_with(|writing| {
            let mut writing = writing.borrow_mut();
            let free = !writing.contains(&handler);
            if free {
                writing.push(handler);
            }
            free
        });
        // Made only if it is let in: its end strikes the handler off.
        begun.unwrap_or(true).then(|| Writing(handler))
    }
}

impl Drop for Writing {
    #[inline]
    fn drop(&mut self) {
        let _ = WRITING.try_with(|writing| {
            let mut writing = writing.borrow_mut();
            // Handlers end in the order opposite to that in which they began.
            if writing.last() == Some(&self.0) {
                writing.pop();
            } else {
                writing.retain(|handler| *handler != self.0);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_does_not_end_the_writing_under_way() {
        let (base, other) = (HandlerBase::new(), HandlerBase::new());
        let writing = Writing::begin(&base);
        assert!(writing.is_some());
        for _ in 0..3 {
            assert!(Writing::begin(&base).is_none());
            assert!(Writing::begin(&other).is_some());
        }
        drop(writing);
        assert!(Writing::begin(&base).is_some());
    }
}
