//! Values in the compact form.

use std::collections::HashMap;
use std::sync::Arc;

use super::layout::kind;
use super::write::MAX_LEN;
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use crate::value::{ForeignRef, Uuid, Value, repr};

/// Containers deeper than this become inert: a receiver takes them apart by recursion.
const MAX_DEPTH: usize = 200;

/// Appends values to a payload.
pub(super) struct Writer<'o> {
    pub(super) out: &'o mut Vec<u8>,
    end: usize,
    depth: usize,
    /// Containers that may be met again, by address, and how many such came before them.
    shared: HashMap<usize, usize>,
}

impl<'o> Writer<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Writer<'o> {
        let end = out.len().saturating_add(MAX_LEN);
        Writer { out, end, depth: 0, shared: HashMap::new() }
    }

    pub(super) fn value(&mut self, value: &Value<'_>) -> Result<(), FormatError> {
        self.check_len()?;
        match value {
            Value::None => self.out.push(kind::NONE),
            Value::Bool(flag) => self.out.push(if *flag { kind::TRUE } else { kind::FALSE }),
            Value::Int(number) => self.integer(*number),
            Value::BigInt(number) => self.counted(kind::BIG_INT, &number.to_signed_bytes_le()),
            Value::Float(number) => self.float(*number),
            Value::Str(text) => self.text(text),
            Value::Bytes(bytes) => self.counted(kind::BYTES, bytes),
            Value::Decimal(number) => {
                self.out.push(kind::DECIMAL);
                self.text(&number.to_string());
            }
            Value::Opaque(opaque) => self.opaque(&opaque.type_name, &opaque.text, &opaque.repr),
            Value::Foreign(foreign) => return self.foreign(value, foreign),
            Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Set(_) => return self.container(value),
        }
        Ok(())
    }

    fn container(&mut self, value: &Value<'_>) -> Result<(), FormatError> {
        let shared = match value {
            Value::List(items) | Value::Tuple(items) => shared(items),
            Value::Dict(dict) => shared(dict),
            Value::Set(set) => shared(set),
            _ => None,
        };
        if let Some(place) = shared.and_then(|address| self.shared.get(&address)) {
            let place = *place as u64;
            self.out.push(kind::REFERENCE);
            self.number(place);
            return Ok(());
        }
        if self.depth >= MAX_DEPTH {
            let type_name = value.type_name();
            let text = format!("<{type_name} nested too deep>");
            self.opaque(&type_name, &text, &text);
            return Ok(());
        }
        if let Some(address) = shared {
            self.shared.insert(address, self.shared.len());
            self.out.push(kind::SHARED);
        }
        self.depth += 1;
        let written = self.items_of(value);
        self.depth -= 1;
        written
    }

    fn items_of(&mut self, value: &Value<'_>) -> Result<(), FormatError> {
        match value {
            Value::List(items) | Value::Tuple(items) => {
                let kind = if matches!(value, Value::List(_)) { kind::LIST } else { kind::TUPLE };
                self.head(kind, items.len());
                items.iter().try_for_each(|item| self.value(item))
            }
            Value::Dict(dict) => {
                self.head(kind::DICT, dict.len());
                dict.iter().try_for_each(|(key, value)| {
                    self.key(key)?;
                    self.value(value)
                })
            }
            Value::Set(set) => {
                self.head(if set.is_frozen() { kind::FROZEN_SET } else { kind::SET }, set.len());
                set.iter().try_for_each(|item| self.key(item))
            }
            _ => Ok(()),
        }
    }

    /// A key or an item of a set: as its text if Python could not hash it.
    fn key(&mut self, key: &Value<'_>) -> Result<(), FormatError> {
        if key.is_hashable(MAX_DEPTH - self.depth) {
            return self.value(key);
        }
        let mut text = Scratch::take();
        repr::write_repr(key, &mut text)?;
        self.text(&text);
        Ok(())
    }

    fn foreign(&mut self, value: &Value<'_>, foreign: &ForeignRef<'_>) -> Result<(), FormatError> {
        if let Some(known) = foreign.get().and_then(|value| value.as_any()) {
            if let Some(when) = known.downcast_ref::<DateTime>() {
                self.out.push(kind::DATE_TIME);
                self.out.extend(when.pickle_state());
                self.zone(when.zone());
                return Ok(());
            } else if let Some(date) = known.downcast_ref::<Date>() {
                self.out.push(kind::DATE);
                self.out.extend(date.pickle_state());
                return Ok(());
            } else if let Some(time) = known.downcast_ref::<Time>() {
                self.out.push(kind::TIME);
                self.out.extend(time.pickle_state());
                self.zone(time.zone());
                return Ok(());
            } else if let Some(delta) = known.downcast_ref::<TimeDelta>() {
                self.out.push(kind::TIME_DELTA);
                self.delta(*delta);
                return Ok(());
            } else if let Some(zone) = known.downcast_ref::<Zone>() {
                self.zone(Some(zone));
                return Ok(());
            } else if let Some(uuid) = known.downcast_ref::<Uuid>() {
                self.out.push(kind::UUID);
                self.out.extend(uuid.as_u128().to_be_bytes());
                return Ok(());
            }
        }
        let (type_name, mut text) = (value.type_name(), Scratch::take());
        repr::write_str(value, &mut text)?;
        if type_name == "str" {
            self.text(&text);
            return Ok(());
        }
        let mut shown = Scratch::take();
        repr::write_repr(value, &mut shown)?;
        self.opaque(&type_name, &text, &shown);
        Ok(())
    }

    fn delta(&mut self, delta: TimeDelta) {
        let (days, seconds, microseconds) = delta.parts();
        [days, seconds, microseconds].into_iter().for_each(|part| self.integer(part));
    }

    fn zone(&mut self, zone: Option<&Zone>) {
        let Some(zone) = zone else { return self.out.push(kind::NONE) };
        self.out.push(kind::ZONE);
        self.delta(zone.offset());
        for text in [zone.given_name(), zone.region()] {
            match text {
                Some(text) => self.text(text),
                None => self.out.push(kind::NONE),
            }
        }
    }

    fn opaque(&mut self, type_name: &str, text: &str, repr: &str) {
        self.out.push(kind::OPAQUE);
        [type_name, text, repr].into_iter().for_each(|text| self.text(text));
    }

    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        match u8::try_from(text.len()) {
            Ok(len) if text.len() <= kind::LONGEST_SHORT => self.out.push(kind::SHORT_TEXT + len),
            _ => self.head(kind::TEXT, text.len()),
        }
        self.bytes(text.as_bytes());
    }

    fn counted(&mut self, kind: u8, bytes: &[u8]) {
        self.head(kind, bytes.len());
        self.bytes(bytes);
    }

    /// Bytes that are more than all that may be are not copied: the length passes its bound all the same.
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        let room = (self.end + 1).saturating_sub(self.out.len());
        self.out.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn head(&mut self, kind: u8, count: usize) {
        self.out.push(kind);
        self.number(count as u64);
    }

    #[inline]
    pub(super) fn integer(&mut self, number: i64) {
        /// Past so many bits eight bytes are no longer than the groups of seven.
        const SHORT: i64 = 1 << 48;
        match u8::try_from(number) {
            Ok(byte) if byte < kind::SHORT_TEXT => self.out.push(byte),
            _ if (-SHORT..SHORT).contains(&number) => {
                self.out.push(kind::INT);
                self.number((number << 1 ^ number >> 63) as u64);
            }
            _ => {
                self.out.push(kind::INT64);
                self.out.extend(number.to_le_bytes());
            }
        }
    }

    pub(super) fn float(&mut self, number: f64) {
        self.out.push(kind::FLOAT);
        self.out.extend(number.to_le_bytes());
    }

    fn number(&mut self, mut number: u64) {
        while number > 0x7F {
            self.out.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }

    pub(super) fn check_len(&self) -> Result<(), FormatError> {
        if self.out.len() > self.end { Err(FormatError::TooLong { limit: MAX_LEN }) } else { Ok(()) }
    }
}

/// The address of a container that may be met again.
fn shared<T: ?Sized>(container: &Arc<T>) -> Option<usize> {
    (Arc::strong_count(container) > 1).then(|| Arc::as_ptr(container).cast::<()>() as usize)
}
