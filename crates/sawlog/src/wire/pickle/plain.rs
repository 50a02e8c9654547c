//! The short way for the usual record: one dict of texts, numbers, `None` and flags, as the pickler writes it.
//!
//! Attributes go from the pickle into the record without a stack and a dict in between. Whatever is not as expected,
//! sound or not, is left to the machine, which begins anew: this decides about speed alone, never about meaning.

use super::super::Limits;
use super::number::{self, Integer};
use super::opcode as op;
use super::reader::Reader;
use super::text::Text;
use crate::record::LogRecord;
use crate::value::Value;
use crate::wire::attributes::Attributes;

/// The record, if the pickle is such a one.
pub(super) fn record<'a>(pickle: &'a [u8], limits: &Limits) -> Option<LogRecord<'a>> {
    // No step takes less than a byte, or holds more than is there.
    if pickle.len() > limits.items.min(limits.memory) {
        return None;
    }
    let mut plain = Plain {
        reader: Reader::new(pickle),
        memo: [None; MEMO],
        memoized: 0,
        int_digits: limits.int_digits,
        shared: limits.memory - pickle.len(),
    };
    plain.start()?;
    let mut record = Attributes::new(limits);
    while let Some(name) = plain.name()? {
        record.set(name.into(), plain.value()?).ok()?;
    }
    (plain.byte()? == op::STOP).then(|| record.finish())
}

/// As many memo entries are kept as a plain record makes, and some.
const MEMO: usize = 64;

struct Plain<'a> {
    reader: Reader<'a>,
    memo: [Option<&'a str>; MEMO],
    /// How many entries MEMOIZE counts.
    memoized: usize,
    int_digits: usize,
    /// How many bytes texts that came before may still come to.
    shared: usize,
}

impl<'a> Plain<'a> {
    /// Everything before the first name.
    fn start(&mut self) -> Option<()> {
        let mut opcode = self.byte()?;
        if opcode == op::PROTO {
            if self.byte()? > 5 {
                return None;
            }
            opcode = self.byte()?;
        }
        if opcode == op::FRAME {
            let len = self.reader.len8().ok()?;
            if !self.reader.has(len) {
                return None;
            }
            opcode = self.byte()?;
        }
        if opcode != op::EMPTY_DICT {
            return None;
        }
        self.memoize(None)?;
        (self.byte()? == op::MARK).then_some(())
    }

    /// The name of the next attribute; the inner `None` after the last.
    #[inline]
    fn name(&mut self) -> Option<Option<&'a str>> {
        match self.byte()? {
            op::SETITEMS => Some(None),
            opcode => self.text(opcode).map(Some),
        }
    }

    #[inline]
    fn value(&mut self) -> Option<Value<'a>> {
        Some(match self.byte()? {
            op::NONE => Value::None,
            op::BININT1 => Value::Int(i64::from(self.byte()?)),
            op::BININT2 => Value::Int(i64::from(u16::from_le_bytes(self.reader.array().ok()?))),
            op::BININT => Value::Int(i64::from(i32::from_le_bytes(self.reader.array().ok()?))),
            op::BINFLOAT => Value::Float(f64::from_be_bytes(self.reader.array().ok()?)),
            op::NEWTRUE => Value::Bool(true),
            op::NEWFALSE => Value::Bool(false),
            op::LONG => {
                let line = self.reader.line().ok()?;
                integer(number::from_text(line.strip_suffix(b"L").unwrap_or(line), self.int_digits).ok()?)?
            }
            op::LONG1 => {
                let len = u64::from(self.byte()?);
                integer(number::from_bytes(self.reader.take(len).ok()?, self.int_digits))?
            }
            op::INT => match self.reader.line().ok()? {
                b"00" => Value::Bool(false),
                b"01" => Value::Bool(true),
                digits => integer(number::from_text(digits, self.int_digits).ok()?)?,
            },
            opcode => Value::from(self.text(opcode)?),
        })
    }

    #[inline]
    fn text(&mut self, opcode: u8) -> Option<&'a str> {
        let len = match opcode {
            op::BINUNICODE => self.reader.len4().ok()?,
            op::SHORT_BINUNICODE => u64::from(self.byte()?),
            op::BINGET => {
                let index = usize::from(self.byte()?);
                let text = (*self.memo.get(index)?)?;
                self.shared = self.shared.checked_sub(text.len())?;
                return Some(text);
            }
            _ => return None,
        };
        match self.reader.text(len, "BINUNICODE").ok()? {
            Text::Borrowed(text) => {
                self.memoize(Some(text))?;
                Some(text)
            }
            Text::Owned(_) => None,
        }
    }

    /// Takes a BINPUT or MEMOIZE that follows; picklers number them one after the other.
    #[inline]
    fn memoize(&mut self, text: Option<&'a str>) -> Option<()> {
        match self.reader.rest() {
            [op::BINPUT, index, ..] if usize::from(*index) == self.memoized => self.reader.skip(2),
            [op::BINPUT, ..] => return None,
            [op::MEMOIZE, ..] => self.reader.skip(1),
            _ => return Some(()),
        }
        // What finds no place here is not found when it is asked for.
        if let Some(entry) = self.memo.get_mut(self.memoized) {
            *entry = text;
        }
        self.memoized += 1;
        Some(())
    }

    #[inline]
    fn byte(&mut self) -> Option<u8> {
        self.reader.byte().ok()
    }
}

fn integer(number: Integer) -> Option<Value<'static>> {
    match number {
        Integer::Small(number) => Some(Value::Int(number)),
        Integer::Big(_) | Integer::Long => None,
    }
}
