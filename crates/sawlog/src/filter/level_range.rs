//! By the level: from one to another.

use std::ops::{Bound, RangeBounds};

use super::{Filter, Verdict};
use crate::level::Level;
use crate::record::LogRecord;

/// Keeps the records whose level lies in a range.
///
/// A handler's own level is the lower end already; what this adds is an upper one.
///
/// ```
/// use sawlog::{Level, LevelRangeFilter, StreamHandler};
///
/// // Up to WARNING to stdout; what is graver goes to stderr by another handler.
/// let out = StreamHandler::stdout();
/// out.add_filter(LevelRangeFilter::new(..=Level::WARNING));
/// ```
///
/// # Python
/// There is no counterpart; the cookbook has one as a recipe. In configurations `sawlog.LevelRangeFilter` with `minLevel`
/// and `maxLevel`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelRangeFilter {
    range: (Bound<Level>, Bound<Level>),
}

impl LevelRangeFilter {
    /// Keeps the levels of a range: `Level::INFO..=Level::WARNING`, `..Level::ERROR`.
    pub fn new(range: impl RangeBounds<Level>) -> LevelRangeFilter {
        LevelRangeFilter { range: (range.start_bound().cloned(), range.end_bound().cloned()) }
    }
}

impl Filter for LevelRangeFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        self.range.contains(&record.level()).into()
    }
}
