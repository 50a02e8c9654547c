//! What each process makes for itself.

use std::sync::OnceLock;

use super::{enter, generation};

/// A value that the child of a fork does not share with its parent: it makes one of its own when it first asks.
///
/// It is for what threads of the library's work with: the child has none of them, and what they held is locked, or
/// half done, for ever. The parent's value is never used there, and not dropped either.
pub(crate) struct PerProcess<T> {
    first: OnceLock<Box<Made<T>>>,
}

struct Made<T> {
    generation: u64,
    value: T,
    /// That of the next process that asked.
    next: OnceLock<Box<Made<T>>>,
}

impl<T> PerProcess<T> {
    pub(crate) const fn new() -> PerProcess<T> {
        PerProcess { first: OnceLock::new() }
    }

    /// This process's value. Else it is made, with a look at that of the nearest ancestor that had one, which may be locked.
    #[inline]
    pub(crate) fn get_or(&self, make: impl FnOnce(Option<&T>) -> T) -> &T {
        let now = generation();
        match self.first.get() {
            Some(made) if made.generation == now => &made.value,
            _ => self.find(now, make),
        }
    }

    /// This process's value, if it was made.
    pub(crate) fn known(&self) -> Option<&T> {
        let now = generation();
        let mut cell = &self.first;
        while let Some(made) = cell.get() {
            if made.generation == now {
                return Some(&made.value);
            }
            cell = &made.next;
        }
        None
    }

    #[cold]
    fn find(&self, now: u64, make: impl FnOnce(Option<&T>) -> T) -> &T {
        let _within = enter();
        let (mut cell, mut former) = (&self.first, None);
        while let Some(made) = cell.get() {
            if made.generation == now {
                return &made.value;
            }
            (cell, former) = (&made.next, Some(&made.value));
        }
        let made = || Box::new(Made { generation: now, value: make(former), next: OnceLock::new() });
        &cell.get_or_init(made).value
    }
}

impl<T> Default for PerProcess<T> {
    fn default() -> PerProcess<T> {
        PerProcess::new()
    }
}

impl<T> std::fmt::Debug for PerProcess<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PerProcess(..)")
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let now = generation();
        let mut cell = std::mem::take(&mut self.first);
        while let Some(made) = cell.into_inner() {
            let Made { generation, value, next } = *made;
            if generation != now {
                std::mem::forget(value);
            }
            cell = next;
        }
    }
}
