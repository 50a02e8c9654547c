//! What the answers that wait to be read take, all together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The bytes of all of them.
#[derive(Debug, Default)]
pub(super) struct Backlog(Arc<AtomicUsize>);

/// The bytes of one, until it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    all: Arc<AtomicUsize>,
    bytes: usize,
}

impl Backlog {
    /// Takes so many bytes more, unless it would be more than `most` then.
    pub(super) fn take(&self, bytes: usize, most: usize) -> Option<Share> {
        let more = |all: usize| all.checked_add(bytes).filter(|all| *all <= most);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Share { all: Arc::clone(&self.0), bytes })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
