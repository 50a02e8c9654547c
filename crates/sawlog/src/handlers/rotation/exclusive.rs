//! A lock under which foreign code may run: the thread that holds it and asks again is told so, rather than left to wait
//! for itself.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use super::chain_lock::try_until;
use crate::error::EmitError;
use crate::fork;

/// A value that one thread at a time has.
pub(in crate::handlers) struct Exclusive<T> {
    value: Mutex<T>,
    /// The thread that runs foreign code while it holds the value.
    lent_to: Mutex<Option<ThreadId>>,
}

impl<T> Exclusive<T> {
    pub(in crate::handlers) fn new(value: T) -> Exclusive<T> {
        Exclusive { value: Mutex::new(value), lent_to: Mutex::new(None) }
    }

    /// The value, when no other thread has it.
    ///
    /// # Errors
    /// This thread has it, and is inside of [`Held::lend`].
    #[inline]
    pub(in crate::handlers) fn lock(&self) -> Result<Held<'_, T>, EmitError> {
        let guard = match self.value.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => self.wait()?,
        };
        Ok(Held { guard, owner: self })
    }

    /// Waits until nobody has the value who has it now, so long at most.
    pub(in crate::handlers) fn settle(&self, limit: Duration) {
        let free = || Ok(!matches!(self.value.try_lock(), Err(TryLockError::WouldBlock)));
        // That it took too long is no failure of this.
        let _ = try_until(Instant::now() + limit, free);
    }

    #[cold]
    fn wait(&self) -> Result<MutexGuard<'_, T>, EmitError> {
        if *self.lent() == Some(thread::current().id()) {
            return Err(EmitError::Nested);
        }
        Ok(self.value.lock().unwrap_or_else(|e| e.into_inner()))
    }

    fn lent(&self) -> MutexGuard<'_, Option<ThreadId>> {
        self.lent_to.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// The value, while this thread has it.
pub(in crate::handlers) struct Held<'e, T> {
    guard: MutexGuard<'e, T>,
    owner: &'e Exclusive<T>,
}

impl<T> Held<'_, T> {
    /// Runs what may call foreign code.
    pub(in crate::handlers) fn lend<R>(&mut self, f: impl FnOnce(&mut T) -> R) -> R {
        struct Lent<'e, T>(&'e Exclusive<T>);
        impl<T> Drop for Lent<'_, T> {
            fn drop(&mut self) {
                *self.0.lent() = None;
            }
        }
        *self.owner.lent() = Some(thread::current().id());
        let _lent = Lent(self.owner);
        let _holding = fork::hold();
        f(&mut self.guard)
    }
}

impl<T> Deref for Held<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for Held<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}
