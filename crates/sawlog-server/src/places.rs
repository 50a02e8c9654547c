//! How many connections are open at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places for connections.
#[derive(Debug)]
pub(crate) struct Places {
    /// One for each connection, and one that each listener but the last has in hand while it waits.
    free: Arc<Semaphore>,
    all: u32,
    most: usize,
    open: Arc<AtomicUsize>,
}

/// A place in hand, for whoever connects next.
#[derive(Debug)]
pub(crate) struct Place {
    open: Arc<AtomicUsize>,
    permit: OwnedSemaphorePermit,
}

/// A place that a connection has, until it is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    open: Arc<AtomicUsize>,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// Places for `most` connections from all of the listeners.
    pub(crate) fn new(most: usize, listeners: usize) -> Places {
        let all = u32::try_from(most + listeners.saturating_sub(1)).unwrap_or(u32::MAX);
        Places { free: Arc::new(Semaphore::new(all as usize)), all, most, open: Arc::default() }
    }

    /// A place, when there is one; `full` is called if it must be waited for.
    pub(crate) async fn next(&self, full: impl FnOnce(usize)) -> Place {
        if self.free.available_permits() == 0 {
            full(self.most);
        }
        // The semaphore is never closed.
        let permit = Arc::clone(&self.free).acquire_owned().await.expect("an open semaphore");
        Place { open: Arc::clone(&self.open), permit }
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Waits until no place is taken or in hand.
    pub(crate) async fn all_free(&self) {
        let _ = self.free.acquire_many(self.all).await;
    }
}

impl Place {
    /// The place for a connection that has been accepted.
    pub(crate) fn take(self) -> Taken {
        self.open.fetch_add(1, Ordering::Relaxed);
        Taken { open: self.open, _permit: self.permit }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}
