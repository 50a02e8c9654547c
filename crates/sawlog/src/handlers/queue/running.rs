//! A listener, as its queue knows it too: what runs in this process, and how it is begun and ended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::ack::{Ack, Asked};
use super::child::StartAgain;
use super::listening::Listening;
use super::turn::Turn;
use super::{QueueError, Queued};
use crate::fork::{self, PerProcess};
use crate::patience;

/// A listener and the thread of this process that runs it, if one does.
pub(super) struct Listener {
    pub(super) listening: Arc<Listening>,
    pub(super) patience: Duration,
    running: PerProcess<Mutex<Option<Running>>>,
    /// Whom a second one that stops it has to wait for.
    ending: PerProcess<Mutex<Option<Asked>>>,
}

struct Running {
    thread: JoinHandle<()>,
    ended: Asked,
    turn: Arc<Turn>,
    /// The thread shall end after the record that it is at.
    give_up: Arc<AtomicBool>,
}

impl Listener {
    pub(super) fn new(listening: Listening, patience: Duration) -> Listener {
        Listener { listening: Arc::new(listening), patience, running: PerProcess::new(), ending: PerProcess::new() }
    }

    pub(super) fn start(self: &Arc<Self>) -> Result<(), QueueError> {
        self.start_at(Turn::has_come)
    }

    /// Where another one takes records out of the queue, it begins when that has ended.
    pub(super) fn start_in_turn(self: &Arc<Self>) -> Result<(), QueueError> {
        self.start_at(|_| true)
    }

    fn start_at(self: &Arc<Self>, is_right: impl FnOnce(&Turn) -> bool) -> Result<(), QueueError> {
        let _within = fork::enter();
        let mut running = self.lock();
        if running.as_ref().is_some_and(|running| !running.thread.is_finished()) {
            return Err(QueueError::Started);
        }
        // Before the thread runs: a flush that comes at once is to wait for it.
        let ledger = self.listening.queue().ledger();
        let turn = Arc::new(Turn::new(ledger));
        if !is_right(&turn) {
            // DIFFERENCE: in Python several listeners may share a queue.
            return Err(QueueError::Attended);
        }
        if !turn.has_come() {
            ledger.wait();
        }
        let (ack, ended) = Ack::new();
        let give_up = Arc::new(AtomicBool::new(false));
        let (listening, told, its_turn) = (Arc::clone(&self.listening), Arc::clone(&give_up), Arc::clone(&turn));
        let thread = thread::Builder::new().name(listening.thread_name.clone());
        match thread.spawn(move || listening.run(ack, &its_turn, &told)) {
            Ok(thread) => {
                *self.ending() = None;
                *running = Some(Running { thread, ended, turn, give_up });
                self.listening.made_for().ledger().home().remember(Arc::clone(self) as _);
                Ok(())
            }
            Err(error) => {
                if turn.has_come() {
                    self.listening.end();
                } else {
                    self.listening.wait_no_more();
                }
                Err(QueueError::Thread(error.to_string()))
            }
        }
    }

    pub(super) fn stop_within(&self, limit: Duration) -> Result<(), QueueError> {
        self.listening.made_for().ledger().home().forget(self);
        let (began, limit) = (Instant::now(), patience::at_most(limit));
        let mut slot = self.lock();
        let Some(running) = slot.take() else {
            drop(slot);
            return self.wait_for_end(limit);
        };
        *self.ending() = Some(running.ended.clone());
        drop(slot);
        if running.turn.give_up() {
            let _ = fork::outside(|| running.thread.join());
            return Ok(());
        }
        let queue = self.listening.queue();
        let put = || queue.put_within(Queued::End, limit).is_ok();
        // The thread may have to wait for a fork.
        let told = fork::outside(put);
        if self.listening.is_this_thread() {
            // It cannot wait for itself, and ends when it comes to the sentinel.
            return Ok(());
        }
        if told && fork::outside(|| running.ended.wait(limit.saturating_sub(began.elapsed()))) {
            // It has no more to do than to end.
            let _ = fork::outside(|| running.thread.join());
            // It may have come to another sentinel before this one, which the next listener is not to find.
            self.listening.let_go();
            return Ok(());
        }
        running.give_up.store(true, Ordering::Relaxed);
        let left = queue.len();
        queue.ledger().count_left(left as u64);
        Err(QueueError::left_after(left, limit))
    }

    /// Waits for the end that another one has asked for, if it is not there yet.
    fn wait_for_end(&self, limit: Duration) -> Result<(), QueueError> {
        let Some(ended) = self.ending().clone() else { return Ok(()) };
        if self.listening.is_this_thread() || fork::outside(|| ended.wait(limit)) {
            return Ok(());
        }
        Err(QueueError::left_after(self.listening.queue().len(), limit))
    }

    fn ending(&self) -> MutexGuard<'_, Option<Asked>> {
        self.ending.get_or(|_| Mutex::new(None)).lock().unwrap_or_else(|e| e.into_inner())
    }

    pub(super) fn is_running(&self) -> bool {
        self.lock().as_ref().is_some_and(|running| !running.thread.is_finished())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.get_or(|_| Mutex::new(None)).lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl StartAgain for Listener {
    fn start_again(self: Arc<Self>) {
        match self.start_in_turn() {
            Ok(()) | Err(QueueError::Started) => {}
            Err(error) => crate::handler::report("sawlog.queue", &error.to_string()),
        }
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listener").field("thread", &self.listening.thread_name).finish_non_exhaustive()
    }
}
