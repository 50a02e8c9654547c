//! The attributes of one record as they arrive, and the bounds on them.

use std::borrow::Cow;

use super::{Limits, WireError};
use crate::record::{IncomingRecord, LogRecord, TextLimits};
use crate::value::Value;

/// Bytes of a name: of an attribute, of a logger, of a type.
///
/// A logger's name is looked up part by part, so a long one is dear to the whole tree of loggers.
pub(super) const MAX_NAME: usize = 1024;

/// A record under construction.
pub(super) struct Attributes<'a> {
    record: IncomingRecord<'a>,
    limit: usize,
    /// What is left of the bytes that may be compared to find an attribute's place.
    work: usize,
    work_limit: usize,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(limits: &Limits) -> Attributes<'a> {
        let (limit, work) = (limits.attributes, limits.memory);
        let text = TextLimits { message: limits.message_len, record: limits.text_len };
        Attributes { record: IncomingRecord::within(text), limit, work, work_limit: work }
    }

    /// Sets an attribute; of several with one name the last counts.
    ///
    /// # Errors
    /// The name is too long, or there are too many.
    #[inline]
    pub(super) fn set(&mut self, name: Cow<'a, str>, value: Value<'a>) -> Result<(), WireError> {
        let is_long = |name: &str| name.len() > MAX_NAME;
        if is_long(&name) || (&*name == "name" && value.as_str().is_some_and(is_long)) {
            return Err(WireError::NameTooLong { limit: MAX_NAME });
        }
        // A name is compared with those before it.
        let work = name.len() + 4 * self.record.added();
        self.work = self.work.checked_sub(work).ok_or(WireError::TooMuchWork { limit: self.work_limit })?;
        self.record.set(name, value);
        if self.record.added() > self.limit {
            return Err(WireError::TooManyAttributes { limit: self.limit });
        }
        Ok(())
    }

    pub(super) fn finish(self) -> LogRecord<'a> {
        self.record.finish()
    }
}
