//! How much memory a record takes, near enough to bound buffers of them.

use std::borrow::Cow;

use super::rare::Rare;
use super::{ExceptionInfo, LogRecord};
use crate::value::Args;

impl LogRecord<'_> {
    /// The bytes that the record takes with all that it holds, near enough to bound what is kept of many.
    ///
    /// # Python
    /// There is no counterpart: buffers there are bounded by their number of records alone.
    pub fn footprint(&self) -> usize {
        let args = match &self.args {
            Args::Empty => 0,
            Args::Slice(args) => args.iter().map(|value| value.footprint()).sum(),
            Args::Value(value) => value.footprint(),
        };
        let message = match self.message.get() {
            Some(Ok(text)) => text.len(),
            _ => 0,
        };
        size_of::<Self>()
            + self.name.len()
            + self.site.pathname.len()
            + self.msg.footprint()
            + args
            + message
            + self.rare().map_or(0, Rare::footprint)
            + self.extras().map(|(name, value)| name.len() + value.footprint()).sum::<usize>()
    }
}

impl Rare<'_> {
    fn footprint(&self) -> usize {
        let text = |text: &Option<Cow<'_, str>>| text.as_ref().map_or(0, |text| text.len());
        let texts = [&self.level_name, &self.pathname, &self.filename, &self.module, &self.module_path];
        let others = [&self.stack_info, &self.thread_name, &self.process_name, &self.task_name];
        size_of::<Self>()
            + texts.into_iter().chain(others).map(text).sum::<usize>()
            + self.exc_info.as_ref().map_or(0, ExceptionInfo::footprint)
            + self.exc_text.get().map_or(0, String::len)
    }
}
