//! Records that are taken out of slots together, and lent from where their texts lie.

use std::borrow::Cow;
use std::sync::Arc;

use super::read::read;
use super::{AscTime, CallSite, Head, LogRecord, Origin, Slot, TEXT, Time};
use crate::value::{Args, Value};

/// Records in their order, of which the first ones have been lent. Its memory serves again.
#[derive(Default)]
pub(crate) struct FlatBatch {
    records: Vec<Entry>,
    /// The texts of all, while records are added.
    bytes: Vec<u8>,
    /// The same then, looked through once.
    texts: String,
    origins: Vec<Arc<Origin>>,
    /// How many have been lent.
    lent: usize,
}

struct Entry {
    head: Head,
    /// Where its texts begin.
    start: usize,
    /// Which of the origins is its own.
    origin: usize,
}

impl FlatBatch {
    /// How many records have not been lent.
    pub(crate) fn left(&self) -> usize {
        self.records.len() - self.lent
    }

    /// Adds the record that these slots hold, which is [lendable](Slot::is_lendable).
    #[inline]
    pub(crate) fn push<'s>(&mut self, mut slots: impl Iterator<Item = &'s Slot>, origin: &Arc<Origin>) {
        let Some(Slot { head, text }) = slots.next() else { return };
        if self.origins.last().is_none_or(|last| !Arc::ptr_eq(last, origin)) {
            self.origins.push(Arc::clone(origin));
        }
        self.records.push(Entry { head: *head, start: self.bytes.len(), origin: self.origins.len() - 1 });
        let mut length = head.length();
        self.bytes.extend_from_slice(&text[..length.min(TEXT)]);
        for slot in slots {
            length -= length.min(TEXT);
            self.bytes.extend_from_slice(&slot.text[..length.min(TEXT)]);
        }
    }

    /// No more are added: they are lent from now on.
    #[inline]
    pub(crate) fn seal(&mut self) {
        // They were texts when they were put there.
        self.texts = String::from_utf8(std::mem::take(&mut self.bytes)).unwrap_or_default();
    }

    /// Lends the next record.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Lent<'_>> {
        let entry = self.records.get(self.lent)?;
        self.lent += 1;
        Some(Lent { entry, texts: &self.texts, origin: &self.origins[entry.origin] })
    }

    /// Writes the next record into one that is blank or was emptied; whether there was one.
    pub(crate) fn read_next(&mut self, into: &mut LogRecord<'static>) -> bool {
        let Some(Entry { head, start, origin }) = self.records.get(self.lent) else { return false };
        self.lent += 1;
        read(head, &self.texts.as_bytes()[*start..], &self.origins[*origin], into);
        true
    }

    /// Lets go of those that have been lent, if all have.
    pub(crate) fn clear_lent(&mut self) {
        if self.left() == 0 {
            self.records.clear();
            if self.texts.capacity() > 0 {
                self.bytes = std::mem::take(&mut self.texts).into_bytes();
            }
            self.bytes.clear();
            self.origins.clear();
            self.lent = 0;
        }
    }
}

/// One of them, to be made into a record where that is to be.
pub(crate) struct Lent<'t> {
    entry: &'t Entry,
    texts: &'t str,
    origin: &'t Origin,
}

impl<'t> Lent<'t> {
    #[inline(always)]
    pub(crate) fn record(self) -> LogRecord<'t> {
        lend(&self.entry.head, Cut { texts: self.texts, at: self.entry.start }, self.origin)
    }
}

impl Head {
    /// The bytes of its texts, without added attributes.
    #[inline]
    fn length(&self) -> usize {
        let one_less = |length: u16| usize::from(length.saturating_sub(1));
        let place = usize::from(self.pathname) + one_less(self.module_path);
        self.message as usize + usize::from(self.name) + place + one_less(self.asctime)
    }
}

/// Texts one after the other.
struct Cut<'t> {
    texts: &'t str,
    at: usize,
}

impl<'t> Cut<'t> {
    #[inline]
    fn text(&mut self, length: usize) -> &'t str {
        let start = self.at;
        self.at += length;
        self.texts.get(start..self.at).unwrap_or_default()
    }
}

/// The record, lent from its texts: as [`read`] writes it down, but that thread and process stay with its origin.
#[inline(always)]
fn lend<'t>(head: &Head, mut texts: Cut<'t>, origin: &'t Origin) -> LogRecord<'t> {
    let (message, name) = (texts.text(head.message as usize), texts.text(head.name.into()));
    let site = match head.site {
        Some(site) => *site,
        None => CallSite {
            pathname: texts.text(head.pathname.into()),
            lineno: head.lineno,
            func_name: head.func_name,
            module_path: head.module_path.checked_sub(1).map(|length| texts.text(length.into())),
        },
    };
    let asctime = AscTime::default();
    if let Some(length) = head.asctime.checked_sub(1) {
        asctime.set(texts.text(length.into()));
    }
    LogRecord {
        name: Cow::Borrowed(name),
        msg: Value::Str(Cow::Borrowed(message)),
        // As Python's queue handler leaves it.
        args: if head.merged { Args::Value(Value::None) } else { Args::Empty },
        level: head.level,
        site,
        static_site: head.site,
        time: Time::Clock { created: head.created, started: head.started },
        clock: None,
        origin: Some(origin),
        for_one: false,
        lent: &[],
        rare: None,
        message: Default::default(),
        asctime,
    }
}
