//! By the logger's name.

use super::{Filter, Verdict};
use crate::record::LogRecord;

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

    fn description(&self) -> String {
        format!("NameFilter {:?}", self.name)
    }
}
