//! What a queue between threads is made of: a ring of its own for each thread that logs, read in one order.
//!
//! A thread alone writes to its lane, so that it waits for no other one, and the memory that it writes to lies in a row. The listener
//! looks at all lanes and takes the oldest record. Threads beyond so many share one lane, and so do those that are ending.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::apart::Apart;
use super::requests::{Next, Requests};
use super::sync::{AtomicUsize, Mutex, MutexGuard, Ordering};
use super::{Copied, Queued, RenderedRecord};
use crate::record::{FlatBatch, LogRecord};

mod lane;
mod merge;
mod reader;
mod room;
#[cfg(test)]
mod tests;
mod writer;

use merge::Merge;
use reader::Reader;
use room::Room;
use writer::Writer;

/// The lanes of a queue.
pub(super) struct Lanes {
    /// By which a thread knows which of its lanes are this queue's.
    number: u64,
    room: Arc<Room>,
    merge: Apart<Mutex<Merge>>,
    newcomers: Newcomers,
    /// How many threads have lanes.
    count: AtomicUsize,
    common: Mutex<Option<Writer>>,
    /// How many of the records that were taken together are or have been handled, and have not given their places back.
    taken: Apart<AtomicUsize>,
}

/// Lanes that are new to the reader.
#[derive(Default)]
pub(super) struct Newcomers {
    count: AtomicUsize,
    readers: Mutex<Vec<Reader>>,
}

/// How many threads have a lane of their own.
const MOST: usize = 64;
/// How many records are taken before lanes of threads that have ended are looked for.
const BETWEEN_LOOKS: u64 = 256;
/// Of how many places one is for records that are taken together.
const PART_TOGETHER: usize = 256;
/// No more are taken together than this.
const MOST_TOGETHER: usize = 32;
/// What a queue's rings take at most, for each record of its capacity.
const RINGS_PER_RECORD: usize = 2048;
/// What lies beside the rings.
const ASIDE_PER_RECORD: usize = 4096;
/// As much there may always be.
const LEAST_BYTES: usize = 16 << 20;

thread_local! {
    /// The lanes of this thread, by their queues' numbers.
    static WRITERS: RefCell<Vec<(u64, Writer)>> = const { RefCell::new(Vec::new()) };
}

impl Lanes {
    pub(super) fn new(capacity: usize) -> Lanes {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let bytes = |each: usize| capacity.saturating_mul(each).max(LEAST_BYTES);
        Lanes {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            room: Arc::new(Room::new(capacity, bytes(RINGS_PER_RECORD), bytes(ASIDE_PER_RECORD))),
            merge: Apart(Mutex::new(Merge::new(MOST + 1))),
            newcomers: Newcomers::default(),
            count: AtomicUsize::new(0),
            common: Mutex::new(None),
            taken: Apart(AtomicUsize::new(0)),
        }
    }

    /// Writes a copy of a record into the present thread's lane.
    #[inline]
    pub(super) fn put_copy(&self, record: &RenderedRecord<'_, '_>) -> Copied {
        self.with_writer(|writer| writer.put_copy(record))
    }

    /// Puts a record into the present thread's lane, as it is.
    pub(super) fn put(&self, record: Box<LogRecord<'static>>) -> Result<(), Box<LogRecord<'static>>> {
        self.with_writer(|writer| writer.put(record))
    }

    #[inline]
    fn with_writer<R>(&self, f: impl FnOnce(&mut Writer) -> R) -> R {
        let mut f = Some(f);
        let own = WRITERS.try_with(|writers| {
            let mut writers = writers.try_borrow_mut().ok()?;
            let at = match writers.iter().position(|(number, _)| *number == self.number) {
                Some(at) => at,
                None => self.join(&mut writers)?,
            };
            f.take().map(|f| f(&mut writers[at].1))
        });
        match (own, f) {
            (Ok(Some(result)), _) => result,
            (_, Some(f)) => self.with_common_writer(f),
            (_, None) => unreachable!("what has been called has a result"),
        }
    }

    /// Makes a lane for the present thread; none if there are too many.
    #[cold]
    fn join(&self, writers: &mut Vec<(u64, Writer)>) -> Option<usize> {
        writers.retain(|(_, writer)| !writer.is_left());
        {
            let common = self.common.lock().unwrap_or_else(|e| e.into_inner());
            // It may have records of this thread, and these come first.
            if common.as_ref().is_some_and(|common| !common.is_empty()) {
                return None;
            }
        }
        let more = |count| (count < MOST).then_some(count + 1);
        self.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        let (writer, reader) = Writer::new(&self.room);
        self.newcomers.add(reader);
        writers.push((self.number, writer));
        Some(writers.len() - 1)
    }

    #[cold]
    fn with_common_writer<R>(&self, f: impl FnOnce(&mut Writer) -> R) -> R {
        let mut common = self.common.lock().unwrap_or_else(|e| e.into_inner());
        let writer = common.get_or_insert_with(|| {
            let (writer, mut reader) = Writer::new(&self.room);
            reader.is_common = true;
            self.newcomers.add(reader);
            writer
        });
        writer.by_this_thread();
        f(writer)
    }

    /// Takes out the request that is due, or the oldest record, written into a blank one where it is not in a box already.
    pub(super) fn take(
        &self,
        requests: &Requests<Queued>,
        blank: impl FnOnce() -> Box<LogRecord<'static>>,
    ) -> Option<Queued> {
        let mut merge = self.merge();
        if requests.any() {
            if let Next::Request(request) = requests.next(|first| merge.is_due(&self.newcomers, first)) {
                return Some(request);
            }
        } else {
            merge.unmark();
        }
        let record = merge.take(&self.newcomers, self.capacity() as u64, blank);
        if record.is_none() || merge.taken().is_multiple_of(BETWEEN_LOOKS) {
            self.count.fetch_sub(merge.free_ended(), Ordering::Relaxed);
        }
        drop(merge);
        let record = record?;
        self.room.give_back(1);
        Some(Queued::Record(record))
    }

    /// Takes the oldest records together, few enough that it is no matter if their places are given back together. None where a
    /// request waits.
    #[inline]
    pub(super) fn take_together(&self, requests: &Requests<Queued>, batch: &mut FlatBatch) {
        let mut merge = self.merge();
        if requests.any() {
            return;
        }
        merge.unmark();
        let (before, most) = (merge.taken(), self.room.places() / PART_TOGETHER);
        merge.take_to(batch, most.clamp(1, MOST_TOGETHER), &self.newcomers, self.capacity() as u64);
        batch.seal();
        if batch.left() == 0 || before / BETWEEN_LOOKS != merge.taken() / BETWEEN_LOOKS {
            self.count.fetch_sub(merge.free_ended(), Ordering::Relaxed);
        }
    }

    /// Says that one more of those that were taken together is being handled, the last one perhaps; no other thread handles such.
    #[inline]
    pub(super) fn count_taken(&self, is_last: bool) {
        self.taken.0.store(self.taken.0.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        if is_last {
            self.give_back_taken();
        }
    }

    /// Gives their places back.
    pub(super) fn give_back_taken(&self) {
        match self.taken.0.swap(0, Ordering::Relaxed) {
            0 => {}
            taken => self.room.give_back(taken),
        }
    }

    /// Lets go of the oldest record; whether there was one, and its box if it had one.
    pub(super) fn discard(&self) -> Option<Option<Box<LogRecord<'static>>>> {
        let discarded = self.merge().discard(&self.newcomers, self.capacity() as u64);
        if discarded.is_some() {
            self.room.give_back(1);
        }
        discarded
    }

    /// Whether there is a record.
    pub(super) fn has_any(&self) -> bool {
        self.merge().has_any(&self.newcomers)
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        let unused = self.merge().unused(&self.newcomers);
        let none = self.room.free() + unused + self.taken.0.load(Ordering::Relaxed);
        self.capacity() - none.min(self.capacity())
    }

    pub(super) fn capacity(&self) -> usize {
        self.room.places()
    }

    /// How many more records there is room for, at least.
    pub(super) fn free(&self) -> usize {
        self.room.free()
    }

    /// Nothing was logged for a while: gives memory back that is not needed.
    pub(super) fn rest(&self) {
        self.merge().rest();
    }

    fn merge(&self) -> MutexGuard<'_, Merge> {
        self.merge.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Newcomers {
    fn add(&self, reader: Reader) {
        let mut readers = self.readers.lock().unwrap_or_else(|e| e.into_inner());
        readers.push(reader);
        self.count.store(readers.len(), Ordering::Release);
    }

    /// Adds them to those that are known.
    #[inline]
    fn come_to(&self, known: &mut Vec<Reader>) {
        if self.count.load(Ordering::Acquire) > 0 {
            self.all_come_to(known);
        }
    }

    #[cold]
    fn all_come_to(&self, known: &mut Vec<Reader>) {
        let mut readers = self.readers.lock().unwrap_or_else(|e| e.into_inner());
        known.append(&mut readers);
        self.count.store(0, Ordering::Relaxed);
    }
}
