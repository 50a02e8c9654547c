//! What a socket counts, for whoever wants to know.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::endpoint::Endpoint;

/// What became of messages and connections.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Connections there are at the moment, over which something can be sent or come.
    pub(crate) open: AtomicUsize,
    /// Connections there were.
    pub(crate) connections: AtomicU64,
    /// Messages that were given to the kernel whole; one that several get counts for each of them.
    pub(crate) sent: AtomicU64,
    /// Messages that came.
    pub(crate) taken: AtomicU64,
    /// Messages and connections that were refused.
    pub(crate) refused: AtomicU64,
    /// Messages that subscribers did not get: they read too slowly, or went.
    pub(crate) missed: AtomicU64,
    /// Messages to which nobody had subscribed.
    pub(crate) unheard: AtomicU64,
    /// Messages that are with the socket and were not given to the kernel whole.
    pub(crate) under_way: AtomicUsize,
    /// Messages that were given up, since connections ended within them.
    pub(crate) given_up: AtomicU64,
    /// Where it is bound.
    pub(crate) bound: Mutex<Vec<Endpoint>>,
}

impl Counts {
    pub(super) fn add(counter: &AtomicU64, more: u64) {
        counter.fetch_add(more, Ordering::Relaxed);
    }
}
