//! A record written into one that was used before, whose memory serves again: what a queue's caller does instead of
//! asking for memory.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::rare::Rare;
use super::{AscTime, CallSite, LogRecord, RecordArgs};
use crate::level::Level;
use crate::value::{Args, Value};

/// Memory of more bytes than this is given back rather than kept for the next record.
const LARGEST_KEPT: usize = 4096;
/// As many added attributes keep their memory.
const MOST_KEPT: usize = 32;

impl LogRecord<'static> {
    /// A record of nothing, to be written into.
    pub(crate) fn blank() -> LogRecord<'static> {
        LogRecord::new(RecordArgs::timeless("", Level::NOTSET, ""))
    }

    /// The message's memory, empty, to be written into and given to [`LogRecord::copy_into`].
    pub(crate) fn take_text(&mut self) -> String {
        match std::mem::take(&mut self.msg) {
            Value::Str(Cow::Owned(mut text)) => {
                text.clear();
                text
            }
            _ => String::new(),
        }
    }

    /// Lets go of what the record holds but the memory of its usual texts. Run by who is done with it, so that what
    /// dropping foreign values costs is not the next caller's.
    pub(crate) fn empty(&mut self) {
        self.args = Args::Empty;
        self.clock = None;
        self.message = OnceCell::new();
        self.asctime = AscTime::default();
        keep_small(&mut self.name);
        match &mut self.msg {
            Value::Str(text) => keep_small(text),
            other => *other = Value::None,
        }
        let Some(rare) = &mut self.rare else { return };
        let kept = [&mut rare.pathname, &mut rare.module_path, &mut rare.thread_name, &mut rare.process_name];
        kept.into_iter().flatten().for_each(keep_small);
        let mut added = std::mem::take(&mut rare.added);
        added.truncate(MOST_KEPT);
        for (name, value) in &mut added {
            keep_small(name);
            match value {
                Value::Str(text) => keep_small(text),
                other => *other = Value::None,
            }
        }
        let texts = (rare.pathname.take(), rare.module_path.take(), rare.thread_name.take(), rare.process_name.take());
        let (pathname, module_path, thread_name, process_name) = texts;
        **rare = Rare { pathname, module_path, thread_name, process_name, added, ..Rare::default() };
    }
}

impl LogRecord<'_> {
    /// Writes the record into `into`, borrowing nothing, as [`to_owned_record`](LogRecord::to_owned_record) does, but with
    /// `text` for its message and nothing to merge into it. With `merged` the text has the exception and the stack, too,
    /// and the record has them no more.
    pub(crate) fn copy_into(&self, text: String, merged: bool, into: &mut LogRecord<'static>) {
        write(&mut into.name, &self.name);
        into.msg = Value::Str(Cow::Owned(text));
        // As Python's queue handler leaves it.
        into.args = if merged { Args::Value(Value::None) } else { Args::Empty };
        into.message = OnceCell::new();
        into.level = self.level;
        into.site = CallSite { pathname: "", module_path: None, ..self.site };
        into.time = self.time;
        if self.clock.is_some() || into.clock.is_some() {
            into.clock.clone_from(&self.clock);
        }
        into.asctime = self.asctime.clone();
        let rare = into.rare_mut();
        write(rare.pathname.get_or_insert_default(), self.pathname());
        match self.module_path() {
            Some(path) => write(rare.module_path.get_or_insert_default(), path),
            None => rare.module_path = None,
        }
        rare.thread = Some(self.thread_id());
        self.with_thread_name(|name| write(rare.thread_name.get_or_insert_default(), name));
        rare.process = Some(self.process_id());
        self.with_process_name(|name| write(rare.process_name.get_or_insert_default(), name));
        self.copy_added(&mut rare.added);
        match self.rare() {
            Some(own) => copy_rare(own, merged, rare),
            None => forget_rare(rare),
        }
    }

    fn copy_added(&self, into: &mut Vec<(Cow<'static, str>, Value<'static>)>) {
        let mut count = 0;
        for (name, value) in self.extras() {
            if count == into.len() {
                into.push(Default::default());
            }
            let (own_name, own_value) = &mut into[count];
            write(own_name, name);
            match (own_value, value) {
                (Value::Str(own), Value::Str(text)) => write(own, text),
                (own, value) => *own = value.clone().into_owned(),
            }
            count += 1;
        }
        into.truncate(count);
    }
}

/// What few records have.
fn copy_rare(own: &Rare<'_>, merged: bool, into: &mut Rare<'static>) {
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(|text| Cow::Owned(text.to_owned()));
    into.level_name = text(&own.level_name);
    into.filename = text(&own.filename);
    into.module = text(&own.module);
    into.lineno = own.lineno;
    into.func_name = own.func_name.as_ref().map(text);
    into.task_name = text(&own.task_name);
    into.odd.clone_from(&own.odd);
    into.decided.clone_from(&own.decided);
    into.text = own.text;
    if merged {
        (into.exc_info, into.exc_text, into.stack_info) = (None, OnceCell::new(), None);
    } else {
        (into.exc_info, into.exc_text) = (own.exc_info.clone(), own.exc_text.clone());
        into.stack_info = text(&own.stack_info);
    }
}

pub(super) fn forget_rare(rare: &mut Rare<'static>) {
    (rare.level_name, rare.filename, rare.module, rare.lineno) = (None, None, None, None);
    (rare.func_name, rare.task_name, rare.stack_info) = (None, None, None);
    (rare.exc_info, rare.exc_text) = (None, OnceCell::new());
    rare.odd.clear();
    rare.decided.clear();
    rare.text = Default::default();
}

/// Writes a text over another one, into its memory if it has any.
#[inline]
pub(super) fn write(into: &mut Cow<'static, str>, text: &str) {
    match into {
        Cow::Owned(own) => {
            own.clear();
            own.push_str(text);
        }
        Cow::Borrowed(_) => *into = Cow::Owned(text.to_owned()),
    }
}

fn keep_small(text: &mut Cow<'static, str>) {
    if matches!(text, Cow::Owned(own) if own.capacity() > LARGEST_KEPT) {
        *text = Cow::Borrowed("");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ExceptionInfo;

    fn shown(record: &LogRecord<'_>) -> String {
        let extras: Vec<_> = record.extras().map(|(name, value)| format!("{name}={value}")).collect();
        let all = std::iter::successors(Some(crate::record::Attribute::Name), |attribute| attribute.next());
        let attributes = all.map(|attribute| match record.attribute(attribute) {
            Some(value) => format!("{}={value}", attribute.name()),
            None => format!("no {}", attribute.name()),
        });
        format!("{:?} {extras:?} {:?}", attributes.collect::<Vec<_>>(), record.module_path())
    }

    /// One after the other is written into the same record; each copy shows what an owned copy shows.
    #[test]
    fn a_copy_is_what_an_owned_record_is() {
        let point = std::net::Ipv4Addr::LOCALHOST;
        let extra = [("user", Value::from("ann")), ("n", Value::from(3)), ("ip", Value::display(point))];
        let site = CallSite { pathname: "src/shop/web.rs", lineno: 7, func_name: None, module_path: Some("shop::web") };
        let first = LogRecord::new(RecordArgs {
            site,
            extra: &extra,
            exc_info: Some(ExceptionInfo::new("E", "went wrong", "E: went wrong")),
            stack_info: Some("Stack".into()),
            ..RecordArgs::new("shop", Level::ERROR, "one")
        });
        let mut second = LogRecord::new(RecordArgs { site, ..RecordArgs::new("shop.basket", Level::INFO, "two") });
        second.set("levelname", "Notice");
        second.set("lineno", Value::None);
        second.set("user", "bob");
        let third = LogRecord::new(RecordArgs::new("a", Level::DEBUG, "three"));
        let mut into = LogRecord::blank();
        for _ in 0..2 {
            for record in [&first, &second, &third] {
                let mut text = into.take_text();
                text.push_str(record.message().unwrap());
                record.copy_into(text, false, &mut into);
                assert_eq!(shown(&into), shown(&record.to_owned_record()));
            }
            into.empty();
        }
        first.copy_into("one\nE: went wrong\nStack".to_owned(), true, &mut into);
        assert!(into.exc_info().is_none() && into.exc_text().is_none() && into.stack_info().is_none());
        assert_eq!(into.message().unwrap(), "one\nE: went wrong\nStack");
    }

    #[test]
    fn an_emptied_record_holds_nothing_large() {
        let mut into = LogRecord::blank();
        let large = "x".repeat(100_000);
        let mut record = LogRecord::new(RecordArgs::new("a", Level::INFO, "m"));
        record.set("blob", large.as_str());
        record.copy_into(large.clone(), false, &mut into);
        assert!(into.footprint() > 200_000);
        into.empty();
        assert!(into.footprint() < 2000, "{}", into.footprint());
    }
}
