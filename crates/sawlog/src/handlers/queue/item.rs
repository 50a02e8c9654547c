//! What travels through a queue, and what becomes of it.

use std::fmt::Display;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use super::ack::Ack;
use super::apart::Apart;
use super::child::Home;
use crate::error::EmitError;
use crate::record::LogRecord;

/// What is put into a queue of records.
///
/// # Python
/// A record, or the sentinel `None`; a request to flush has no counterpart.
#[derive(Debug)]
#[non_exhaustive]
pub enum Queued {
    /// A record.
    Record(Box<LogRecord<'static>>),
    /// Who listens shall flush its handlers when all that was put before has been handled, and acknowledge it. A queue
    /// that leads to where this cannot go acknowledges when what was put before is safe there.
    Flush(Ack),
    /// Who listens shall end when all that was put before has been handled: the sentinel.
    End,
}

/// Why something is not in the queue; it comes back.
#[derive(Debug)]
pub struct Full(
    /// What could not be put.
    pub Queued,
);

/// What is known of a queue at both its ends: who listens, and what was dropped. A queue has one.
#[derive(Debug, Default)]
pub struct QueueLedger {
    listeners: AtomicUsize,
    /// Listeners that will take their turn when another one has ended.
    waiting: AtomicUsize,
    dropped: AtomicU64,
    told: AtomicU64,
    /// What the last listener left in the queue when its time was over.
    left: AtomicU64,
    /// How many records listeners of this process have taken out.
    taken: Apart<AtomicU64>,
    home: Home,
}

impl QueueLedger {
    /// A new one: nobody listens, nothing was dropped.
    pub const fn new() -> QueueLedger {
        QueueLedger {
            listeners: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
            told: AtomicU64::new(0),
            left: AtomicU64::new(0),
            taken: Apart(AtomicU64::new(0)),
            home: Home::new(),
        }
    }

    /// How many records were dropped so far, because the queue was full, or were left in it when there was no more time. Those that
    /// were left count no more as soon as somebody listens again.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed) + self.left.load(Ordering::Relaxed)
    }

    /// Counts records that are in the queue when its listener's time is over.
    pub(super) fn count_left(&self, records: u64) {
        self.left.store(records, Ordering::Relaxed);
    }

    /// Counts a record that the listener has taken out; there is one at a time.
    #[inline]
    pub(super) fn count_taken(&self) {
        self.taken.store(self.taken.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// How many records listeners of this process have taken out so far.
    pub fn gone(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Counts records that were dropped.
    pub fn count_dropped(&self, records: u64) {
        self.dropped.fetch_add(records, Ordering::Relaxed);
    }

    /// Whether anybody listens at the other end, or is about to.
    pub fn is_attended(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0 || self.listeners.load(Ordering::SeqCst) > 0
    }

    /// Somebody listens from now on.
    pub fn attend(&self) {
        self.listeners.fetch_add(1, Ordering::SeqCst);
        self.count_left(0);
    }

    /// Somebody listens from now on, unless somebody does already; whether so.
    pub(super) fn attend_alone(&self) -> bool {
        let alone = self.listeners.compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if alone {
            self.count_left(0);
        }
        alone
    }

    /// Somebody is going to listen when another one has ended.
    pub(super) fn wait(&self) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
    }

    /// Somebody who was going to listen does so, or will not.
    pub(super) fn wait_no_more(&self) {
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }

    /// Somebody who listened does so no more.
    pub fn leave(&self) {
        self.listeners.fetch_sub(1, Ordering::SeqCst);
    }

    /// To which process the queue belongs.
    #[inline]
    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    pub(super) fn has_untold(&self) -> bool {
        self.dropped.load(Ordering::Relaxed) != self.told.load(Ordering::Relaxed)
    }

    /// How many were dropped that no record has told of; they are told of by this.
    pub(super) fn take_untold(&self) -> u64 {
        let dropped = self.dropped.load(Ordering::Relaxed);
        dropped - self.told.swap(dropped, Ordering::Relaxed).min(dropped)
    }
}

/// Why a queue did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// `queue.Full`: there was no room for the record.
    #[error("the queue is full, with {len} of {capacity} records at most: the record was dropped ({dropped} so far)")]
    Full {
        /// How many records are in it. Where they are long it is full of their bytes before it is full of their number.
        len: usize,
        /// How many records it takes.
        capacity: usize,
        /// How many were dropped so far.
        dropped: u64,
    },
    /// Not all that was in the queue could be handled in time.
    #[error("{} left in the queue{}", were(.left), after(.limit))]
    Left {
        /// How many records.
        left: usize,
        /// How long was waited; nothing where other handlers had taken all the time there was.
        limit: Duration,
    },
    /// The listener's own thread asked for the queue to be handled: it would wait for itself.
    #[error("{} left in the queue: the thread that ends or flushes it is its listener's, and cannot wait for itself", were(.left))]
    OwnThread {
        /// How many records.
        left: usize,
    },
    /// Nobody takes the records out of the queue.
    #[error("{} in a queue to which nobody listens", counted(.left, ["record is", "records are"]))]
    Unattended {
        /// How many records.
        left: usize,
    },
    /// The listener runs already.
    #[error("the listener has been started already")]
    Started,
    /// Another listener takes the records out of the queue.
    #[error(
        "another listener takes records out of this queue: a queue has one at a time, which may have several handlers"
    )]
    Attended,
    /// The system gave no thread.
    #[error("the listener's thread cannot be started: {0}")]
    Thread(String),
}

impl QueueError {
    /// So many are left after a time, which is told to the millisecond.
    pub(super) fn left_after(left: usize, limit: Duration) -> QueueError {
        let millis = limit.as_micros().saturating_add(500) / 1000;
        let limit = match u64::try_from(millis) {
            Ok(millis) if millis > 0 => Duration::from_millis(millis),
            _ => limit,
        };
        QueueError::Left { left, limit }
    }

    /// How many records are left where they were.
    pub(super) fn left(&self) -> usize {
        match self {
            QueueError::Left { left, .. } | QueueError::OwnThread { left } | QueueError::Unattended { left } => *left,
            _ => 0,
        }
    }

    /// Whether time was given to it.
    pub(super) fn has_waited(&self) -> bool {
        matches!(self, QueueError::Left { limit, .. } if !limit.is_zero())
    }
}

/// So many records, and what is said of them then.
pub(super) fn were(records: impl Display) -> String {
    counted(records, ["record was", "records were"])
}

fn counted(records: impl Display, [one, several]: [&str; 2]) -> String {
    let records = records.to_string();
    let what = if records == "1" { one } else { several };
    format!("{records} {what}")
}

fn after(limit: &Duration) -> String {
    if limit.is_zero() { ": there was no time left for it".to_owned() } else { format!(" after {limit:?}") }
}

impl From<QueueError> for EmitError {
    fn from(error: QueueError) -> EmitError {
        EmitError::Other(Box::new(error))
    }
}
