//! What waits to be mailed, and what is known of how it goes on: what the outbox keeps under its lock.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::answer::Answer;
use super::schedule::Schedule;
use crate::record::LogRecord;

/// Bytes of text that may wait; a single text may be longer.
const MAX_BYTES: usize = 1 << 20;

/// One record, ready to be mailed.
pub(super) struct Entry {
    pub(super) subject: String,
    pub(super) text: String,
    /// For reports, should the mail fail.
    pub(super) record: LogRecord<'static>,
}

/// An entry in the outbox.
pub(super) struct Waiting {
    pub(super) entry: Entry,
    pub(super) since: Instant,
    /// Who waits to hear what became of it.
    pub(super) answer: Option<Arc<Answer>>,
}

pub(super) struct State {
    pub(super) waiting: VecDeque<Waiting>,
    bytes: usize,
    pub(super) schedule: Schedule,
    /// How many found no room since the last mail.
    pub(super) untold: u64,
    /// How many records the mail that is being sent carries.
    pub(super) in_flight: usize,
    /// Whether a thread mails.
    pub(super) has_worker: bool,
    /// Somebody flushes.
    pub(super) urged: bool,
    pub(super) closing: bool,
    /// The handler is gone.
    pub(super) abandoned: bool,
    /// A caller has waited in vain, or a mail has failed that took as long as one waits: callers do not wait before a
    /// mail was taken.
    pub(super) late: bool,
}

/// Entries that are not mailed, to be dropped when the lock is free: a record may hold values of the program's own.
#[must_use]
pub(super) struct Dropped(#[allow(dead_code, reason = "held to be dropped")] VecDeque<Waiting>);

impl State {
    pub(super) fn new(schedule: Schedule) -> State {
        State {
            waiting: VecDeque::new(),
            bytes: 0,
            schedule,
            untold: 0,
            in_flight: 0,
            has_worker: false,
            urged: false,
            closing: false,
            abandoned: false,
            late: false,
        }
    }

    /// Whether a text of this length finds no room; one always finds room where nothing waits.
    pub(super) fn is_full(&self, more: usize, capacity: usize) -> bool {
        !self.waiting.is_empty() && (self.waiting.len() >= capacity || self.bytes + more > MAX_BYTES)
    }

    pub(super) fn push(&mut self, waiting: Waiting) {
        self.bytes += waiting.entry.text.len();
        self.waiting.push_back(waiting);
    }

    /// Takes so many for a mail, and how many others it has to tell of.
    pub(super) fn take(&mut self, records: usize, now: Instant) -> (Vec<Waiting>, u64) {
        let batch: Vec<Waiting> = self.waiting.drain(..records).collect();
        self.bytes -= batch.iter().map(|waiting| waiting.entry.text.len()).sum::<usize>();
        self.in_flight = batch.len();
        self.schedule.sent(now);
        (batch, std::mem::take(&mut self.untold))
    }

    /// Lets all callers go that wait.
    pub(super) fn release(&mut self) {
        for waiting in &mut self.waiting {
            if let Some(answer) = waiting.answer.take() {
                let _ = answer.give(Ok(()));
            }
        }
    }

    /// Forgets what waits.
    pub(super) fn clear(&mut self) -> Dropped {
        (self.bytes, self.untold) = (0, 0);
        Dropped(std::mem::take(&mut self.waiting))
    }
}
