//! Records that wait to be mailed, and the thread that mails them.
//!
//! A record is text by then: the handler has formatted it. What waits is bounded; what finds no room is counted, and
//! the next mail tells of it.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::courier::Courier;
use super::letter;
use super::schedule::{Due, Schedule};
use super::transport::SendError;
use super::waiting::{Entry, State, Waiting};
use crate::error::EmitError;
use crate::fork::{self, PerProcess};
use crate::handler::WeakHandler;
use crate::patience;

pub(super) struct Outbox {
    desk: PerProcess<Desk>,
    /// What each process begins with.
    schedule: Schedule,
    courier: Courier,
    capacity: usize,
    /// How long a caller waits for its own mail, and a flush or close for all.
    patience: Duration,
    mails: AtomicU64,
    held_back: AtomicU64,
}

/// What a process shares with its thread that mails. A forked child has its own: what waits is for its parent to mail.
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

impl Outbox {
    pub(super) fn new(courier: Courier, schedule: Schedule, capacity: usize) -> Outbox {
        Outbox {
            desk: PerProcess::new(),
            schedule,
            patience: courier.server().timeout,
            courier,
            capacity,
            mails: AtomicU64::new(0),
            held_back: AtomicU64::new(0),
        }
    }

    /// How many mails were sent.
    pub(super) fn mails(&self) -> u64 {
        self.mails.load(Ordering::Relaxed)
    }

    /// How many records were never mailed for want of room.
    pub(super) fn held_back(&self) -> u64 {
        self.held_back.load(Ordering::Relaxed)
    }

    /// Puts a record in; where each record is a mail, waits for that mail as long as the time limit allows.
    pub(super) fn put(self: &Arc<Self>, entry: Entry, handler: &WeakHandler) -> Result<(), EmitError> {
        let answer = {
            let mut state = self.lock();
            if state.is_full(entry.text.len(), self.capacity) {
                state.untold += 1;
                self.held_back.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            self.ensure_worker(&mut state, handler)?;
            let now = Instant::now();
            let waits = !state.schedule.is_batching() && !state.late && !state.schedule.is_exhausted(now);
            let answer = waits.then(Arc::<Answer>::default);
            state.push(Waiting { entry, since: now, answer: answer.clone() });
            self.desk().changed.notify_all();
            answer
        };
        // DIFFERENCE: Python waits so long for each step of its talk with the server.
        match answer.map(|answer| fork::outside(|| answer.wait(patience::at_most(self.patience)))) {
            None | Some(Some(Ok(()))) => Ok(()),
            Some(Some(Err(error))) => Err(EmitError::Other(error.into())),
            Some(None) => {
                self.lock().late = true;
                Ok(())
            }
        }
    }

    /// Mails what waits, batches and all, as far as the limit on mails allows.
    pub(super) fn flush(&self) -> Result<(), EmitError> {
        let mut state = self.lock();
        if !state.has_worker {
            return Ok(());
        }
        state.urged = true;
        self.desk().changed.notify_all();
        let (state, done) = self.wait(state, |state| !state.urged && state.in_flight == 0);
        if done {
            return Ok(());
        }
        Err(self.unfinished(&state).into())
    }

    /// The error for what has not been mailed in time.
    fn unfinished(&self, state: &State) -> io::Error {
        let (left, limit) = (state.waiting.len() + state.in_flight, self.patience);
        let what = format!("{left} records are still to be mailed, the server has not taken them within {limit:?}");
        io::Error::new(io::ErrorKind::TimedOut, what)
    }

    /// Mails what waits and ends the thread; what the limit on mails does not allow any more is lost, and said so.
    pub(super) fn close(&self) -> Result<(), EmitError> {
        let mut state = self.lock();
        state.closing = true;
        self.desk().changed.notify_all();
        let (mut state, done) = self.wait(state, |state| !state.has_worker);
        if !done {
            // The thread goes on; what fails is reported by it.
            return Err(self.unfinished(&state).into());
        }
        let records = state.waiting.len() as u64 + state.untold;
        let reason = match state.schedule.limit() {
            Some(limit) => format!("no more than {} mails in {:?} are sent", limit.mails, limit.per),
            None => "too many waited already".to_owned(),
        };
        let lost = state.clear();
        drop(state);
        drop(lost);
        match records {
            0 => Ok(()),
            records => Err(EmitError::Kept { records, source: io::Error::other(reason) }),
        }
    }

    /// Has the thread end when all is mailed, without waiting for it.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        (state.closing, state.abandoned) = (true, true);
        self.desk().changed.notify_all();
    }

    fn wait<'s>(
        &self,
        state: MutexGuard<'s, State>,
        is_done: impl Fn(&State) -> bool,
    ) -> (MutexGuard<'s, State>, bool) {
        let waited =
            self.desk().changed.wait_timeout_while(state, patience::at_most(self.patience), |state| !is_done(state));
        let (state, _) = waited.unwrap_or_else(|e| e.into_inner());
        let done = is_done(&state);
        (state, done)
    }

    fn ensure_worker(self: &Arc<Self>, state: &mut State, handler: &WeakHandler) -> io::Result<()> {
        state.closing = false;
        if !state.has_worker {
            let (outbox, handler) = (Arc::clone(self), handler.clone());
            thread::Builder::new().name("sawlog-smtp".to_owned()).spawn(move || outbox.work(&handler))?;
            state.has_worker = true;
        }
        Ok(())
    }

    /// What the thread does until the handler is closed.
    fn work(&self, handler: &WeakHandler) {
        while let Some((batch, untold)) = self.next() {
            let (subject, text) = letter::compose(&batch, untold, |waiting| &waiting.entry);
            let begun = Instant::now();
            let outcome = self.courier.deliver(&subject, &text, handler);
            let is_sent = matches!(outcome, Ok(()) | Err(SendError::RefusedInPart(_)));
            if is_sent {
                self.mails.fetch_add(1, Ordering::Relaxed);
            } else {
                let mut state = self.lock();
                // The next mail tells instead.
                state.untold += untold;
                // Known before any caller hears of it, who may log again at once.
                state.late |= begun.elapsed() >= self.patience;
            }
            tell(batch, outcome, handler);
            let mut state = self.lock();
            state.in_flight = 0;
            // Callers wait again once the server takes mail in time.
            state.late &= !is_sent;
            self.desk().changed.notify_all();
        }
        self.report_abandoned(handler);
    }

    /// Where the handler is gone, nobody else tells of what is lost with it.
    fn report_abandoned(&self, handler: &WeakHandler) {
        let mut state = self.lock();
        let lost = state.waiting.len() as u64 + state.untold;
        if !state.abandoned || lost == 0 {
            return;
        }
        let first = state.waiting.pop_front();
        let others = state.clear();
        drop(state);
        drop(others);
        if let Some(first) = first {
            let source = io::Error::other("the limit on mails is reached");
            handler.failed(&first.entry.record, &EmitError::Kept { records: lost, source });
        }
    }

    /// Waits until a mail is due, and takes what goes into it; `None` at the end.
    fn next(&self) -> Option<(Vec<Waiting>, u64)> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let urged = state.urged || state.closing;
            let (waiting, oldest) = (state.waiting.len(), state.waiting.front().map(|first| first.since));
            // A full box is not made to wait.
            let full = state.is_full(0, self.capacity);
            let due = state.schedule.due(now, waiting, oldest, urged || full);
            if let Due::Now(records) = due {
                return Some(state.take(records, now));
            }
            // What is due later than now waits for the limit on mails, or was not asked for.
            if urged {
                state.urged = false;
                self.desk().changed.notify_all();
            }
            if state.closing {
                state.has_worker = false;
                return None;
            }
            // Whoever waits for a mail that the limit holds up has waited enough.
            state.release();
            state = match due {
                Due::At(then) => {
                    let left = then.saturating_duration_since(now);
                    self.desk().changed.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0
                }
                _ => self.desk().changed.wait(state).unwrap_or_else(|e| e.into_inner()),
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.desk().state.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn desk(&self) -> &Desk {
        let make = || Desk { state: Mutex::new(State::new(self.schedule.clone())), changed: Condvar::new() };
        self.desk.get_or(|_| make())
    }
}

/// Tells those who wait what became of a mail's records, and reports what nobody waits for.
fn tell(batch: Vec<Waiting>, outcome: Result<(), SendError>, handler: &WeakHandler) {
    let several = batch.len() > 1;
    let same = outcome.as_ref().err().map(ToString::to_string);
    let mut outcome = Some(outcome);
    let mut unheard: Vec<Waiting> = Vec::new();
    let mut failure = None;
    for waiting in batch {
        // Those that went along are told the like.
        let told = match outcome.take() {
            Some(outcome) if !several => outcome,
            _ => same.clone().map_or(Ok(()), |error| Err(SendError::Same(error))),
        };
        let back = match &waiting.answer {
            Some(answer) => answer.give(told),
            None => Some(told),
        };
        if let Some(Err(error)) = back {
            failure = Some(error);
            unheard.push(waiting);
        }
    }
    let (Some(error), Some(first)) = (failure, unheard.first()) else { return };
    let error = match unheard.len() {
        1 => EmitError::Other(error.into()),
        records => EmitError::Kept { records: records as u64, source: io::Error::other(error) },
    };
    handler.failed(&first.entry.record, &error);
}
