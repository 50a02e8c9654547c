//! A plain record in memory of a fixed size, without a pointer to memory of its own: what a ring between threads is made of.
//!
//! What few records have (an exception, attributes that were set) has no place here, nor do values that are more than a
//! number or a text; such a record crosses as it is, in a box.

use std::cell::OnceCell;
use std::sync::Arc;

use super::reuse::{forget_rare, write};
use super::{AscTime, CallSite, LogRecord, Time, identity};
use crate::clock::Timestamp;
use crate::level::Level;
use crate::value::{Args, Value};

/// A part of a record; most records need one.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Slot {
    head: Head,
    text: [u8; TEXT],
}

/// What of a record is no text; of its first slot.
#[derive(Clone, Copy)]
struct Head {
    key: i64,
    created: i64,
    started: i64,
    level: i64,
    func_name: Option<fn() -> &'static str>,
    lineno: u32,
    message: u32,
    name: u16,
    pathname: u16,
    /// One more than its length; 0 for none.
    module_path: u16,
    /// Likewise.
    asctime: u16,
    extras: u16,
    /// How many slots the record has; 0 if it lies beside the ring.
    slots: u8,
    merged: bool,
}

const TEXT: usize = 256 - size_of::<Head>();
/// What takes more slots crosses in a box.
const MOST_SLOTS: usize = 4;
/// As many added attributes are looked through for one that has no place here.
const MOST_EXTRAS: usize = 64;

/// Which thread of which process logged.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    thread: i64,
    thread_name: Arc<str>,
    process: i64,
    process_name: Arc<str>,
    /// How often the process had been named.
    naming: u32,
}

impl Origin {
    /// The present thread.
    pub(crate) fn current() -> Origin {
        // Before the name: one that is set meanwhile is taken with the next record.
        let naming = identity::naming();
        let (thread, thread_name) = identity::current_thread();
        let (process, process_name) = (identity::current_process(), identity::process_name());
        Origin { thread, thread_name, process, process_name, naming }
    }

    /// Whether the process has not been named since.
    #[inline]
    pub(crate) fn is_named_still(&self) -> bool {
        self.naming == identity::naming()
    }

    /// Whether both are the same thread.
    pub(crate) fn is_thread_of(&self, other: &Origin) -> bool {
        self.thread == other.thread
    }
}

impl Slot {
    const EMPTY: Slot = Slot {
        head: Head {
            key: 0,
            created: 0,
            started: 0,
            level: 0,
            func_name: None,
            lineno: 0,
            message: 0,
            name: 0,
            pathname: 0,
            module_path: 0,
            asctime: 0,
            extras: 0,
            slots: 0,
            merged: false,
        },
        text: [0; TEXT],
    };

    /// Says that what comes next lies beside the ring.
    pub(crate) fn aside(key: i64) -> Slot {
        Slot { head: Head { key, ..Slot::EMPTY.head }, ..Slot::EMPTY }
    }

    /// By what records of several threads are ordered.
    #[inline]
    pub(crate) fn key(&self) -> i64 {
        self.head.key
    }

    /// How many slots the record has; none if it lies beside the ring.
    #[inline]
    pub(crate) fn count(&self) -> Option<usize> {
        (self.head.slots > 0).then_some(self.head.slots.into())
    }
}

/// Where records are written into slots, one after the other.
pub(crate) struct FlatWriter {
    slots: Box<[Slot; MOST_SLOTS]>,
    /// The text of a record that needs several.
    text: Vec<u8>,
}

impl FlatWriter {
    pub(crate) fn new() -> FlatWriter {
        FlatWriter { slots: Box::new([Slot::EMPTY; MOST_SLOTS]), text: Vec::new() }
    }

    /// Writes a record with `text` for its message, and without exception and stack if that has them (`merged`). Its key
    /// is the time at which it was made, or `after` if that is later. `None` if the record has what slots have no place for.
    #[inline]
    pub(crate) fn write(&mut self, record: &LogRecord<'_>, text: &str, merged: bool, after: i64) -> Option<&[Slot]> {
        let Time::Clock { created, started } = record.time else { return None };
        if !record.is_flat() {
            return None;
        }
        let (name, pathname) = (record.name.as_bytes(), record.site.pathname.as_bytes());
        let module_path = record.site.module_path.map(str::as_bytes);
        let asctime = record.asctime.with(str::len);
        let mut length = name.len() + pathname.len() + text.len();
        length += module_path.map_or(0, <[u8]>::len) + asctime.unwrap_or(0);
        for (name, value) in record.lent {
            length += EXTRA + name.len() + text_of(value).len();
        }
        if length > TEXT * MOST_SLOTS {
            return None;
        }
        let slots = length.div_ceil(TEXT).max(1);
        let after_head = |length: Option<usize>| length.map_or(0, |length| length as u16 + 1);
        self.slots[0].head = Head {
            key: created.nanos().max(after),
            created: created.nanos(),
            started: started.nanos(),
            level: record.level.number(),
            func_name: record.site.func_name,
            lineno: record.site.lineno,
            message: text.len() as u32,
            name: name.len() as u16,
            pathname: pathname.len() as u16,
            module_path: after_head(module_path.map(<[u8]>::len)),
            asctime: after_head(asctime),
            extras: record.lent.len() as u16,
            slots: slots as u8,
            merged,
        };
        let parts = [text.as_bytes(), name, pathname, module_path.unwrap_or_default()];
        if slots == 1 {
            fill(&mut self.slots[0].text, record, parts);
        } else {
            self.text.resize(slots * TEXT, 0);
            fill(&mut self.text, record, parts);
            for (slot, text) in self.slots.iter_mut().zip(self.text.chunks_exact(TEXT)) {
                slot.text.copy_from_slice(text);
            }
        }
        Some(&self.slots[..slots])
    }
}

impl LogRecord<'_> {
    /// Whether the record may be written into slots, if its texts are not too long.
    #[inline]
    pub(crate) fn is_flat(&self) -> bool {
        self.rare.is_none()
            && self.clock.is_none()
            && matches!(self.time, Time::Clock { .. })
            && self.lent.len() <= MOST_EXTRAS
            && self.lent.iter().all(|(_, value)| {
                matches!(value, Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_))
            })
    }
}

/// What an added attribute takes besides its texts: a tag, a number, and the lengths.
const EXTRA: usize = 1 + 8 + 2 + 2;

fn text_of<'v>(value: &'v Value<'_>) -> &'v [u8] {
    value.as_str().unwrap_or_default().as_bytes()
}

#[inline]
fn fill(out: &mut [u8], record: &LogRecord<'_>, parts: [&[u8]; 4]) {
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        out[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    parts.into_iter().for_each(&mut put);
    record.asctime.with(|time| put(time.as_bytes()));
    for (name, value) in record.lent {
        let (tag, number) = match value {
            Value::Bool(flag) => (1, u64::from(*flag)),
            Value::Int(number) => (2, *number as u64),
            Value::Float(number) => (3, number.to_bits()),
            Value::Str(_) => (4, 0),
            _ => (0, 0),
        };
        let text = text_of(value);
        put(&[tag]);
        put(&number.to_le_bytes());
        put(&(name.len() as u16).to_le_bytes());
        put(&(text.len() as u16).to_le_bytes());
        put(name.as_bytes());
        put(text);
    }
}

/// Reads the texts of a record one after the other.
struct Texts<'t>(&'t [u8]);

impl<'t> Texts<'t> {
    fn bytes(&mut self, length: usize) -> &'t [u8] {
        let (bytes, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        bytes
    }

    #[inline]
    fn text(&mut self, length: usize) -> &'t str {
        // It was a text when it was put there.
        std::str::from_utf8(self.bytes(length)).unwrap_or_default()
    }

    fn number<const N: usize>(&mut self) -> [u8; N] {
        let mut number = [0; N];
        let bytes = self.bytes(N);
        number[..bytes.len()].copy_from_slice(bytes);
        number
    }
}

/// Where records are read from slots, one after the other.
#[derive(Default)]
pub(crate) struct FlatReader {
    /// For the text of a record that has several slots.
    text: Vec<u8>,
}

impl FlatReader {
    /// Writes the record that these slots hold into `into`, which is blank or was emptied.
    pub(crate) fn read<'s>(
        &mut self,
        mut slots: impl Iterator<Item = &'s Slot>,
        origin: &Origin,
        into: &mut LogRecord<'static>,
    ) {
        let Some(first) = slots.next() else { return };
        if first.head.slots <= 1 {
            return read(&first.head, &first.text, origin, into);
        }
        self.text.clear();
        self.text.extend_from_slice(&first.text);
        slots.for_each(|slot| self.text.extend_from_slice(&slot.text));
        read(&first.head, &self.text, origin, into);
    }
}

fn read(head: &Head, text: &[u8], origin: &Origin, into: &mut LogRecord<'static>) {
    let mut texts = Texts(text);
    let mut message = into.take_text();
    message.push_str(texts.text(head.message as usize));
    into.msg = message.into();
    write(&mut into.name, texts.text(head.name.into()));
    // As Python's queue handler leaves it.
    into.args = if head.merged { Args::Value(Value::None) } else { Args::Empty };
    into.message = OnceCell::new();
    into.level = Level::new(head.level);
    into.site = CallSite { pathname: "", lineno: head.lineno, func_name: head.func_name, module_path: None };
    let (created, started) = (Timestamp::from_nanos(head.created), Timestamp::from_nanos(head.started));
    into.time = Time::Clock { created, started };
    into.clock = None;
    into.asctime = AscTime::default();
    let rare = into.rare_mut();
    forget_rare(rare);
    write(rare.pathname.get_or_insert_default(), texts.text(head.pathname.into()));
    match head.module_path {
        0 => rare.module_path = None,
        more => write(rare.module_path.get_or_insert_default(), texts.text(usize::from(more) - 1)),
    }
    rare.thread = Some(origin.thread);
    write(rare.thread_name.get_or_insert_default(), &origin.thread_name);
    rare.process = Some(origin.process);
    write(rare.process_name.get_or_insert_default(), &origin.process_name);
    let asctime = head.asctime.checked_sub(1).map(|length| texts.text(length.into()));
    rare.added.truncate(head.extras.into());
    for at in 0..usize::from(head.extras) {
        if at == rare.added.len() {
            rare.added.push(Default::default());
        }
        let ([tag], number) = (texts.number(), u64::from_le_bytes(texts.number()));
        let [name, text] = [(); 2].map(|()| usize::from(u16::from_le_bytes(texts.number())));
        let (own_name, own) = &mut rare.added[at];
        write(own_name, texts.text(name));
        match (tag, own, texts.text(text)) {
            (4, Value::Str(own), text) => write(own, text),
            (4, own, text) => *own = Value::from(text.to_owned()),
            (1, own, _) => *own = Value::Bool(number != 0),
            (2, own, _) => *own = Value::Int(number as i64),
            (3, own, _) => *own = Value::Float(f64::from_bits(number)),
            (_, own, _) => *own = Value::None,
        }
    }
    if let Some(time) = asctime {
        into.asctime.set(time);
    }
}
