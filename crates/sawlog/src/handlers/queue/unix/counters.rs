//! What a [`UnixQueue`](super::UnixQueue) counts.

use std::sync::atomic::{AtomicU64, Ordering};

/// What became of the records of a [`UnixQueue`](super::UnixQueue) so far, as this process knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnixQueueStats {
    /// Whether there is a connection to the listener.
    pub connected: bool,
    /// How many records the listener has not acknowledged.
    pub kept: usize,
    /// How many workers are connected to this listener.
    pub connections: usize,
    /// How many records came from workers.
    pub received: u64,
    /// How many came twice, and were dropped.
    pub doubles: u64,
    /// How many could not be read.
    pub refused: u64,
    /// How many were lost because their workers went away in the middle of them.
    pub torn: u64,
}

/// What the taking end counts.
#[derive(Debug, Default)]
pub(super) struct Counters {
    connections: AtomicU64,
    received: AtomicU64,
    doubles: AtomicU64,
    refused: AtomicU64,
    torn: AtomicU64,
}

impl Counters {
    pub(super) fn describe(&self, stats: &mut UnixQueueStats) {
        stats.connections = usize::try_from(self.connections.load(Ordering::Relaxed)).unwrap_or(usize::MAX);
        stats.received = self.received.load(Ordering::Relaxed);
        stats.doubles = self.doubles.load(Ordering::Relaxed);
        stats.refused = self.refused.load(Ordering::Relaxed);
        stats.torn = self.torn.load(Ordering::Relaxed);
    }

    pub(super) fn set_connections(&self, connections: usize) {
        self.connections.store(connections as u64, Ordering::Relaxed);
    }

    pub(super) fn received(&self) {
        self.received.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn double(&self) {
        self.doubles.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn torn(&self) {
        self.torn.fetch_add(1, Ordering::Relaxed);
    }

    /// A worker is there; what it had begun when it went away comes again.
    pub(super) fn hello(&self, was_torn: bool) {
        self.torn.fetch_sub(u64::from(was_torn), Ordering::Relaxed);
    }
}
