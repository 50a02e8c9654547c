//! Records of a stated time, shown to a filter.

use std::borrow::Cow;

use sawlog::clock::Timestamp;
use sawlog::{Filter, Level, LogRecord, RecordArgs, Verdict};

/// A record of a logger at so many seconds after the beginning.
pub(crate) fn at<'a>(seconds: f64, name: &'a str, message: &'a str) -> LogRecord<'a> {
    let created = Timestamp::from_nanos(1_700_000_000_000_000_000 + (seconds * 1e9) as i64);
    LogRecord::new(RecordArgs { created, ..RecordArgs::new(Cow::Borrowed(name), Level::INFO, message) })
}

/// What becomes of a record: its message, if it is kept.
pub(crate) fn shown(filter: &impl Filter, mut record: LogRecord<'_>) -> Option<String> {
    match filter.filter(&mut record) {
        Verdict::Keep => Some(record.message().expect("a text").to_owned()),
        Verdict::Reject => None,
        Verdict::Replace(_) => panic!("nothing is replaced"),
    }
}
