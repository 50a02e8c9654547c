//! Values of the compact form: bounded in number, memory and depth, and keys in the work that comparing them takes.

use std::sync::Arc;

use num_bigint::BigInt;

use super::super::Limits;
use super::super::inert::{long_integer, too_deep};
use super::error::CompactErrorKind as Kind;
use super::keys::{KEY_STEPS, KEY_WEIGHT, Weighed};
use super::layout::kind;
use super::read::Reader;
use crate::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use crate::value::{Decimal, Dict, Foreign, Opaque, Set, Uuid, Value};

/// Reads values.
pub(super) struct ValueReader<'a, 'l> {
    pub(super) reader: Reader<'a>,
    limits: &'l Limits,
    items: usize,
    memory: usize,
    key_steps: usize,
    /// The deepest level that was reached.
    deepest: usize,
    shared: Vec<Shared>,
}

/// A value that others may refer to.
enum Shared {
    /// It is being read.
    Open,
    /// It was made, with so many levels of containers in it.
    Done { value: Value<'static>, height: usize },
}

impl<'a, 'l> ValueReader<'a, 'l> {
    pub(super) fn new(payload: &'a [u8], limits: &'l Limits) -> ValueReader<'a, 'l> {
        ValueReader {
            reader: Reader::new(payload),
            limits,
            items: limits.items,
            memory: limits.memory,
            key_steps: KEY_STEPS,
            deepest: 0,
            shared: Vec::new(),
        }
    }

    /// The next value, of which texts and bytes are borrowed.
    pub(super) fn value(&mut self) -> Result<Value<'a>, Kind> {
        self.count()?;
        let first = self.reader.byte()?;
        if let Some(text) = self.reader.text_of(first)? {
            self.charge(text.len())?;
            return Ok(Value::from(text));
        }
        if first == kind::BYTES {
            let bytes = self.reader.length(1).and_then(|len| self.reader.bytes(len))?;
            self.charge(bytes.len())?;
            return Ok(Value::from(bytes));
        }
        self.other(first, 0)
    }

    /// Counts a value, or a field.
    pub(super) fn count(&mut self) -> Result<(), Kind> {
        self.items = self.items.checked_sub(1).ok_or(Kind::Limit { what: "values", limit: self.limits.items })?;
        Ok(())
    }

    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), Kind> {
        self.memory =
            self.memory.checked_sub(bytes).ok_or(Kind::Limit { what: "bytes of memory", limit: self.limits.memory })?;
        Ok(())
    }

    /// Passes over a value, whatever it is. Its depth takes no stack.
    pub(super) fn pass(&mut self) -> Result<(), Kind> {
        let mut left = 1_usize;
        while let Some(rest) = left.checked_sub(1) {
            self.count()?;
            left = rest;
            let first = self.reader.byte()?;
            if self.reader.text_of(first)?.is_some() || self.reader.integer_of(first)?.is_some() {
                continue;
            }
            match first {
                kind::NONE | kind::FALSE | kind::TRUE => {}
                kind::BIG_INT | kind::BYTES => {
                    self.reader.length(1).and_then(|len| self.reader.bytes(len))?;
                }
                kind::FLOAT => drop(self.reader.bytes(8)?),
                kind::DATE => drop(self.reader.bytes(4)?),
                kind::UUID => drop(self.reader.bytes(16)?),
                kind::TIME => {
                    self.reader.bytes(6)?;
                    left += 1;
                }
                kind::DATE_TIME => {
                    self.reader.bytes(10)?;
                    left += 1;
                }
                kind::DECIMAL => left += 1,
                kind::TIME_DELTA | kind::OPAQUE => left += 3,
                kind::ZONE => left += 5,
                kind::LIST | kind::TUPLE | kind::SET | kind::FROZEN_SET => left += self.reader.length(1)?,
                kind::DICT => left += 2 * self.reader.length(2)?,
                kind::SHARED => {
                    // It keeps its number, and who refers to it gets what stands for it.
                    self.share(Shared::Done { value: too_deep("object"), height: 0 })?;
                    left += 1;
                }
                kind::REFERENCE => drop(self.reader.number()?),
                other => return Err(Kind::UnknownKind(other)),
            }
        }
        Ok(())
    }

    /// A value that stands `depth` containers deep.
    fn owned(&mut self, depth: usize) -> Result<Value<'static>, Kind> {
        self.count()?;
        let first = self.reader.byte()?;
        if let Some(text) = self.reader.text_of(first)? {
            self.charge(text.len())?;
            return Ok(Value::from(text.to_owned()));
        }
        if first == kind::BYTES {
            let bytes = self.reader.length(1).and_then(|len| self.reader.bytes(len))?;
            self.charge(bytes.len())?;
            return Ok(Value::from(bytes).into_owned());
        }
        self.other(first, depth)
    }

    /// A value that is neither text nor bytes, after its first byte.
    fn other(&mut self, first: u8, depth: usize) -> Result<Value<'static>, Kind> {
        if let Some(number) = self.reader.integer_of(first)? {
            return Ok(Value::Int(number));
        }
        Ok(match first {
            kind::NONE => Value::None,
            kind::FALSE => Value::Bool(false),
            kind::TRUE => Value::Bool(true),
            kind::BIG_INT => self.big_integer()?,
            kind::FLOAT => Value::Float(f64::from_le_bytes(self.reader.array()?)),
            kind::LIST..=kind::FROZEN_SET => return self.container(first, depth),
            kind::SHARED => return self.shared(depth),
            kind::REFERENCE => return self.reference(depth),
            kind::DECIMAL => {
                let text = self.reader.text()?;
                self.charge(2 * text.len())?;
                Value::from(text.parse::<Decimal>().map_err(|_| Kind::Malformed("decimal number"))?)
            }
            kind::DATE..=kind::ZONE => return self.temporal(first),
            kind::UUID => Uuid::from_u128(u128::from_be_bytes(self.reader.array()?)).into(),
            kind::OPAQUE => {
                let [type_name, text, repr] = [self.reader.text()?, self.reader.text()?, self.reader.text()?];
                self.charge(size_of::<Opaque>() + type_name.len() + text.len() + repr.len())?;
                let [type_name, text, repr] = [type_name, text, repr].map(str::to_owned);
                Value::Opaque(Arc::new(Opaque { type_name, text, repr }))
            }
            other => return Err(Kind::UnknownKind(other)),
        })
    }

    fn big_integer(&mut self) -> Result<Value<'static>, Kind> {
        let bytes = self.reader.length(1).and_then(|len| self.reader.bytes(len))?;
        self.charge(bytes.len())?;
        // A byte is 2.4 digits.
        if bytes.len().saturating_mul(12) / 5 > self.limits.int_digits.saturating_add(3) {
            return Ok(long_integer(self.limits.int_digits));
        }
        Ok(Value::from(BigInt::from_signed_bytes_le(bytes)))
    }

    fn temporal(&mut self, first: u8) -> Result<Value<'static>, Kind> {
        let malformed = |_| Kind::Malformed("date or time");
        self.charge(256)?;
        Ok(match first {
            kind::DATE => Date::from_pickle_state(&self.reader.array::<4>()?).map_err(malformed)?.into(),
            kind::TIME => {
                let time = Time::from_pickle_state(&self.reader.array::<6>()?).map_err(malformed)?;
                match self.zone()? {
                    Some(zone) => time.with_zone(zone).into(),
                    None => time.into(),
                }
            }
            kind::DATE_TIME => {
                let when = DateTime::from_pickle_state(&self.reader.array::<10>()?).map_err(malformed)?;
                match self.zone()? {
                    Some(zone) => when.with_zone(zone).into(),
                    None => when.into(),
                }
            }
            kind::TIME_DELTA => self.delta()?.into(),
            _ => self.zone_itself()?.into(),
        })
    }

    fn delta(&mut self) -> Result<TimeDelta, Kind> {
        let parts = [self.reader.integer()?, self.reader.integer()?, self.reader.integer()?];
        TimeDelta::new(parts[0], parts[1], parts[2]).map_err(|_| Kind::Malformed("length of time"))
    }

    fn zone(&mut self) -> Result<Option<Zone>, Kind> {
        match self.reader.byte()? {
            kind::NONE => Ok(None),
            kind::ZONE => self.zone_itself().map(Some),
            _ => Err(Kind::Expected("a zone or None")),
        }
    }

    fn zone_itself(&mut self) -> Result<Zone, Kind> {
        let offset = self.delta()?;
        let [name, region] = [self.reader.optional_text()?, self.reader.optional_text()?];
        self.charge(name.map_or(0, str::len) + region.map_or(0, str::len))?;
        let mut zone = match offset == TimeDelta::default() {
            true => Zone::utc(),
            false => Zone::fixed(offset).map_err(|_| Kind::Malformed("zone"))?,
        };
        if let Some(name) = name {
            zone = zone.named(name);
        }
        if let Some(region) = region {
            zone = zone.in_region(region);
        }
        Ok(zone)
    }

    fn share(&mut self, shared: Shared) -> Result<usize, Kind> {
        self.charge(size_of::<Shared>())?;
        self.shared.push(shared);
        Ok(self.shared.len() - 1)
    }

    fn shared(&mut self, depth: usize) -> Result<Value<'static>, Kind> {
        let place = self.share(Shared::Open)?;
        let first = self.reader.byte()?;
        if !(kind::LIST..=kind::FROZEN_SET).contains(&first) {
            return Err(Kind::Expected("a container to refer to"));
        }
        let outer = std::mem::replace(&mut self.deepest, depth);
        let value = self.container(first, depth)?;
        let height = self.deepest - depth;
        self.deepest = self.deepest.max(outer);
        self.shared[place] = Shared::Done { value: value.clone(), height };
        Ok(value)
    }

    fn reference(&mut self, depth: usize) -> Result<Value<'static>, Kind> {
        let number = self.reader.number()?;
        let shared = usize::try_from(number).ok().and_then(|place| self.shared.get(place));
        let Some(Shared::Done { value, height }) = shared else { return Err(Kind::NoValue(number)) };
        let reached = depth + height;
        if reached > self.limits.nesting() {
            // Nearer to the surface it was whole.
            return Ok(too_deep(&value.type_name()));
        }
        self.deepest = self.deepest.max(reached);
        Ok(value.clone())
    }

    fn container(&mut self, first: u8, depth: usize) -> Result<Value<'static>, Kind> {
        if depth >= self.limits.nesting() {
            let name = name_of(first);
            let items = if first == kind::DICT { 2 * self.reader.length(2)? } else { self.reader.length(1)? };
            for _ in 0..items {
                self.pass()?;
            }
            return Ok(too_deep(name));
        }
        let inner = depth + 1;
        self.deepest = self.deepest.max(inner);
        if first == kind::DICT {
            let count = self.reader.length(2)?;
            self.charge(count * 3 * size_of::<Value<'_>>())?;
            let (mut pairs, mut colliding) = (Vec::with_capacity(count), 0);
            for _ in 0..count {
                let key = self.key(inner, &mut colliding)?;
                pairs.push((key, self.owned(inner)?));
            }
            return Ok(Value::Dict(Arc::new(pairs.into_iter().collect::<Dict>())));
        }
        let count = self.reader.length(1)?;
        self.charge(count * 2 * size_of::<Value<'_>>())?;
        let mut items = Vec::with_capacity(count);
        if matches!(first, kind::LIST | kind::TUPLE) {
            for _ in 0..count {
                items.push(self.owned(inner)?);
            }
            let items = items.into();
            return Ok(if first == kind::LIST { Value::List(items) } else { Value::Tuple(items) });
        }
        let mut colliding = 0;
        for _ in 0..count {
            items.push(self.key(inner, &mut colliding)?);
        }
        Ok(Value::Set(Arc::new(Set::new(items, first == kind::FROZEN_SET))))
    }

    /// A key of a dict or an item of a set; `colliding` counts those before it whose hashes say little.
    fn key(&mut self, depth: usize, colliding: &mut usize) -> Result<Value<'static>, Kind> {
        let key = self.owned(depth)?;
        match key {
            Value::Str(_) | Value::Bytes(_) | Value::Int(_) | Value::Bool(_) | Value::None => return Ok(key),
            // Two objects that print alike are two keys.
            Value::Opaque(opaque) => return Ok(Value::shared(opaque as Arc<dyn Foreign + Send + Sync>)),
            Value::List(_) => return Err(Kind::Unhashable("list")),
            Value::Dict(_) => return Err(Kind::Unhashable("dict")),
            Value::Set(ref set) if !set.is_frozen() => return Err(Kind::Unhashable("set")),
            _ => {}
        }
        let mut weighed = Weighed::new();
        let is_hashable = weighed.add(&key);
        if !is_hashable {
            return Err(Kind::Unhashable("list, dict or set in a key"));
        }
        if weighed.is_heavy() {
            self.spend(weighed.steps)?;
            let text = format!("<{} of more than {KEY_WEIGHT} values>", key.type_name());
            let type_name = key.type_name().into_owned();
            return Ok(Value::shared(Arc::new(Opaque { type_name, text: text.clone(), repr: text })));
        }
        // Keys that share a hash are compared one by one.
        *colliding += usize::from(weighed.collides);
        let compared = if weighed.collides { *colliding } else { 1 };
        self.spend(compared.saturating_mul(weighed.steps))?;
        Ok(key)
    }

    fn spend(&mut self, steps: usize) -> Result<(), Kind> {
        self.key_steps =
            self.key_steps.checked_sub(steps).ok_or(Kind::Limit { what: "comparisons of keys", limit: KEY_STEPS })?;
        Ok(())
    }
}

fn name_of(first: u8) -> &'static str {
    match first {
        kind::LIST => "list",
        kind::TUPLE => "tuple",
        kind::DICT => "dict",
        kind::SET => "set",
        _ => "frozenset",
    }
}
