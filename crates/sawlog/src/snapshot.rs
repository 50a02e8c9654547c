//! Values that are read at every record and changed now and then, without a lock on the reading side.
//!
//! Each thread keeps what it read last, with the version that it read; a reader compares versions and goes on. After
//! a change, each thread takes the new value once, under a lock. A value in use is taken out of the thread's
//! keeping, never borrowed, so code that runs meanwhile may read it again.

use std::any::Any;
use std::cell::RefCell;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A place in every thread's keeping, and the version of what belongs there.
#[derive(Debug)]
pub(crate) struct Versioned {
    slot: usize,
    version: AtomicU64,
}

impl Versioned {
    pub(crate) fn new() -> Versioned {
        let mut slots = SLOTS.lock().unwrap_or_else(|e| e.into_inner());
        let slot = slots.free.pop().unwrap_or_else(|| {
            slots.made += 1;
            slots.made - 1
        });
        Versioned { slot, version: AtomicU64::new(next_version()) }
    }

    /// Has every thread take the value anew at its next [`load`](Versioned::load).
    pub(crate) fn invalidate(&self) {
        self.version.store(next_version(), Ordering::Release);
    }

    /// The value as of the last [`invalidate`](Versioned::invalidate); `current` is asked for it if this thread has not seen it yet.
    #[inline]
    pub(crate) fn load<T: Any + Send + Sync>(&self, current: impl FnOnce() -> Arc<T>) -> Held<T> {
        let version = self.version.load(Ordering::Acquire);
        let kept = KEPT.try_with(|kept| {
            let mut kept = kept.try_borrow_mut().ok()?;
            let entry = kept.get_mut(self.slot)?;
            // Versions are never used twice, so an equal one means the same value of the same owner.
            match entry {
                Some((seen, _)) if *seen == version => entry.take().map(|(_, value)| value),
                _ => None,
            }
        });
        let value = kept.ok().flatten().and_then(|value| value.downcast::<T>().ok()).unwrap_or_else(current);
        Held { value: Some(value), slot: self.slot, version }
    }
}

impl Drop for Versioned {
    fn drop(&mut self) {
        SLOTS.lock().unwrap_or_else(|e| e.into_inner()).free.push(self.slot);
    }
}

/// A value in use; back in the thread's keeping when dropped.
pub(crate) struct Held<T: Any + Send + Sync> {
    value: Option<Arc<T>>,
    slot: usize,
    version: u64,
}

impl<T: Any + Send + Sync> Deref for Held<T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // Only `drop` takes it out.
        self.value.as_deref().expect("held until dropped")
    }
}

impl<T: Any + Send + Sync> Drop for Held<T> {
    #[inline]
    fn drop(&mut self) {
        let Some(value) = self.value.take() else { return };
        let (slot, version) = (self.slot, self.version);
        let replaced = KEPT.try_with(|kept| {
            let mut kept = kept.try_borrow_mut().ok()?;
            if kept.len() <= slot {
                kept.resize_with(slot + 1, || None);
            }
            match &mut kept[slot] {
                // A newer value was put there while this one was in use.
                Some((seen, _)) if *seen > version => None,
                entry => entry.replace((version, value)),
            }
        });
        // What was there may own foreign code's values: it is dropped outside the borrow.
        drop(replaced);
    }
}

type Entry = Option<(u64, Arc<dyn Any + Send + Sync>)>;

thread_local! {
    static KEPT: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

struct Slots {
    free: Vec<usize>,
    made: usize,
}

static SLOTS: Mutex<Slots> = Mutex::new(Slots { free: Vec::new(), made: 0 });

fn next_version() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_asked_for_once_until_invalidated() {
        let versioned = Versioned::new();
        assert_eq!(*versioned.load(|| Arc::new(1)), 1);
        assert_eq!(*versioned.load(|| -> Arc<i32> { panic!("kept") }), 1);
        versioned.invalidate();
        assert_eq!(*versioned.load(|| Arc::new(2)), 2);
    }

    #[test]
    fn a_value_in_use_can_be_read_again() {
        let versioned = Versioned::new();
        let outer = versioned.load(|| Arc::new(1));
        versioned.invalidate();
        assert_eq!(*versioned.load(|| Arc::new(2)), 2);
        drop(outer);
        assert_eq!(*versioned.load(|| -> Arc<i32> { panic!("the older value must not displace it") }), 2);
    }

    #[test]
    fn a_place_used_again_does_not_show_its_former_owners_value() {
        let first = Versioned::new();
        drop(first.load(|| Arc::new(1)));
        drop(first);
        let second = Versioned::new();
        assert_eq!(*second.load(|| Arc::new(2)), 2);
    }
}
