//! Logging within logging, bounded: what a thread is inside of.
//!
//! A `Display` or a filter that logs is welcome, to a depth. A sink that logs while it writes is not given what it logs.

use std::cell::{Cell, RefCell};

use super::HandlerBase;

/// How deep logging calls may nest on one thread.
const MAX_DEPTH: u32 = 16;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static WRITING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// One more logging call on this thread.
pub(crate) struct Nested(());

impl Nested {
    /// `None` where calls are nested too deep; after the thread's storage has ended, nothing is counted.
    #[inline]
    pub(crate) fn enter() -> Option<Nested> {
        let deep = DEPTH.try_with(|depth| {
            depth.set(depth.get() + 1);
            depth.get() > MAX_DEPTH
        });
        let entered = Nested(());
        (!deep.unwrap_or(false)).then_some(entered)
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        let _ = DEPTH.try_with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

/// Whether this thread is inside of a logging call, or of a handler's writing.
pub(crate) fn is_logging() -> bool {
    let writing = WRITING.try_with(|writing| writing.try_borrow().is_ok_and(|writing| !writing.is_empty()));
    DEPTH.try_with(|depth| depth.get() > 0).unwrap_or(false) || writing.unwrap_or(false)
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
        // Not made unless it holds: what is dropped ends the writing that is under way.
        begun.unwrap_or(true).then(|| Writing(handler))
    }
}

impl Drop for Writing {
    #[inline]
    fn drop(&mut self) {
        let _ = WRITING.try_with(|writing| {
            let mut writing = writing.borrow_mut();
            if let Some(at) = writing.iter().rposition(|handler| *handler == self.0) {
                writing.swap_remove(at);
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
