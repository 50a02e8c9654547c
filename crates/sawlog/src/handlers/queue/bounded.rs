//! The queue between threads of one process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crossbeam_queue::ArrayQueue;

use super::apart::Apart;
use super::doze::Doze;
use super::fences;
use super::lanes::Lanes;
use super::requests::Requests;
use super::{Copied, Full, QueueLedger, Queued, RecordQueue, RenderedRecord};
use crate::record::{FlatBatch, LogRecord};

/// A bounded queue between the threads of a process.
///
/// Each thread writes its records into a ring of its own, which grows as it is needed; the listener takes the oldest of all. While
/// it is busy a caller makes no system call, takes no lock, and asks for no memory once its ring is as large as it need be. (By
/// [`DropBelow`](crate::WhenFull::DropBelow) a record below the level counts what is in the queue first, which takes the listener's lock.)
/// A listener that finds nothing looks again after short pauses, for 20 ms; then it sleeps, and the next caller wakes it.
///
/// One thread's records stay in their order. Of several threads' the older one comes first, by the clock: one that was logged
/// when another one was known to be logged comes after it, unless the clock was set back meanwhile. 64 threads have rings; those beyond share one.
///
/// It takes as many records as its capacity. With several threads it may be full a little sooner, by a quarter at most: a thread
/// takes up to 64 places at a time, and the fewer the less are free. A listener takes up to 32 records at a time, one of 256 of the capacity at most, and
/// their places are free when all of them are handled but the last. A record with an exception, with attributes that a filter
/// set, or longer than about 700 bytes does not lie in the ring but in a box. The rings take 2 KiB for each record of the capacity at
/// most, and the boxes 4 KiB (of both, 16 MiB are always allowed, and 32 KiB of ring for each thread); beyond, the queue is full.
/// A ring that has become large is left for a small one by the next record after nothing was logged for ten seconds; its thread's end frees it, once
/// its records are taken.
///
/// # Python
/// `queue.Queue(maxsize)`; a size of 0 or less, there unbounded, is [`BoundedQueue::DEFAULT_CAPACITY`].
pub struct BoundedQueue {
    lanes: Lanes,
    /// Boxes of records that were handled, which serve again: two for the listener, others for records that cross in boxes.
    at_hand: ArrayQueue<Box<LogRecord<'static>>>,
    spare: ArrayQueue<Box<LogRecord<'static>>>,
    /// Where records lie that are taken together; nowhere while they are being handled.
    together: Apart<Mutex<Option<FlatBatch>>>,
    /// Whether some of them were left there.
    any_left: Apart<AtomicBool>,
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
/// How long a caller that waits for room is at most left to itself: the listener wakes it when a quarter is free.
const LOOKING_FOR_ROOM: Duration = Duration::from_millis(1);
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
        fences::prepare();
        BoundedQueue {
            lanes: Lanes::new(capacity),
            at_hand: ArrayQueue::new(2),
            spare: ArrayQueue::new(capacity),
            together: Apart(Mutex::new(Some(FlatBatch::default()))),
            any_left: Apart(AtomicBool::new(false)),
            requests: Requests::new(),
            filled: Doze::new(),
            room: Doze::new(),
            ledger: QueueLedger::new(),
        }
    }

    #[inline]
    fn take(&self) -> Option<Queued> {
        let blank = || self.at_hand.pop().or_else(|| self.spare.pop()).unwrap_or_else(|| Box::new(LogRecord::blank()));
        if self.any_left.load(Ordering::Acquire)
            && let Some(record) = self.take_left(blank)
        {
            return Some(Queued::Record(record));
        }
        let taken = self.lanes.take(&self.requests, blank);
        self.tell_of_room(taken.is_none());
        taken
    }

    #[inline]
    fn tell_of_room(&self, is_empty: bool) {
        // Woken for each place that is free, a caller would do no more between two sleeps than fill it.
        if self.room.is_waited() && (is_empty || self.lanes.free() >= self.capacity() / 4) {
            self.room.wake();
        }
    }

    /// Takes one of those that a listener has taken together and left when it gave up.
    #[cold]
    fn take_left(&self, blank: impl FnOnce() -> Box<LogRecord<'static>>) -> Option<Box<LogRecord<'static>>> {
        let mut lending = Lending::begin(self)?;
        let mut record = blank();
        let any = lending.batch.read_next(&mut record);
        if any {
            self.lanes.count_taken(false);
        }
        any.then_some(record)
    }

    fn together(&self) -> MutexGuard<'_, Option<FlatBatch>> {
        self.together.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn free_spare(&self) {
        while self.spare.len() > SPARE_AT_REST {
            drop(self.spare.pop());
        }
        self.lanes.rest();
    }
}

/// The records that were taken together, while they are handled: out of the queue, so that no lock is held.
struct Lending<'q> {
    queue: &'q BoundedQueue,
    batch: FlatBatch,
}

impl<'q> Lending<'q> {
    /// `None` if another thread handles such.
    #[inline]
    fn begin(queue: &'q BoundedQueue) -> Option<Lending<'q>> {
        queue.together().take().map(|batch| Lending { queue, batch })
    }
}

impl Drop for Lending<'_> {
    #[inline]
    fn drop(&mut self) {
        self.batch.clear_lent();
        self.queue.lanes.give_back_taken();
        self.queue.any_left.store(self.batch.left() > 0, Ordering::Release);
        *self.queue.together() = Some(std::mem::take(&mut self.batch));
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
                self.lanes.put(record).map_err(|record| Full(Queued::Record(record)))?;
                self.filled.tell();
            }
            request => {
                self.requests.put(request);
                self.filled.wake();
            }
        }
        Ok(())
    }

    #[inline]
    fn put_copy(&self, record: &RenderedRecord<'_, '_>) -> Copied {
        let copied = self.lanes.put_copy(record);
        self.filled.tell();
        copied
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
            self.room.sleep_unless(|| false, left.min(LOOKING_FOR_ROOM));
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
                self.filled.sleep_unless(
                    || self.lanes.has_any() || self.requests.any() || self.any_left.load(Ordering::Acquire),
                    limit - waited,
                );
            }
            if let Some(item) = self.take() {
                return Some(item);
            }
        }
    }

    #[inline]
    fn lend(&self, handle: &mut dyn FnMut(&mut LogRecord<'_>) -> bool) -> usize {
        let Some(mut lending) = Lending::begin(self) else { return 0 };
        if lending.batch.left() == 0 {
            self.lanes.take_together(&self.requests, &mut lending.batch);
        }
        let mut lent = 0;
        while let (is_last, Some(record)) = (lending.batch.left() == 1, lending.batch.next()) {
            let mut record = record.record();
            // Who handles a record has taken it.
            lent += 1;
            self.lanes.count_taken(is_last);
            if is_last {
                self.tell_of_room(false);
            }
            if !handle(&mut record) {
                break;
            }
        }
        lent
    }

    fn displace(&self, mut record: Box<LogRecord<'static>>) -> Result<u64, Full> {
        let mut displaced = 0;
        loop {
            match self.lanes.put(record) {
                Ok(()) => break,
                Err(back) => record = back,
            }
            match self.lanes.discard() {
                Some(boxed) => {
                    displaced += 1;
                    boxed.into_iter().for_each(|boxed| self.give_back(boxed));
                }
                // Others have the places that are left.
                None => return self.put(Queued::Record(record)).map(|()| displaced),
            }
        }
        self.filled.tell();
        Ok(displaced)
    }

    fn len(&self) -> usize {
        self.lanes.len()
    }

    fn capacity(&self) -> usize {
        self.lanes.capacity()
    }

    fn ledger(&self) -> &QueueLedger {
        &self.ledger
    }

    fn spare(&self) -> Option<Box<LogRecord<'static>>> {
        self.spare.pop()
    }

    fn give_back(&self, mut record: Box<LogRecord<'static>>) {
        record.empty();
        if let Err(record) = self.at_hand.push(record) {
            // There are never more than the queue takes, but for those of callers in between.
            drop(self.spare.push(record));
        }
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
        write!(f, "<BoundedQueue of {} in {}>", self.len(), self.capacity())
    }
}
