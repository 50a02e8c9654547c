//! Locks that a fork waits for.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Within, enter};

/// Locks a value, as no thread does that is not within. What a panic has left is taken as it is.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> Locked<'_, T> {
    let within = enter();
    Guarded { guard: mutex.lock().unwrap_or_else(|e| e.into_inner()), _within: within }
}

/// As [`lock`], shared with others that read.
pub(crate) fn read<T: ?Sized>(lock: &RwLock<T>) -> Guarded<RwLockReadGuard<'_, T>> {
    let within = enter();
    Guarded { guard: lock.read().unwrap_or_else(|e| e.into_inner()), _within: within }
}

/// As [`lock`].
pub(crate) fn write<T: ?Sized>(lock: &RwLock<T>) -> Guarded<RwLockWriteGuard<'_, T>> {
    let within = enter();
    Guarded { guard: lock.write().unwrap_or_else(|e| e.into_inner()), _within: within }
}

/// A value that is locked; its thread is within for as long.
pub(crate) type Locked<'m, T> = Guarded<MutexGuard<'m, T>>;

/// A lock's guard, and the thread's presence within.
#[must_use]
pub(crate) struct Guarded<G> {
    // Dropped in this order.
    guard: G,
    _within: Within,
}

impl<G: Deref> Deref for Guarded<G> {
    type Target = G::Target;
    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<G: DerefMut> DerefMut for Guarded<G> {
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}
