//! What became of the records of a queue.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of a [`NatsQueue`](super::NatsQueue)'s two ends in this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NatsStats {
    /// Records that were put.
    pub put: u64,
    /// Messages that the servers acknowledged.
    pub acknowledged: u64,
    /// Messages that were sent once more, since it was not known whether the servers had them.
    pub sent_again: u64,
    /// Messages among those acknowledged that the servers had already, and dropped.
    pub duplicates: u64,
    /// Records that the servers will never take: they are too large. They count as dropped.
    pub refused: u64,
    /// Records that were written to the spool.
    pub spooled: u64,
    /// Records that are in the spool now.
    pub in_spool: u64,
    /// Bytes that the spool has on disk now.
    pub spool_bytes: u64,
    /// Bytes at the ends of the spool's files that a power cut left without a whole record.
    pub torn_bytes: u64,
    /// Records of the spool that were damaged on the disk and passed over: one for each damaged place of a former run's files,
    /// where there may have been several. They count as dropped.
    pub broken: u64,
    /// Records that were taken out.
    pub taken: u64,
    /// Messages that came once more, since they were not acknowledged in time.
    pub redelivered: u64,
    /// Messages among those that had been handled already or were being handled, and were not handled again.
    pub repeated: u64,
    /// Messages that are no record; they are taken out of the stream.
    pub poisoned: u64,
}

/// The same, while it is counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) put: Count,
    pub(super) acknowledged: Count,
    pub(super) sent_again: Count,
    pub(super) duplicates: Count,
    pub(super) refused: Count,
    pub(super) spooled: Count,
    pub(super) in_spool: Count,
    pub(super) spool_bytes: Count,
    pub(super) torn_bytes: Count,
    pub(super) broken: Count,
    pub(super) taken: Count,
    pub(super) redelivered: Count,
    pub(super) repeated: Count,
    pub(super) poisoned: Count,
}

/// One number.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(super) fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counts {
    pub(super) fn read(&self) -> NatsStats {
        NatsStats {
            put: self.put.get(),
            acknowledged: self.acknowledged.get(),
            sent_again: self.sent_again.get(),
            duplicates: self.duplicates.get(),
            refused: self.refused.get(),
            spooled: self.spooled.get(),
            in_spool: self.in_spool.get(),
            spool_bytes: self.spool_bytes.get(),
            torn_bytes: self.torn_bytes.get(),
            broken: self.broken.get(),
            taken: self.taken.get(),
            redelivered: self.redelivered.get(),
            repeated: self.repeated.get(),
            poisoned: self.poisoned.get(),
        }
    }
}
