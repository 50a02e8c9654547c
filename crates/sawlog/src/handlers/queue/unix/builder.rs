//! The options of a [`UnixQueue`].

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossbeam_queue::ArrayQueue;

use super::super::{BoundedQueue, QueueLedger};
use super::counters::Counters;
use super::own::Own;
use super::sender::Sender;
use super::taker::{Flushed, Taker};
use super::{SPARE, UnixQueue};
use crate::fork::generation;
use crate::net::BackOffTimes;
use crate::wire::Limits;

/// The options of a [`UnixQueue`].
///
/// | option | default |
/// |---|---|
/// | `maxsize` | 65,536 records |
/// | `max_bytes` | 64 MiB |
/// | `limits` | those of [`Limits`]: what one record may cost the listener |
/// | `back_off` | 50 ms, twice as long after each failure, at most a second |
/// | `frame_timeout` | 30 seconds |
/// | `ended_by_workers` | no |
#[derive(Clone, Debug)]
#[must_use]
pub struct UnixQueueBuilder {
    pub(super) path: PathBuf,
    records: usize,
    bytes: usize,
    pub(super) limits: Limits,
    pub(super) times: BackOffTimes,
    pub(super) frame_timeout: Duration,
    pub(super) ended_by_workers: bool,
}

impl UnixQueue {
    /// Starts one with all its options at their defaults; see [`UnixQueueBuilder`].
    pub fn builder(path: impl Into<PathBuf>) -> UnixQueueBuilder {
        UnixQueueBuilder {
            path: path.into(),
            records: BoundedQueue::DEFAULT_CAPACITY,
            bytes: UnixQueue::DEFAULT_BYTES,
            limits: Limits::default(),
            times: BackOffTimes { initial: Duration::from_millis(50), factor: 2.0, max: Duration::from_secs(1) },
            frame_timeout: Duration::from_secs(30),
            ended_by_workers: false,
        }
    }
}

impl UnixQueueBuilder {
    /// Lets so many records wait with a worker.
    pub fn maxsize(mut self, records: usize) -> Self {
        self.records = records.clamp(1, BoundedQueue::MAX_CAPACITY);
        self
    }

    /// Lets so many bytes of records wait with a worker; a single one may be larger.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Lets one record cost the listener so much.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Waits so long after a failure to connect, or to listen; each further time `factor` times as long, at most `max`.
    pub fn back_off(mut self, initial: Duration, factor: f64, max: Duration) -> Self {
        self.times = BackOffTimes { initial, factor, max };
        self
    }

    /// Has the listener wait so long for the rest of a record that has come in part; then it closes the connection. A worker connects anew and
    /// sends the record again.
    pub fn frame_timeout(mut self, timeout: Duration) -> Self {
        self.frame_timeout = timeout;
        self
    }

    /// Lets the sentinel that a worker puts in end the listener. Otherwise that is passed over, and told of once: whoever can connect could
    /// silence the listener by it.
    ///
    /// # Python
    /// `queue.put_nowait(None)`, by which any process that has the queue ends its listener.
    pub fn ended_by_workers(mut self, ended: bool) -> Self {
        self.ended_by_workers = ended;
        self
    }

    /// The queue; it connects or listens when it is first used.
    pub fn build(self) -> UnixQueue {
        let flushed = Arc::new(Flushed::new());
        UnixQueue {
            sender: Arc::new(Sender::new(&self.path, self.records, self.bytes, self.times)),
            taker: Mutex::new(Taker::new(&self, Arc::clone(&flushed))),
            own: Mutex::new(Own::default()),
            flushed,
            has_listened: AtomicBool::new(false),
            spare: ArrayQueue::new(SPARE),
            counters: Counters::default(),
            ledger: QueueLedger::new(),
            generation: generation(),
            path: self.path.clone(),
            options: self,
        }
    }
}
