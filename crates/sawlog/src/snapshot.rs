//! Values that are read at every record and changed now and then, without a lock on the reading side.
//!
//! Each thread keeps what it read last, with the version that it read; a reader compares versions and goes on. After
//! a change, each thread takes the new value once, from where it is published; while that is being replaced, a reader does with what it has. A value in use is taken out of the thread's
//! keeping, never borrowed, so code that runs meanwhile may read it again.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, TryLockError};

use crate::fork;

/// A type whose values threads keep.
pub(crate) trait Snapshot: Send + Sync + Sized + 'static {
    /// Gives the current thread's keeping of this type to `f`; `None` once the thread is ending.
    fn with_kept<R>(f: impl FnOnce(&RefCell<Kept<Self>>) -> R) -> Option<R>;
}

/// What a thread keeps of one type, by place.
pub(crate) struct Kept<T>(Vec<Entry<T>>);

/// The version that was seen last, and its value unless it is in use.
struct Entry<T> {
    version: u64,
    value: Option<Arc<T>>,
}

impl<T> Kept<T> {
    pub(crate) const fn new() -> Kept<T> {
        Kept(Vec::new())
    }

    /// Puts a value back; returns what must be dropped, which may own foreign code's values, outside the borrow.
    #[cold]
    fn put(&mut self, slot: usize, version: u64, value: Arc<T>) -> Option<Arc<T>> {
        if self.0.len() <= slot {
            self.0.resize_with(slot + 1, || Entry { version: 0, value: None });
        }
        let entry = &mut self.0[slot];
        if entry.version > version {
            // A newer value was put there while this one was in use.
            return Some(value);
        }
        entry.version = version;
        entry.value.replace(value)
    }
}

/// A place in every thread's keeping, and the version of what belongs there.
#[derive(Debug)]
pub(crate) struct Versioned<T> {
    slot: usize,
    /// Its first version.
    first: u64,
    version: AtomicU64,
    of: PhantomData<fn() -> T>,
}

impl<T: Snapshot> Versioned<T> {
    pub(crate) fn new() -> Versioned<T> {
        let mut slots = fork::lock(&SLOTS);
        let slot = slots.free.pop().unwrap_or_else(|| {
            slots.made += 1;
            slots.made - 1
        });
        let first = next_version();
        Versioned { slot, first, version: AtomicU64::new(first), of: PhantomData }
    }

    /// Has every thread take the value anew at its next [`load`](Versioned::load).
    pub(crate) fn invalidate(&self) {
        self.version.store(next_version(), Ordering::Release);
    }

    /// The value that is in `current`, as of the last [`invalidate`](Versioned::invalidate), or the one before while
    /// it is being replaced. A thread waits only if it has not seen any yet, and then for the time that it takes to put a pointer there.
    #[inline]
    pub(crate) fn load(&self, current: &Mutex<Arc<T>>) -> Held<T> {
        let version = self.version.load(Ordering::Acquire);
        let kept = T::with_kept(|kept| match kept.try_borrow_mut().ok()?.0.get_mut(self.slot) {
            // Versions are never used twice, so an equal one means the same value of the same owner.
            Some(entry) if entry.version == version => entry.value.take(),
            _ => None,
        });
        match kept {
            Some(Some(value)) => Held { value: Some(value), slot: self.slot, version },
            _ => self.load_anew(version, current),
        }
    }

    #[cold]
    fn load_anew(&self, version: u64, current: &Mutex<Arc<T>>) -> Held<T> {
        let _within = fork::enter();
        let value = match current.try_lock() {
            Ok(value) => Some(Arc::clone(&value)),
            Err(TryLockError::Poisoned(value)) => Some(Arc::clone(&value.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        };
        if let Some(value) = value {
            return Held { value: Some(value), slot: self.slot, version };
        }
        let before = T::with_kept(|kept| {
            let mut kept = kept.try_borrow_mut().ok()?;
            let entry = kept.0.get_mut(self.slot)?;
            // What another owner has left in the place is older than this one.
            if entry.version < self.first { None } else { Some((entry.value.take()?, entry.version)) }
        });
        match before.flatten() {
            Some((value, version)) => Held { value: Some(value), slot: self.slot, version },
            None => {
                let value = Arc::clone(&current.lock().unwrap_or_else(|e| e.into_inner()));
                Held { value: Some(value), slot: self.slot, version }
            }
        }
    }
}

impl<T> Drop for Versioned<T> {
    fn drop(&mut self) {
        fork::lock(&SLOTS).free.push(self.slot);
    }
}

/// A value in use; back in the thread's keeping when dropped.
pub(crate) struct Held<T: Snapshot> {
    value: Option<Arc<T>>,
    slot: usize,
    version: u64,
}

impl<T: Snapshot> Deref for Held<T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // Only `drop` takes it out.
        self.value.as_deref().expect("held until dropped")
    }
}

impl<T: Snapshot> Drop for Held<T> {
    #[inline]
    fn drop(&mut self) {
        let Some(value) = self.value.take() else { return };
        let (slot, version) = (self.slot, self.version);
        let left = T::with_kept(|kept| {
            let Ok(mut kept) = kept.try_borrow_mut() else { return Some(value) };
            match kept.0.get_mut(slot) {
                Some(entry) if entry.version == version && entry.value.is_none() => {
                    entry.value = Some(value);
                    None
                }
                _ => kept.put(slot, version, value),
            }
        });
        if let Some(Some(value)) = left {
            drop_displaced(value);
        }
    }
}

#[cold]
fn drop_displaced<T>(value: Arc<T>) {
    drop(value);
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

    impl Snapshot for i32 {
        fn with_kept<R>(f: impl FnOnce(&RefCell<Kept<i32>>) -> R) -> Option<R> {
            thread_local! { static KEPT: RefCell<Kept<i32>> = const { RefCell::new(Kept::new()) }; }
            KEPT.try_with(f).ok()
        }
    }

    #[test]
    fn a_value_is_kept_until_invalidated() {
        let (versioned, current) = (Versioned::new(), Mutex::new(Arc::new(1)));
        assert_eq!(*versioned.load(&current), 1);
        *current.lock().unwrap() = Arc::new(2);
        assert_eq!(*versioned.load(&current), 1);
        versioned.invalidate();
        assert_eq!(*versioned.load(&current), 2);
    }

    #[test]
    fn a_value_in_use_can_be_read_again() {
        let (versioned, current) = (Versioned::new(), Mutex::new(Arc::new(1)));
        let outer = versioned.load(&current);
        *current.lock().unwrap() = Arc::new(2);
        versioned.invalidate();
        assert_eq!(*versioned.load(&current), 2);
        drop(outer);
        *current.lock().unwrap() = Arc::new(3);
        assert_eq!(*versioned.load(&current), 2, "the older value must not displace it");
    }

    #[test]
    fn a_place_used_again_does_not_show_its_former_owners_value() {
        let first = Versioned::new();
        drop(first.load(&Mutex::new(Arc::new(1))));
        drop(first);
        let second = Versioned::new();
        assert_eq!(*second.load(&Mutex::new(Arc::new(2))), 2);
    }

    #[test]
    fn a_reader_does_not_wait_for_a_change_that_is_going_on() {
        let (versioned, current) = (Versioned::new(), Mutex::new(Arc::new(1)));
        drop(versioned.load(&current));
        versioned.invalidate();
        let changing = current.lock().unwrap();
        assert_eq!(*versioned.load(&current), 1);
        drop(changing);
        *current.lock().unwrap() = Arc::new(2);
        assert_eq!(*versioned.load(&current), 2);
    }
}
