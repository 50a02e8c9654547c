//! What a queue over ZeroMQ has counted.

use std::sync::atomic::{AtomicU64, Ordering};

use super::shared::Shared;

/// What a [`ZmqQueue`](crate::ZmqQueue) has counted so far.
///
/// Of one that pushes, what was logged is what was dropped (the queue's [ledger](crate::RecordQueue::ledger) counts it), what is in the
/// queue, and what was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ZmqStats {
    /// Connections there are at the moment, over which records can go.
    pub open: usize,
    /// Connections there were.
    pub connections: u64,
    /// Records that were given to the kernel whole; one that is published counts for each subscriber.
    pub sent: u64,
    /// Messages that came from peers.
    pub taken: u64,
    /// Messages that were no records, and connections that were refused or ended over what came.
    pub refused: u64,
    /// Published records that a subscriber did not get, since it read too slowly or went.
    pub missed: u64,
    /// Published records to which nobody had subscribed.
    pub unheard: u64,
    /// Records that were dropped, of which the log itself tells, too.
    pub dropped: u64,
}

impl ZmqStats {
    pub(super) fn of(shared: &Shared) -> ZmqStats {
        let counts = &shared.counts;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        ZmqStats {
            open: counts.open.load(Ordering::Relaxed),
            connections: count(&counts.connections),
            sent: count(&counts.sent),
            taken: count(&counts.taken),
            refused: count(&counts.refused),
            missed: count(&counts.missed),
            unheard: count(&counts.unheard),
            dropped: shared.ledger().dropped(),
        }
    }
}
