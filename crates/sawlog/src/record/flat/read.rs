//! From slots to a record that is used again and again.

use super::reuse::write;
use super::{CallSite, Head, LogRecord, Origin, Slot, Time};
use crate::value::{Args, Value};

/// Reads the texts of a record one after the other.
struct Texts<'t>(&'t [u8]);

impl<'t> Texts<'t> {
    #[inline]
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
    /// Writes the record that these slots hold into `into`, which is blank or was emptied: what the usual texts and the added
    /// attributes do not overwrite is not there.
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

pub(super) fn read(head: &Head, text: &[u8], origin: &Origin, into: &mut LogRecord<'static>) {
    let mut texts = Texts(text);
    let mut message = into.take_text();
    message.push_str(texts.text(head.message as usize));
    into.msg = message.into();
    write(&mut into.name, texts.text(head.name.into()));
    // As Python's queue handler leaves it.
    into.args = if head.merged { Args::Value(Value::None) } else { Args::Empty };
    into.level = head.level;
    into.static_site = head.site;
    into.time = Time::Clock { created: head.created, started: head.started };
    into.site = match head.site {
        Some(site) => *site,
        None => CallSite { pathname: "", lineno: head.lineno, func_name: head.func_name, module_path: None },
    };
    let rare = into.rare_mut();
    if head.site.is_some() {
        (rare.pathname, rare.module_path) = (None, None);
    } else {
        write(rare.pathname.get_or_insert_default(), texts.text(head.pathname.into()));
        match head.module_path {
            0 => rare.module_path = None,
            more => write(rare.module_path.get_or_insert_default(), texts.text(usize::from(more) - 1)),
        }
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
