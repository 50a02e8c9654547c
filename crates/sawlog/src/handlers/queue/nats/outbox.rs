//! What was put into the queue and is not safe yet: in memory, bounded, between the callers and the publisher.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_nats::Subject;
use bytes::Bytes;
use tokio::sync::Notify;

use super::message::Message;
use super::message_id::{Identity, MessageId};
use crate::handlers::Queued;

/// The putting end as its callers know it.
#[derive(Debug)]
pub(super) struct Outbox {
    pub(super) identity: Identity,
    limits: OutboxLimits,
    state: Mutex<State>,
    room: Condvar,
    /// Wakes the publisher.
    pub(super) filled: Notify,
}

/// How much an outbox holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutboxLimits {
    pub(super) records: usize,
    pub(super) bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Message>,
    /// Those that wait and those that were sent and are not acknowledged.
    held: usize,
    held_bytes: usize,
    last_number: u64,
    flushes: Vec<Flush>,
}

/// A request, for what was put before it.
#[derive(Debug)]
pub(super) struct Flush {
    pub(super) up_to: u64,
    pub(super) request: Queued,
}

impl Outbox {
    pub(super) fn new(limits: OutboxLimits) -> Arc<Outbox> {
        Arc::new(Outbox {
            identity: Identity::random(),
            limits,
            state: Mutex::default(),
            room: Condvar::new(),
            filled: Notify::new(),
        })
    }

    /// Takes a record, if there is room.
    pub(super) fn put(&self, subject: &str, payload: Vec<u8>) -> Result<(), ()> {
        let mut state = self.lock();
        if self.has_no_room(&state) {
            return Err(());
        }
        state.last_number += 1;
        let id = MessageId { identity: self.identity, number: state.last_number };
        let message = Message { id, subject: Subject::from(subject.to_owned()), payload: Bytes::from(payload) };
        state.held += 1;
        state.held_bytes += message.cost();
        state.waiting.push_back(message);
        let was_empty = state.waiting.len() == 1;
        drop(state);
        if was_empty {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Whether there is no room for a record.
    pub(super) fn is_full(&self) -> bool {
        self.has_no_room(&self.lock())
    }

    /// Waits until there is room, no longer than the limit.
    pub(super) fn wait_for_room(&self, limit: Duration) {
        let end = Instant::now().checked_add(limit);
        let mut state = self.lock();
        while self.has_no_room(&state) {
            let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return;
            }
            let left = left.min(Duration::from_secs(1));
            state = self.room.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    /// Drops the oldest records that are not under way, until there is room; how many that were.
    pub(super) fn displace(&self) -> u64 {
        let mut state = self.lock();
        let mut displaced = 0;
        while self.has_no_room(&state) {
            let Some(oldest) = state.waiting.pop_front() else { break };
            state.held -= 1;
            state.held_bytes -= oldest.cost();
            displaced += 1;
        }
        displaced
    }

    /// Asks for something to be done when what was put so far is safe.
    pub(super) fn request(&self, request: Queued) {
        let mut state = self.lock();
        let up_to = state.last_number;
        state.flushes.push(Flush { up_to, request });
        drop(state);
        self.filled.notify_one();
    }

    /// How many records are neither acknowledged nor on disk.
    pub(super) fn held(&self) -> usize {
        self.lock().held
    }

    /// The next records, at most so many.
    pub(super) fn take(&self, most: usize) -> Vec<Message> {
        let mut state = self.lock();
        let most = most.min(state.waiting.len());
        state.waiting.drain(..most).collect()
    }

    /// Takes records back that were taken last, in their order.
    pub(super) fn put_back(&self, messages: Vec<Message>) {
        let mut state = self.lock();
        for message in messages.into_iter().rev() {
            state.waiting.push_front(message);
        }
    }

    /// Records are safe, or given up: there is room for others.
    pub(super) fn let_go(&self, records: usize, bytes: usize) {
        if records == 0 {
            return;
        }
        let mut state = self.lock();
        state.held = state.held.saturating_sub(records);
        state.held_bytes = state.held_bytes.saturating_sub(bytes);
        drop(state);
        self.room.notify_all();
    }

    /// Whether anybody waits for what is still to be made safe.
    pub(super) fn is_awaited(&self) -> bool {
        !self.lock().flushes.is_empty()
    }

    /// The requests that are due, with the number of the first record that was taken and is not safe.
    pub(super) fn due(&self, first_under_way: Option<u64>) -> Vec<Queued> {
        let mut state = self.lock();
        if state.flushes.is_empty() {
            return Vec::new();
        }
        let waiting = state.waiting.front().map(|message| message.id.number);
        let first = [first_under_way, waiting].into_iter().flatten().min().unwrap_or(u64::MAX);
        let (due, rest) = std::mem::take(&mut state.flushes).into_iter().partition(|flush: &Flush| flush.up_to < first);
        state.flushes = rest;
        due.into_iter().map(|flush: Flush| flush.request).collect()
    }

    /// All requests: what they ask for failed.
    pub(super) fn fail(&self) {
        let given_up = std::mem::take(&mut self.lock().flushes);
        drop(given_up);
    }

    fn has_no_room(&self, state: &State) -> bool {
        state.held >= self.limits.records || state.held_bytes >= self.limits.bytes
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}
