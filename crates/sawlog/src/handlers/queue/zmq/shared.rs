//! What the ends of a queue over ZeroMQ and its thread have in common.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::super::{BoundedQueue, QueueLedger, RecordQueue};
use super::engine::Engine;
use crate::fork::generation;
use crate::net::zmtp::{Counts, HubOptions};
use crate::wire::{Encoding, Limits};

pub(super) struct Shared {
    /// Between callers and the thread.
    pub(super) queue: BoundedQueue,
    pub(super) options: Options,
    pub(super) counts: Arc<Counts>,
    /// In which process the thread runs, its generation and one; 0 if none does.
    runs: AtomicU64,
    /// Whether the thread sleeps, and has to be woken when something is put.
    asleep: AtomicBool,
    engine: Mutex<Option<Engine>>,
}

#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) hub: HubOptions,
    pub(super) encoding: Encoding,
    /// Whether a message begins with the logger's name.
    pub(super) topics: bool,
    pub(super) limits: Limits,
    pub(super) linger: Duration,
}

impl Shared {
    pub(super) fn new(capacity: usize, options: Options) -> Shared {
        Shared {
            queue: BoundedQueue::new(capacity),
            options,
            counts: Arc::default(),
            runs: AtomicU64::new(0),
            asleep: AtomicBool::new(false),
            engine: Mutex::new(None),
        }
    }

    pub(super) fn ledger(&self) -> &QueueLedger {
        self.queue.ledger()
    }

    /// Whether the thread runs, in this process.
    #[inline]
    pub(super) fn is_running(&self) -> bool {
        self.runs.load(Ordering::Acquire) == generation() + 1
    }

    /// Whether one ran in the process that this was forked from.
    pub(super) fn is_inherited(&self) -> bool {
        !matches!(self.runs.load(Ordering::Acquire), 0) && !self.is_running()
    }

    pub(super) fn set_running(&self, runs: bool) {
        self.runs.store(if runs { generation() + 1 } else { 0 }, Ordering::Release);
    }

    /// Wakes the thread if it sleeps, after something was put; else it is a fence and a load.
    #[inline]
    pub(super) fn tell(&self) {
        fence(Ordering::SeqCst);
        if self.asleep.load(Ordering::Relaxed) && self.asleep.swap(false, Ordering::Relaxed) {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        if let Some(engine) = &*self.engine() {
            engine.wake();
        }
    }

    /// Says whether the thread sleeps. It looks once more for what was put after it has said so.
    pub(super) fn set_asleep(&self, asleep: bool) {
        self.asleep.store(asleep, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    pub(super) fn engine(&self) -> MutexGuard<'_, Option<Engine>> {
        self.engine.lock().unwrap_or_else(|e| e.into_inner())
    }
}
