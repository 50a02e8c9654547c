//! Sleeping until another thread has brought what one waits for, at no cost to it while nobody sleeps.

use std::time::Duration;

use super::apart::Apart;
use super::sync::{AtomicBool, Condvar, Mutex, Ordering, heavy, light};

/// Where threads sleep, and whether any does.
///
/// Who brings something makes it visible first and calls [`tell`](Doze::tell) then; who sleeps says so first and looks for it once more then. One
/// of both sees the other.
pub(super) struct Doze {
    /// Looked at by each caller, while whoever waits writes to the others at each pause.
    asleep: Apart<AtomicBool>,
    lock: Mutex<()>,
    told: Condvar,
}

impl Doze {
    pub(super) fn new() -> Doze {
        Doze { asleep: Apart(AtomicBool::new(false)), lock: Mutex::new(()), told: Condvar::new() }
    }

    /// Wakes who sleeps. Without a sleeper it is a light fence and a load.
    #[inline]
    pub(super) fn tell(&self) {
        light();
        if self.is_waited() {
            self.wake();
        }
    }

    /// Whether somebody sleeps, or did when one looked last.
    #[inline]
    pub(super) fn is_waited(&self) -> bool {
        self.asleep.load(Ordering::Relaxed)
    }

    /// Wakes who sleeps or pauses.
    #[cold]
    pub(super) fn wake(&self) {
        let _lock = self.lock.lock().unwrap_or_else(|e| e.into_inner());
        self.asleep.store(false, Ordering::Relaxed);
        self.told.notify_all();
    }

    /// Sleeps until told, unless `is_there` finds what is waited for; no longer than the limit.
    pub(super) fn sleep_unless(&self, is_there: impl FnOnce() -> bool, limit: Duration) {
        let lock = self.lock.lock().unwrap_or_else(|e| e.into_inner());
        self.asleep.store(true, Ordering::Relaxed);
        heavy();
        if is_there() {
            // Another one may sleep yet: the flag stays up, and costs the next caller a wake.
            return;
        }
        drop(self.told.wait_timeout(lock, limit));
    }

    /// Waits a little, of which nobody who brings something need know.
    pub(super) fn pause(&self, length: Duration) {
        let lock = self.lock.lock().unwrap_or_else(|e| e.into_inner());
        drop(self.told.wait_timeout(lock, length));
    }
}
