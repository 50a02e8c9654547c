//! Filters: what a logger or a handler asks before it goes on with a record.

use std::sync::Arc;

use crate::record::LogRecord;

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
}

impl<F: Filter + ?Sized> Filter for Arc<F> {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        (**self).filter(record)
    }
}

/// A filter as loggers and handlers keep it.
pub type SharedFilter = Arc<dyn Filter>;

/// Keeps the records of one logger and of those below it.
///
/// ```
/// use sawlog::{NameFilter, get_logger};
/// get_logger("filter.example").add_filter(NameFilter::new("filter.example.db"));
/// ```
///
/// # Python
/// `logging.Filter(name)`; the empty name keeps everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFilter {
    name: String,
}

impl NameFilter {
    /// Keeps records of `name` and of loggers below it.
    pub fn new(name: impl Into<String>) -> NameFilter {
        NameFilter { name: name.into() }
    }

    /// The name it keeps.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Filter for NameFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        let keep = self.name.is_empty()
            || record
                .name()
                .strip_prefix(self.name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        keep.into()
    }
}

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
