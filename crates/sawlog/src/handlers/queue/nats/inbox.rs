//! What came from the servers: in memory, bounded, between the consumer and the listener's thread.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_nats::Subject;
use bytes::Bytes;
use tokio::sync::Notify;

use super::known::Known;
use super::report;
use super::seen::Seen;
use super::stats::Counts;
use crate::handlers::Queued;
use crate::record::LogRecord;
use crate::wire::{Limits, record_from_payload};

/// The taking end as the listener's thread knows it.
#[derive(Debug)]
pub(super) struct Inbox {
    state: Mutex<State>,
    arrived: Condvar,
    /// Wakes the consumer.
    pub(super) changed: Notify,
    limits: Limits,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct State {
    fetched: VecDeque<Fetched>,
    /// Requests, each with how many of those fetched come before it.
    requests: VecDeque<(usize, Queued)>,
    /// Those that the listener has and that are not acknowledged, since when, and how much of each the servers know.
    taken: Vec<Taken>,
    taken_since: Option<Instant>,
    answers: Vec<(Subject, Answer)>,
    /// Answers that are being sent.
    is_answering: bool,
    seen: Seen,
    /// Whether anybody takes records out.
    is_listened_to: bool,
}

/// A message from the servers.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) payload: Bytes,
    /// Where it is acknowledged.
    pub(super) reply: Subject,
    pub(super) id: Option<Known>,
    /// How often it was delivered, this time included.
    pub(super) delivered: u64,
}

#[derive(Debug)]
struct Taken {
    reply: Subject,
    id: Option<Known>,
    delivered: u64,
}

/// What the servers are told of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was handled, and is not to come again.
    Handled,
    /// It is to come again after this time.
    Again(Duration),
    /// It is no record, and never to come again.
    Poison,
}

/// How many messages are here and not acknowledged, at most.
pub(super) const MOST: usize = 2048;
/// After so many records, or so long, the listener's handlers are flushed and the records acknowledged.
const IN_A_BATCH: usize = 512;
const BATCH: Duration = Duration::from_millis(250);
/// How long a listener that ends waits for its last acknowledgements to be sent.
const GOING: Duration = Duration::from_secs(2);

impl Inbox {
    pub(super) fn new(limits: Limits, counts: Arc<Counts>) -> Arc<Inbox> {
        let (state, arrived, changed) = (Mutex::default(), Condvar::new(), Notify::new());
        Arc::new(Inbox { state, arrived, changed, limits, counts })
    }

    /// Takes out what came first, and waits for it no longer than the limit, nor than until what was taken is to be acknowledged.
    pub(super) fn get(&self, limit: Duration) -> Option<Queued> {
        let end = Instant::now().checked_add(limit);
        let mut state = self.lock();
        if !state.is_listened_to {
            state.is_listened_to = true;
            self.changed.notify_one();
        }
        loop {
            if let Some((0, _)) = state.requests.front() {
                let request = state.requests.pop_front().map(|(_, request)| request);
                if matches!(request, Some(Queued::End)) {
                    self.leave_with(&mut state);
                }
                return request;
            }
            if let Some(fetched) = state.fetched.pop_front() {
                for (before, _) in &mut state.requests {
                    *before = before.saturating_sub(1);
                }
                if fetched.id.is_some_and(|id| state.seen.contains(id)) {
                    self.counts.repeated.add(1);
                    self.answer(&mut state, fetched.reply, Answer::Handled);
                    continue;
                }
                // Given again while the first one is in the listener's hands: what becomes of that is said of both. A server that was
                // killed does not know that it gave it before.
                let is_the_same = |taken: &Taken| taken.id.is_some() && taken.id == fetched.id;
                if state.taken.iter().any(is_the_same) {
                    self.counts.repeated.add(1);
                    continue;
                }
                // Decoding takes a while, and is done without the lock.
                drop(state);
                match record_from_payload(&fetched.payload, &self.limits).map(LogRecord::into_owned) {
                    Ok(record) => {
                        let mut state = self.lock();
                        state.taken_since.get_or_insert_with(Instant::now);
                        let Fetched { reply, id, delivered, .. } = fetched;
                        state.taken.push(Taken { reply, id, delivered });
                        self.counts.taken.add(1);
                        return Some(Queued::Record(Box::new(record)));
                    }
                    Err(error) => {
                        self.counts.poisoned.add(1);
                        report(&format!("a message is no record and was taken out of the stream: {error}"));
                        state = self.lock();
                        self.answer(&mut state, fetched.reply, Answer::Poison);
                    }
                }
                continue;
            }
            let now = Instant::now();
            let due = state.taken_since.map(|since| since + BATCH);
            let until = [end, due].into_iter().flatten().min();
            let left = until.map_or(Duration::from_secs(1), |until| until.saturating_duration_since(now));
            if left.is_zero() {
                return None;
            }
            state = self.arrived.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    /// A request for who listens, behind what is here.
    pub(super) fn request(&self, request: Queued) {
        let mut state = self.lock();
        let before = state.fetched.len();
        state.requests.push_back((before, request));
        self.arrived.notify_all();
    }

    /// Whether what was taken is to be acknowledged.
    pub(super) fn is_due(&self) -> bool {
        let state = self.lock();
        state.taken.len() >= IN_A_BATCH || state.taken_since.is_some_and(|since| since.elapsed() >= BATCH)
    }

    /// What was taken was handled; whether the handlers have it for good.
    pub(super) fn acknowledge(&self, is_safe: bool) {
        let mut state = self.lock();
        state.taken_since = None;
        for taken in std::mem::take(&mut state.taken) {
            let answer = if is_safe {
                if let Some(id) = taken.id {
                    state.seen.insert(id);
                }
                Answer::Handled
            } else {
                Answer::Again(wait_before(taken.delivered))
            };
            state.answers.push((taken.reply, answer));
        }
        self.changed.notify_one();
        // Who listens goes, and the process may end at once.
        let end = Instant::now() + GOING;
        while !state.is_listened_to && (!state.answers.is_empty() || state.is_answering) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            state = self.arrived.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    /// Whether anybody takes records out.
    pub(super) fn is_listened_to(&self) -> bool {
        self.lock().is_listened_to
    }

    /// How many more messages are wanted.
    pub(super) fn room(&self) -> usize {
        let state = self.lock();
        if state.is_listened_to { MOST.saturating_sub(state.fetched.len() + state.taken.len()) } else { 0 }
    }

    /// A message has come.
    pub(super) fn arrive(&self, fetched: Fetched) {
        if fetched.delivered > 1 {
            self.counts.redelivered.add(1);
        }
        let mut state = self.lock();
        if state.is_listened_to {
            state.fetched.push_back(fetched);
            drop(state);
            self.arrived.notify_one();
        } else {
            self.answer(&mut state, fetched.reply, Answer::Again(Duration::ZERO));
        }
    }

    /// What the servers are to be told.
    pub(super) fn answers(&self) -> Vec<(Subject, Answer)> {
        let mut state = self.lock();
        state.is_answering = !state.answers.is_empty();
        std::mem::take(&mut state.answers)
    }

    /// They were told.
    pub(super) fn answered(&self) {
        self.lock().is_answering = false;
        self.arrived.notify_all();
    }

    /// The messages that are here and not acknowledged.
    pub(super) fn unanswered(&self) -> Vec<Subject> {
        let state = self.lock();
        let (fetched, taken) = (&state.fetched, &state.taken);
        fetched.iter().map(|fetched| &fetched.reply).chain(taken.iter().map(|taken| &taken.reply)).cloned().collect()
    }

    /// Nobody listens any more: what is here is for others.
    pub(super) fn leave(&self) {
        let mut state = self.lock();
        self.leave_with(&mut state);
        let requests = std::mem::take(&mut state.requests);
        drop(state);
        drop(requests);
    }

    fn leave_with(&self, state: &mut State) {
        state.is_listened_to = false;
        let fetched = std::mem::take(&mut state.fetched);
        state.answers.extend(fetched.into_iter().map(|fetched| (fetched.reply, Answer::Again(Duration::ZERO))));
        self.changed.notify_one();
    }

    fn answer(&self, state: &mut State, reply: Subject, answer: Answer) {
        state.answers.push((reply, answer));
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// How long a message waits that could not be handled: a second, then twice as long each time, at most a minute.
fn wait_before(delivered: u64) -> Duration {
    let doubled = u32::try_from(delivered.saturating_sub(1)).unwrap_or(u32::MAX).min(6);
    Duration::from_secs(1 << doubled).min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::super::message_id::{Identity, MessageId};
    use super::*;

    fn arrives(inbox: &Inbox, number: u64, delivered: u64) {
        inbox.arrive(Fetched {
            payload: Bytes::from_static(b"{\"name\": \"a\", \"levelno\": 30, \"msg\": \"once\"}"),
            reply: Subject::from(format!("{number}.{delivered}")),
            id: Some(Known::Own(MessageId { identity: Identity(1), number })),
            delivered,
        });
    }

    #[test]
    fn what_comes_again_is_handled_once_unless_it_could_not_be() {
        let counts = Arc::<Counts>::default();
        let inbox = Inbox::new(Limits::default(), Arc::clone(&counts));
        let got = || matches!(inbox.get(Duration::ZERO), Some(Queued::Record(_)));
        assert!(!got());
        let answers = || inbox.answers().into_iter().map(|(_, answer)| answer).collect::<Vec<_>>();
        arrives(&inbox, 1, 1);
        arrives(&inbox, 1, 2);
        // By a server that has lost count.
        arrives(&inbox, 1, 1);
        assert!(got() && !got());
        assert_eq!((counts.repeated.get(), answers()), (2, vec![]));
        inbox.acknowledge(false);
        assert_eq!(answers(), [Answer::Again(Duration::from_secs(1))]);
        arrives(&inbox, 1, 3);
        assert!(got());
        inbox.acknowledge(true);
        arrives(&inbox, 1, 4);
        assert!(!got());
        assert_eq!((counts.repeated.get(), answers()), (3, vec![Answer::Handled, Answer::Handled]));
    }
}
