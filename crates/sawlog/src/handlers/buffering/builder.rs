//! The options of a [`BufferingHandler`].

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::{Buffering, BufferingHandler, Limits, defaults};
use crate::fork::PerProcess;
use crate::handler::HandlerRef;

/// The options of a [`BufferingHandler`].
///
/// | option | default |
/// |---|---|
/// | `capacity` | 1,000 records: so many make the buffer full |
/// | `max_records` | the capacity, but at least 10,000: beyond, the oldest are dropped |
/// | `max_bytes` | 16 MiB: so much makes the buffer full; beyond, the oldest are dropped |
/// | `patience` | 5 seconds: so long a thread waits for another's flush to end |
#[must_use]
pub struct BufferingHandlerBuilder<B: Buffering> {
    buffering: B,
    capacity: usize,
    max_records: Option<usize>,
    max_bytes: usize,
    patience: Duration,
}

impl<B: Buffering> BufferingHandlerBuilder<B> {
    pub(super) fn new(buffering: B) -> BufferingHandlerBuilder<B> {
        BufferingHandlerBuilder {
            buffering,
            capacity: 1000,
            max_records: None,
            max_bytes: defaults::MAX_BYTES,
            patience: Duration::from_secs(5),
        }
    }

    /// Calls the buffer full with so many records; 0 and 1 are every record.
    pub fn capacity(mut self, records: usize) -> Self {
        self.capacity = records;
        self
    }

    /// Keeps no more records than this, whatever becomes of flushes.
    pub fn max_records(mut self, records: usize) -> Self {
        self.max_records = Some(records);
        self
    }

    /// Calls the buffer full with so many bytes of memory, and keeps no more.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Has a thread wait so long for another's flush.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The handler.
    pub fn build(self) -> HandlerRef<BufferingHandler<B>> {
        HandlerRef::new(self.unshared())
    }

    pub(in crate::handlers) fn buffering_mut(&mut self) -> &mut B {
        &mut self.buffering
    }

    pub(in crate::handlers) fn unshared(self) -> BufferingHandler<B> {
        let limits = Limits {
            capacity: self.capacity,
            max_records: self.max_records.unwrap_or_else(|| defaults::max_records(self.capacity)),
            max_bytes: self.max_bytes,
            patience: self.patience,
        };
        BufferingHandler { buffering: self.buffering, limits, buffer: PerProcess::new(), dropped: AtomicU64::new(0) }
    }
}
