//! The queue between threads of one process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_queue::ArrayQueue;

use super::doze::Doze;
use super::requests::{Next, Requests};
use super::{Full, QueueLedger, Queued, RecordQueue};
use crate::record::LogRecord;

/// A bounded queue between the threads of a process.
///
/// Records stay where they are: their boxes go through the queue, come back empty, and serve again, so that a caller
/// asks for no memory once there are as many as there are records under way. While the listener is busy a caller makes no
/// system call and takes no lock. A listener that finds nothing looks again after short pauses, for 20 ms; then it
/// sleeps, and the next caller wakes it.
///
/// It takes as many records as its capacity. Spare ones beyond 1,024 are freed when nothing was logged for a while.
///
/// # Python
/// `queue.Queue(maxsize)`; a size of 0 or less, there unbounded, is [`BoundedQueue::DEFAULT_CAPACITY`].
pub struct BoundedQueue {
    records: ArrayQueue<Box<LogRecord<'static>>>,
    spare: ArrayQueue<Box<LogRecord<'static>>>,
    requests: Requests<Queued>,
    /// Where the listener sleeps.
    filled: Doze,
    /// Where callers wait for room.
    room: Doze,
    ledger: QueueLedger,
}

/// How long a listener that finds nothing goes on looking before it sleeps.
const WAKEFUL: Duration = Duration::from_millis(20);
/// How long it pauses first, and at most. A small queue may be full sooner.
const PAUSES: [Duration; 2] = [Duration::from_micros(200), Duration::from_millis(1)];
const SHORTEST_PAUSE: Duration = Duration::from_micros(50);
/// How fast records may come that a pause is to leave room for.
const PER_RECORD: Duration = Duration::from_nanos(100);
/// Spare records that are kept while nothing is logged.
const SPARE_AT_REST: usize = 1024;

impl BoundedQueue {
    /// How many records a queue takes unless it is said.
    pub const DEFAULT_CAPACITY: usize = 65_536;
    /// How many it may be made to take.
    pub const MAX_CAPACITY: usize = 1 << 20;

    /// A queue of so many records; 0 is the default, and more than [`MAX_CAPACITY`](Self::MAX_CAPACITY) is that.
    pub fn new(capacity: usize) -> BoundedQueue {
        let capacity = match capacity {
            // DIFFERENCE: Python's queue has no bound then.
            0 => Self::DEFAULT_CAPACITY,
            _ => capacity.min(Self::MAX_CAPACITY),
        };
        BoundedQueue {
            records: ArrayQueue::new(capacity),
            spare: ArrayQueue::new(capacity),
            requests: Requests::new(),
            filled: Doze::new(),
            room: Doze::new(),
            ledger: QueueLedger::new(),
        }
    }

    fn take(&self) -> Option<Queued> {
        if let Next::Request(request) = self.requests.next(|| self.records.len()) {
            return Some(request);
        }
        let record = self.records.pop()?;
        self.room.tell();
        Some(Queued::Record(record))
    }

    fn free_spare(&self) {
        while self.spare.len() > SPARE_AT_REST {
            drop(self.spare.pop());
        }
    }
}

impl Default for BoundedQueue {
    fn default() -> BoundedQueue {
        BoundedQueue::new(Self::DEFAULT_CAPACITY)
    }
}

impl RecordQueue for BoundedQueue {
    fn put(&self, item: Queued) -> Result<(), Full> {
        match item {
            Queued::Record(record) => {
                self.records.push(record).map_err(|record| Full(Queued::Record(record)))?;
                self.filled.tell();
            }
            request => {
                self.requests.put(request);
                self.filled.wake();
            }
        }
        Ok(())
    }

    fn put_within(&self, mut item: Queued, limit: Duration) -> Result<(), Full> {
        let began = Instant::now();
        loop {
            match self.put(item) {
                Ok(()) => return Ok(()),
                Err(full) => item = full.0,
            }
            let left = limit.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(Full(item));
            }
            // It may be at a pause.
            self.filled.wake();
            self.room.sleep_unless(|| !self.records.is_full(), left);
        }
    }

    fn get(&self, limit: Duration) -> Option<Queued> {
        if let Some(item) = self.take() {
            return Some(item);
        }
        if limit.is_zero() {
            return None;
        }
        let until_full = PER_RECORD.saturating_mul(u32::try_from(self.capacity()).unwrap_or(u32::MAX));
        let [mut pause, longest] = PAUSES.map(|pause| pause.min(until_full).max(SHORTEST_PAUSE));
        let began = Instant::now();
        loop {
            let waited = began.elapsed();
            if waited >= limit {
                self.free_spare();
                return None;
            }
            if waited < WAKEFUL {
                self.filled.pause(pause.min(limit - waited));
                pause = (pause * 2).min(longest);
            } else {
                self.filled.sleep_unless(|| !self.records.is_empty() || self.requests.any(), limit - waited);
            }
            if let Some(item) = self.take() {
                return Some(item);
            }
        }
    }

    fn displace(&self, record: Box<LogRecord<'static>>) -> Result<u64, Full> {
        let displaced = self.records.force_push(record);
        self.filled.tell();
        Ok(displaced.map_or(0, |record| {
            self.give_back(record);
            1
        }))
    }

    fn len(&self) -> usize {
        self.records.len()
    }

    fn capacity(&self) -> usize {
        self.records.capacity()
    }

    fn ledger(&self) -> &QueueLedger {
        &self.ledger
    }

    fn spare(&self) -> Option<Box<LogRecord<'static>>> {
        self.spare.pop()
    }

    fn give_back(&self, mut record: Box<LogRecord<'static>>) {
        record.empty();
        // There are never more than the queue takes, but for those of callers in between.
        drop(self.spare.push(record));
    }

    fn for_child(&self) -> Option<Arc<dyn RecordQueue>> {
        Some(Arc::new(BoundedQueue::new(self.capacity())))
    }

    fn unattended(&self) {
        self.requests.clear();
    }
}

impl std::fmt::Debug for BoundedQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<BoundedQueue of {} in {}>", self.records.len(), self.records.capacity())
    }
}
