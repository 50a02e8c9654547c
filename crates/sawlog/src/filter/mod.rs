//! Filters: what a logger or a handler asks before it goes on with a record.
//!
//! Here is what a filter is; those that ship with sawlog have a file each.

use std::sync::Arc;

use crate::error::short_type_name;
use crate::record::LogRecord;

mod duplicates;
mod level_range;
mod name;
mod once;
#[cfg(feature = "regex")]
mod pattern;
mod rate_limit;
mod tell;

pub use duplicates::{DuplicateFilter, DuplicateFilterBuilder};
pub use level_range::LevelRangeFilter;
pub use name::NameFilter;
#[cfg(feature = "regex")]
pub use pattern::{PatternError, RegexFilter};
pub use rate_limit::{RateKey, RateLimitFilter, RateLimitFilterBuilder};

/// What a filter decides.
#[derive(Debug)]
pub enum Verdict {
    /// The record goes no further here.
    Reject,
    /// The record goes on, with whatever the filter changed in it.
    Keep,
    /// Another record goes on in its place, for all that lies below.
    Replace(Box<LogRecord<'static>>),
}

impl From<bool> for Verdict {
    fn from(keep: bool) -> Verdict {
        if keep { Verdict::Keep } else { Verdict::Reject }
    }
}

/// Decides whether a record goes on, and may change it.
///
/// No lock of sawlog's is held while a filter runs; it may log.
///
/// # Python
/// `logging.Filter`, or any function taken by `addFilter`; returning a record replaces it, as since 3.12.
pub trait Filter: Send + Sync {
    /// Looks at a record, and may change it.
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict;

    /// How many records it has suppressed of which none that passed has told yet; asked when a handler that has it is shut
    /// down, which then reports them. They count as told.
    fn take_untold(&self) -> u64 {
        0
    }

    /// What the filter is called where filters are listed: its type's name, unless it says better.
    fn description(&self) -> String {
        short_type_name::<Self>().to_owned()
    }
}

impl<F: Filter + ?Sized> Filter for Arc<F> {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        (**self).filter(record)
    }

    fn take_untold(&self) -> u64 {
        (**self).take_untold()
    }

    fn description(&self) -> String {
        (**self).description()
    }
}

/// A filter as loggers and handlers keep it.
pub type SharedFilter = Arc<dyn Filter>;

/// A closure as a filter; what `add_filter_fn` makes.
pub struct FilterFn<F>(pub F);

impl<F, V> Filter for FilterFn<F>
where
    F: Fn(&mut LogRecord<'_>) -> V + Send + Sync,
    V: Into<Verdict>,
{
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        (self.0)(record).into()
    }
}

/// Runs a chain of filters; `None` if one rejected the record, else the record that replaced it, if one did.
///
/// # Python
/// `Filterer.filter`.
pub(crate) fn run(filters: &[SharedFilter], record: &mut LogRecord<'_>) -> Option<Option<Box<LogRecord<'static>>>> {
    let mut replaced: Option<Box<LogRecord<'static>>> = None;
    for filter in filters {
        let verdict = match &mut replaced {
            Some(record) => filter.filter(record),
            None => filter.filter(record),
        };
        match verdict {
            Verdict::Reject => return None,
            Verdict::Keep => {}
            Verdict::Replace(record) => replaced = Some(record),
        }
    }
    Some(replaced)
}
