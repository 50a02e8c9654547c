//! From a record that borrows to one that may be kept, queued, or sent to another thread.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};

use super::{FuncName, LogRecord};
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::value::{ForeignRef, Value};

impl LogRecord<'_> {
    /// The same record, borrowing nothing: its message is rendered, thread and process are fixed, and it may go
    /// to another thread.
    pub fn into_owned(self) -> LogRecord<'static> {
        if self.msg.as_str().is_none() {
            let _ = self.message();
        }
        let thread = self.thread_id();
        let thread_name = self.thread_name().into_owned();
        let process = self.process_id();
        let process_name = self.process_name().into_owned();
        let func_name = match self.func_name {
            FuncName::None => FuncName::None,
            FuncName::Known(name) => FuncName::Known(Cow::Owned(name.into_owned())),
            FuncName::Site(name) => FuncName::Site(name),
        };
        let mut added: Vec<(Cow<'static, str>, Value<'static>)> =
            Vec::with_capacity(self.lent.len() + self.added.len());
        for (name, value) in self.lent {
            if !self.added.iter().any(|(own, _)| own == name) {
                added.push((Cow::Owned((*name).to_owned()), value.clone().into_owned()));
            }
        }
        added.extend(self.added.into_iter().map(|(name, value)| (own(name), value.into_owned())));
        let msg = match (self.msg, self.message.get()) {
            // What lived no longer than the call is text from here on, and is not rendered a second time.
            (Value::Foreign(ForeignRef::Borrowed(_)), Some(Ok(text))) if self.args.is_empty() => {
                Value::from(text.to_string())
            }
            (msg, _) => msg.into_owned(),
        };
        LogRecord {
            name: own(self.name),
            msg,
            args: self.args.into_owned(),
            level: self.level,
            level_name: self.level_name.map(own),
            pathname: own(self.pathname),
            lineno: self.lineno,
            func_name,
            module_path: self.module_path.map(own),
            time: self.time,
            clock: self.clock,
            exc_info: self.exc_info,
            exc_text: self.exc_text,
            stack_info: self.stack_info.map(own),
            filename: self.filename.map(own),
            module: self.module.map(own),
            thread: Some(thread),
            thread_name: Some(Cow::Owned(thread_name)),
            process: Some(process),
            process_name: Some(Cow::Owned(process_name)),
            task_name: self.task_name.map(own),
            lent: &[],
            added,
            odd: self.odd,
            message: self.message,
            asctime: self.asctime,
            decided: self.decided,
        }
    }

    /// A copy that borrows nothing; the record itself stays as it is.
    pub fn to_owned_record(&self) -> LogRecord<'static> {
        let _ = self.message();
        LogRecord {
            name: self.name.clone(),
            msg: self.msg.clone(),
            args: self.args.clone(),
            level: self.level,
            level_name: self.level_name.clone(),
            pathname: self.pathname.clone(),
            lineno: self.lineno,
            func_name: self.func_name.clone(),
            module_path: self.module_path.clone(),
            time: self.time,
            clock: self.clock.clone(),
            exc_info: self.exc_info.clone(),
            exc_text: self.exc_text.clone(),
            stack_info: self.stack_info.clone(),
            filename: self.filename.clone(),
            module: self.module.clone(),
            thread: self.thread,
            thread_name: self.thread_name.clone(),
            process: self.process,
            process_name: self.process_name.clone(),
            task_name: self.task_name.clone(),
            lent: self.lent,
            added: self.added.clone(),
            odd: self.odd.clone(),
            message: self.copied_message(),
            asctime: RefCell::new(self.asctime.borrow().clone()),
            decided: self.decided.clone(),
        }
        .into_owned()
    }

    fn copied_message(&self) -> OnceCell<Result<Scratch, FormatError>> {
        let copy = OnceCell::new();
        if let Some(message) = self.message.get() {
            let _ = copy.set(match message {
                Ok(text) => {
                    let mut own = Scratch::take();
                    own.push_str(text);
                    Ok(own)
                }
                Err(error) => Err(error.clone()),
            });
        }
        copy
    }
}

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
