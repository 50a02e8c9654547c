//! The beginning of a frame whose rest has not arrived, and how much of such all connections hold together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// A buffer is kept for the connection's next unfinished frame up to this size, as long as frames keep coming.
const KEPT: usize = 4096;

/// How many bytes unfinished frames may take, of all connections together.
#[derive(Debug)]
pub(crate) struct Budget {
    held: AtomicUsize,
    limit: usize,
}

/// The budget is used up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Exhausted;

impl Budget {
    pub(crate) fn new(limit: usize) -> Arc<Budget> {
        Arc::new(Budget { held: AtomicUsize::new(0), limit })
    }

    fn give_back(&self, bytes: usize) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }

    fn take(&self, bytes: usize) -> Result<(), Exhausted> {
        if self.held.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) > self.limit {
            self.give_back(bytes);
            return Err(Exhausted);
        }
        Ok(())
    }
}

/// The bytes of one connection's unfinished frame. Nothing is held while there is none.
#[derive(Debug)]
pub(crate) struct Partial {
    bytes: Vec<u8>,
    /// What the budget has been told of.
    counted: usize,
    since: Option<Instant>,
    budget: Arc<Budget>,
}

impl Partial {
    pub(crate) fn new(budget: Arc<Budget>) -> Partial {
        Partial { bytes: Vec::new(), counted: 0, since: None, budget }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// When the unfinished frame began to arrive, or was left over by those before it.
    pub(crate) fn since(&self) -> Option<Instant> {
        self.since
    }

    /// Holds these bytes instead: what is left of a batch, behind its last whole frame.
    pub(crate) fn replace(&mut self, rest: &[u8], whole_frames: bool) -> Result<(), Exhausted> {
        self.bytes.clear();
        self.bytes.extend_from_slice(rest);
        self.settle(whole_frames)
    }

    /// Adds bytes to those of a large frame.
    pub(crate) fn append(&mut self, more: &[u8]) -> Result<(), Exhausted> {
        self.bytes.extend_from_slice(more);
        self.settle(false)
    }

    /// Takes the bytes out, to be handled and [put back](Partial::put_back).
    pub(crate) fn lend(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Puts back what was lent.
    pub(crate) fn put_back(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes;
    }

    /// Lets go of what has been handled.
    pub(crate) fn advance(&mut self, taken: usize) {
        if taken > 0 {
            self.bytes.drain(..taken.min(self.bytes.len()));
            // Less memory than before never exceeds the budget.
            let _ = self.settle(true);
        }
    }

    /// Frees the buffer of a connection at rest.
    pub(crate) fn rest(&mut self) {
        if self.bytes.is_empty() && self.bytes.capacity() > 0 {
            self.bytes = Vec::new();
            let _ = self.settle(true);
        }
    }

    fn settle(&mut self, whole_frames: bool) -> Result<(), Exhausted> {
        if self.bytes.is_empty() {
            self.since = None;
        } else if whole_frames || self.since.is_none() {
            self.since = Some(Instant::now());
        }
        if self.bytes.capacity() > KEPT && self.bytes.len() <= KEPT / 2 {
            self.bytes.shrink_to(KEPT);
        }
        let capacity = self.bytes.capacity();
        if capacity > self.counted {
            self.budget.take(capacity - self.counted)?;
        } else {
            self.budget.give_back(self.counted - capacity);
        }
        self.counted = capacity;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        self.budget.give_back(self.counted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_counted_and_given_back() {
        let budget = Budget::new(100_000);
        let mut partial = Partial::new(Arc::clone(&budget));
        assert_eq!(partial.append(&[0; 60_000]), Ok(()));
        assert!(partial.since().is_some());
        let mut other = Partial::new(Arc::clone(&budget));
        assert_eq!(other.append(&[0; 60_000]), Err(Exhausted));
        drop(other);
        partial.advance(60_000);
        partial.rest();
        assert!(partial.bytes().is_empty() && partial.since().is_none());
        assert_eq!(budget.held.load(Ordering::Relaxed), 0);
        drop(partial);
        assert_eq!(budget.held.load(Ordering::Relaxed), 0);
    }
}
