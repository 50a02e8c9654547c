//! From a record to slots.

use super::{CallSite, Head, LogRecord, MOST_SLOTS, Slot, TEXT, Time};
use crate::value::Value;
use crate::value::short::copy;

/// A record that slots have place for, before it is written into them.
pub(crate) struct Flat<'r, 'a> {
    record: &'r LogRecord<'a>,
    text: &'r [u8],
    merged: bool,
    key: i64,
    site: Option<&'static CallSite<'static>>,
    asctime: Option<usize>,
    slots: usize,
}

impl<'r, 'a> Flat<'r, 'a> {
    /// The record with `text` for its message, and without exception and stack if that has them (`merged`). Its key is the
    /// time at which it was made, or `after` if that is later. `None` if the record has what slots have no place for.
    #[inline]
    pub(crate) fn of(record: &'r LogRecord<'a>, text: &'r [u8], merged: bool, after: i64) -> Option<Flat<'r, 'a>> {
        let Time::Clock { created, .. } = record.time else { return None };
        if !record.is_flat() {
            return None;
        }
        let site = record.static_site.filter(|site| site.is(&record.site));
        let asctime = record.asctime.with(str::len);
        let mut length = record.name.len() + text.len() + asctime.unwrap_or(0);
        if site.is_none() {
            length += record.site.pathname.len() + record.site.module_path.map_or(0, str::len);
        }
        for (name, value) in record.lent {
            length += EXTRA + name.len() + text_of(value).len();
        }
        if length > TEXT * MOST_SLOTS {
            return None;
        }
        let (key, slots) = (created.nanos().max(after), length.div_ceil(TEXT).max(1));
        Some(Flat { record, text, merged, key, site, asctime, slots })
    }

    /// How many slots it takes.
    pub(crate) fn slots(&self) -> usize {
        self.slots
    }

    pub(crate) fn key(&self) -> i64 {
        self.key
    }

    /// Writes it into its slots, which lie where the reader will read them; what was stored there is not read again, so
    /// that nobody waits until the memory has come from the reader's core.
    #[inline]
    pub(crate) fn write<'s>(&self, mut slots: impl Iterator<Item = &'s mut Slot>, long: &mut Vec<u8>) {
        let Some(first) = slots.next() else { return };
        first.head = self.head();
        if self.slots == 1 {
            return self.fill(&mut first.text);
        }
        long.resize(self.slots * TEXT, 0);
        self.fill(long);
        for (slot, text) in std::iter::once(first).chain(slots).zip(long.chunks_exact(TEXT)) {
            slot.text.copy_from_slice(text);
        }
    }

    #[inline]
    fn head(&self) -> Head {
        let record = self.record;
        let Time::Clock { created, started } = record.time else { return Slot::EMPTY.head };
        let (pathname, module_path) = self.place();
        let one_more = |length: Option<usize>| length.map_or(0, |length| length as u16 + 1);
        Head {
            key: self.key,
            created,
            started,
            level: record.level,
            site: self.site,
            func_name: record.site.func_name,
            lineno: record.site.lineno,
            message: self.text.len() as u32,
            name: record.name.len() as u16,
            pathname: pathname.len() as u16,
            module_path: one_more(module_path.map(str::len)),
            asctime: one_more(self.asctime),
            extras: record.lent.len() as u16,
            slots: self.slots as u8,
            merged: self.merged,
        }
    }

    /// The texts of the place of the call, unless that goes as it is.
    #[inline]
    fn place(&self) -> (&str, Option<&str>) {
        match self.site {
            Some(_) => ("", None),
            None => (self.record.site.pathname, self.record.site.module_path),
        }
    }

    #[inline]
    fn fill(&self, out: &mut [u8]) {
        let mut out = Out { out, at: 0 };
        out.put(self.text);
        out.put(self.record.name.as_bytes());
        if self.site.is_none() {
            let (pathname, module_path) = self.place();
            out.put(pathname.as_bytes());
            out.put(module_path.unwrap_or_default().as_bytes());
        }
        if self.asctime.is_some() {
            self.record.asctime.with(|time| out.put(time.as_bytes()));
        }
        for (name, value) in self.record.lent {
            out.put_extra(name, value);
        }
    }
}

/// What an added attribute takes besides its texts: a tag, a number, and the lengths.
const EXTRA: usize = 1 + 8 + 2 + 2;

fn text_of<'v>(value: &'v Value<'_>) -> &'v [u8] {
    value.as_str().unwrap_or_default().as_bytes()
}

struct Out<'o> {
    out: &'o mut [u8],
    at: usize,
}

impl Out<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        let out = &mut self.out[self.at..self.at + bytes.len()];
        copy(out, bytes);
        self.at += bytes.len();
    }

    fn put_extra(&mut self, name: &str, value: &Value<'_>) {
        let (tag, number) = match value {
            Value::Bool(flag) => (1, u64::from(*flag)),
            Value::Int(number) => (2, *number as u64),
            Value::Float(number) => (3, number.to_bits()),
            Value::Str(_) => (4, 0),
            _ => (0, 0),
        };
        let text = text_of(value);
        self.put(&[tag]);
        self.put(&number.to_le_bytes());
        self.put(&(name.len() as u16).to_le_bytes());
        self.put(&(text.len() as u16).to_le_bytes());
        self.put(name.as_bytes());
        self.put(text);
    }
}
