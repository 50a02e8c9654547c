//! What a buffer holds: records and their sizes, oldest first.

use std::collections::VecDeque;

use crate::record::LogRecord;

/// Buffered records, the oldest first. A flush takes them out; what it leaves is buffered again.
#[derive(Debug, Default)]
pub struct Records {
    records: VecDeque<(LogRecord<'static>, usize)>,
    bytes: usize,
}

impl Records {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The memory that they take, in bytes, near enough.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes out the oldest one.
    pub fn pop(&mut self) -> Option<LogRecord<'static>> {
        let (record, bytes) = self.records.pop_front()?;
        self.bytes -= bytes;
        Some(record)
    }

    /// The records, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &LogRecord<'static>> {
        self.records.iter().map(|(record, _)| record)
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.records.clear();
        self.bytes = 0;
    }

    pub(super) fn push(&mut self, record: LogRecord<'static>) {
        let bytes = record.footprint();
        self.bytes += bytes;
        self.records.push_back((record, bytes));
    }

    /// Puts others behind these.
    pub(super) fn append(&mut self, later: &mut Records) {
        self.records.append(&mut later.records);
        self.bytes += std::mem::take(&mut later.bytes);
    }
}
