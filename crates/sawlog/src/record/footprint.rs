//! How much memory a record takes, near enough to bound buffers of them.

use super::LogRecord;
use crate::value::Args;

impl LogRecord<'_> {
    /// The bytes that the record takes with all that it holds, near enough to bound what is kept of many.
    ///
    /// # Python
    /// There is no counterpart: buffers there are bounded by their number of records alone.
    pub fn footprint(&self) -> usize {
        let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map_or(0, |text| text.len());
        let texts = [&self.level_name, &self.module_path, &self.stack_info, &self.filename, &self.module];
        let names = [&self.thread_name, &self.process_name, &self.task_name];
        let args = match &self.args {
            Args::Empty => 0,
            Args::Slice(args) => args.iter().map(|value| value.footprint()).sum(),
            Args::Value(value) => value.footprint(),
        };
        let message = match self.message.get() {
            Some(Ok(text)) => text.len(),
            _ => 0,
        };
        let exception = self
            .exc_info
            .as_ref()
            .map_or(0, |info| size_of_val(&**info) + info.type_name().len() + info.value().len() + info.text().len());
        size_of::<Self>()
            + self.name.len()
            + self.pathname.len()
            + self.msg.footprint()
            + args
            + message
            + exception
            + self.exc_text.get().map_or(0, String::len)
            + texts.into_iter().chain(names).map(text).sum::<usize>()
            + self.extras().map(|(name, value)| name.len() + value.footprint()).sum::<usize>()
    }
}
