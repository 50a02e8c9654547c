//! A record with its text, on its way into a queue.

use crate::record::LogRecord;

/// A record that stays the caller's, with the text that it is to have in a queue, for queues that write it down at once; see
/// [`RecordQueue::put_copy`](crate::RecordQueue::put_copy).
///
/// # Python
/// No counterpart: `prepare` makes a copy of the record there.
#[derive(Debug)]
pub struct RenderedRecord<'r, 'a> {
    record: &'r LogRecord<'a>,
    bytes: &'r [u8],
    merged: bool,
}

/// What became of a record that a queue was to write down.
///
/// # Python
/// No counterpart.
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
    /// The bytes are those of a text.
    pub(super) fn new(record: &'r LogRecord<'a>, bytes: &'r [u8], merged: bool) -> RenderedRecord<'r, 'a> {
        RenderedRecord { record, bytes, merged }
    }

    /// The record as it was logged.
    pub fn record(&self) -> &'r LogRecord<'a> {
        self.record
    }

    /// What its message is in the queue, with nothing to be merged into it.
    pub fn text(&self) -> &'r str {
        std::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// Its bytes, as they are.
    #[inline]
    pub(super) fn bytes(&self) -> &'r [u8] {
        self.bytes
    }

    /// Whether the text has the exception and the stack, so that the record in the queue has none.
    pub fn is_merged(&self) -> bool {
        self.merged
    }
}
