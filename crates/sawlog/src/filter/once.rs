//! One decision for one record, however often a filter is asked.
//!
//! A filter that counts may be added to several handlers. Whether a record is one too many is decided when it is first
//! shown, and what was decided goes with the record.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Verdict;
use crate::record::LogRecord;

/// A filter, as records remember it.
#[derive(Debug)]
pub(super) struct Once(u32);

impl Once {
    pub(super) fn new() -> Once {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Once(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// What was decided about a record, or is now.
    pub(super) fn decide<'a>(
        &self,
        record: &mut LogRecord<'a>,
        decide: impl FnOnce(&mut LogRecord<'a>) -> bool,
    ) -> Verdict {
        let decided = record.decided(self.0);
        decided
            .unwrap_or_else(|| {
                let keep = decide(record);
                record.set_decided(self.0, keep);
                keep
            })
            .into()
    }
}
