//! From a record that borrows to one that may be kept, queued, or sent to another thread.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::rare::Rare;
use super::{CallSite, LogRecord};
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
        let rare = self.rare.map(|rare| *rare).unwrap_or_default();
        let mut added = Vec::with_capacity(self.lent.len() + rare.added.len());
        for (name, value) in self.lent {
            if !rare.added.iter().any(|(own, _)| own == name) {
                added.push((Cow::Owned((*name).to_owned()), value.clone().into_owned()));
            }
        }
        added.extend(rare.added.into_iter().map(|(name, value)| (own(name), value.into_owned())));
        let site = self.site;
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
            site: CallSite { pathname: "", module_path: None, ..site },
            static_site: None,
            time: self.time,
            clock: self.clock,
            origin: None,
            for_one: false,
            lent: &[],
            rare: Some(Box::new(Rare {
                level_name: rare.level_name.map(own),
                pathname: Some(rare.pathname.map_or_else(|| Cow::Owned(site.pathname.to_owned()), own)),
                filename: rare.filename.map(own),
                module: rare.module.map(own),
                lineno: rare.lineno,
                func_name: rare.func_name.map(|name| name.map(own)),
                module_path: rare.module_path.or(site.module_path.map(Cow::Borrowed)).map(own),
                exc_info: rare.exc_info,
                exc_text: rare.exc_text,
                stack_info: rare.stack_info.map(own),
                thread: Some(thread),
                thread_name: Some(Cow::Owned(thread_name)),
                process: Some(process),
                process_name: Some(Cow::Owned(process_name)),
                task_name: rare.task_name.map(own),
                added,
                odd: rare.odd,
                decided: rare.decided,
                text: rare.text,
            })),
            message: self.message,
            asctime: self.asctime,
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
            site: self.site,
            static_site: self.static_site,
            time: self.time,
            clock: self.clock.clone(),
            origin: self.origin,
            for_one: false,
            lent: self.lent,
            rare: self.rare.clone(),
            message: self.copied_message(),
            asctime: self.asctime.clone(),
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
