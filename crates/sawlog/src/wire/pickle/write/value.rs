//! Values, containers and all.

use std::collections::HashMap;
use std::sync::Arc;

use num_bigint::BigInt;

use super::super::opcode as op;
use super::text::{write_bool, write_float, write_global, write_integer, write_long, write_text};
use super::{MAX_LEN, known};
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::value::{ForeignRef, Value, repr};

/// Containers deeper than this become text: a receiver would take them apart by recursion.
const MAX_DEPTH: usize = 200;
/// Decimal digits of an integer; a Python that receives more refuses the record.
const MAX_DIGITS: usize = 4300;

/// Appends values to a pickle.
pub(super) struct Writer<'o> {
    pub(super) out: &'o mut Vec<u8>,
    end: usize,
    depth: usize,
    /// Containers that are shared, by address, and their place in the receiver's memo: each is written once.
    memo: HashMap<usize, u32>,
}

impl<'o> Writer<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Writer<'o> {
        let end = out.len().saturating_add(MAX_LEN);
        Writer { out, end, depth: 0, memo: HashMap::new() }
    }

    /// Ends the pickle.
    pub(super) fn finish(&mut self) -> Result<(), FormatError> {
        self.out.push(op::STOP);
        self.check_len()
    }

    pub(super) fn value(&mut self, value: &Value<'_>) -> Result<(), FormatError> {
        self.check_len()?;
        match value {
            Value::None => self.out.push(op::NONE),
            Value::Bool(flag) => write_bool(*flag, self.out),
            Value::Int(number) => write_integer(*number, self.out),
            Value::BigInt(number) => self.big_integer(number),
            Value::Float(number) => write_float(*number, self.out),
            Value::Str(text) => self.text(text)?,
            Value::Bytes(bytes) => self.bytes(bytes),
            Value::Decimal(number) => {
                write_global("decimal", "Decimal", self.out);
                self.out.push(op::MARK);
                write_text(&number.to_string(), self.out);
                self.call();
            }
            Value::Opaque(opaque) => self.text(&opaque.text)?,
            Value::Foreign(foreign) => return self.foreign(value, foreign),
            Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Set(_) => return self.container(value),
        }
        Ok(())
    }

    /// Makes a tuple of what follows the last mark, and a call of it and the name before.
    pub(super) fn call(&mut self) {
        self.out.extend([op::TUPLE, op::REDUCE]);
    }

    /// Bytes as Python has them in protocols before the third: a text of Latin-1, and the call that encodes it.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            write_global("__builtin__", "bytes", self.out);
            self.out.extend([op::EMPTY_TUPLE, op::REDUCE]);
            return;
        }
        write_global("_codecs", "encode", self.out);
        self.out.extend([op::MARK, op::BINUNICODE]);
        let encoded = bytes.len() + bytes.iter().filter(|byte| !byte.is_ascii()).count();
        self.out.extend(u32::try_from(encoded).unwrap_or(u32::MAX).to_le_bytes());
        for byte in bytes {
            self.out.extend_from_slice(char::from(*byte).encode_utf8(&mut [0; 2]).as_bytes());
        }
        write_text("latin1", self.out);
        self.call();
    }

    fn text(&mut self, text: &str) -> Result<(), FormatError> {
        if text.len() > MAX_LEN {
            return Err(FormatError::TooLong { limit: MAX_LEN });
        }
        write_text(text, self.out);
        Ok(())
    }

    fn big_integer(&mut self, number: &BigInt) {
        // Past so many bits there are more digits than that; making them costs their square.
        let digits = if number.bits() <= MAX_DIGITS as u64 * 4 { number.to_string() } else { String::new() };
        if digits.is_empty() || digits.trim_start_matches('-').len() > MAX_DIGITS {
            write_text("<int of more than 4300 digits>", self.out);
        } else {
            write_long(digits.as_bytes(), self.out);
        }
    }

    fn foreign(&mut self, value: &Value<'_>, foreign: &ForeignRef<'_>) -> Result<(), FormatError> {
        if known::write(foreign, self)? {
            return Ok(());
        }
        let mut text = Scratch::take();
        repr::write_str(value, &mut text)?;
        self.text(&text)
    }

    fn container(&mut self, value: &Value<'_>) -> Result<(), FormatError> {
        let shared = match value {
            Value::List(items) | Value::Tuple(items) => shared(items),
            Value::Dict(dict) => shared(dict),
            Value::Set(set) => shared(set),
            _ => None,
        };
        if let Some(place) = shared.and_then(|address| self.memo.get(&address)) {
            self.out.push(op::LONG_BINGET);
            self.out.extend(place.to_le_bytes());
            return Ok(());
        }
        if self.depth >= MAX_DEPTH {
            write_text(&format!("<{} nested too deep>", value.type_name()), self.out);
            return Ok(());
        }
        self.depth += 1;
        let written = self.items_of(value);
        self.depth -= 1;
        written?;
        if let Some(address) = shared {
            let place = self.memo.len() as u32;
            self.memo.insert(address, place);
            self.out.push(op::LONG_BINPUT);
            self.out.extend(place.to_le_bytes());
        }
        Ok(())
    }

    fn items_of(&mut self, value: &Value<'_>) -> Result<(), FormatError> {
        match value {
            Value::List(items) => {
                self.out.push(op::EMPTY_LIST);
                if !items.is_empty() {
                    self.out.push(op::MARK);
                    items.iter().try_for_each(|item| self.value(item))?;
                    self.out.push(op::APPENDS);
                }
            }
            Value::Tuple(items) if items.is_empty() => self.out.push(op::EMPTY_TUPLE),
            Value::Tuple(items) => {
                self.out.push(op::MARK);
                items.iter().try_for_each(|item| self.value(item))?;
                self.out.push(op::TUPLE);
            }
            Value::Dict(dict) => {
                self.out.push(op::EMPTY_DICT);
                if !dict.is_empty() {
                    self.out.push(op::MARK);
                    dict.iter().try_for_each(|(key, value)| {
                        self.key(key)?;
                        self.value(value)
                    })?;
                    self.out.push(op::SETITEMS);
                }
            }
            Value::Set(set) => {
                write_global("__builtin__", if set.is_frozen() { "frozenset" } else { "set" }, self.out);
                self.out.extend([op::MARK, op::EMPTY_LIST, op::MARK]);
                set.iter().try_for_each(|item| self.key(item))?;
                self.out.push(op::APPENDS);
                self.call();
            }
            _ => {}
        }
        Ok(())
    }

    /// A key or an item of a set: as its text if Python could not hash it.
    fn key(&mut self, key: &Value<'_>) -> Result<(), FormatError> {
        if key.is_hashable(MAX_DEPTH - self.depth) {
            return self.value(key);
        }
        let mut text = Scratch::take();
        repr::write_repr(key, &mut text)?;
        self.text(&text)
    }

    fn check_len(&self) -> Result<(), FormatError> {
        if self.out.len() > self.end { Err(FormatError::TooLong { limit: MAX_LEN }) } else { Ok(()) }
    }
}

/// The address of a container that may be met again.
fn shared<T: ?Sized>(container: &Arc<T>) -> Option<usize> {
    (Arc::strong_count(container) > 1).then(|| Arc::as_ptr(container).cast::<()>() as usize)
}
