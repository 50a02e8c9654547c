//! A record with its text, on its way into a queue.

use crate::record::LogRecord;

/// A record that stays the caller's, with the text that it is to have in a queue, for queues that write it down at once; see
/// [`RecordQueue::put_copy`](crate::RecordQueue::put_copy).
#[derive(Debug)]
pub struct RenderedRecord<'r, 'a> {
    record: &'r LogRecord<'a>,
    text: &'r str,
    merged: bool,
}

/// What became of a record that a queue was to write down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// It is in the queue.
    Put,
    /// There is no room.
    Full,
    /// The queue takes this one only as an owned record.
    Unsuited,
}

impl<'r, 'a> RenderedRecord<'r, 'a> {
    pub(super) fn new(record: &'r LogRecord<'a>, text: &'r str, merged: bool) -> RenderedRecord<'r, 'a> {
        RenderedRecord { record, text, merged }
    }

    /// The record as it was logged.
    pub fn record(&self) -> &'r LogRecord<'a> {
        self.record
    }

    /// What its message is in the queue, with nothing to be merged into it.
    pub fn text(&self) -> &'r str {
        self.text
    }

    /// Whether the text has the exception and the stack, so that the record in the queue has none.
    pub fn is_merged(&self) -> bool {
        self.merged
    }
}
