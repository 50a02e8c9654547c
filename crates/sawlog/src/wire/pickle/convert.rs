//! From the machine's items to values: shared ones are made once, cycles and great depths become inert.

use std::sync::Arc;

use super::super::Limits;
use super::super::error::PickleErrorKind as Kind;
use super::super::inert::{long_integer, of_type, too_deep};
use super::item::{Item, Node, type_name};
use super::machine::Program;
use super::names;
use super::rebuild;
use crate::value::{Dict, Opaque, Set, Value};

/// A comparison of two keys costs one step for each value or [`STEP`] bytes in them; so many are made for one pickle.
const KEY_STEPS: usize = 4_000_000;
/// A key that weighs more than this is shown, but not compared by its items.
const KEY_WEIGHT: usize = 1_000;
/// Bytes that are hashed or compared at the cost of one value.
const STEP: usize = 32;
/// What comparing a decimal with numbers of other types costs at least.
const DECIMAL: usize = 8;
/// Hashes look at no more values of a tuple than these.
const HASHED: usize = 64;
/// How often an object that is not rebuilt holds the name of its type.
const NAMES: usize = 4;

/// A value that was made, and what is to be known before it is put into another one.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) value: Value<'static>,
    /// Levels of containers in it.
    pub(super) height: usize,
    /// How many values it unfolds into, long ones counted as several.
    weight: usize,
    /// Whether others are likely to have the same hash.
    collides: bool,
    /// Whether Python could hash it.
    hashable: bool,
}

impl Made {
    pub(super) fn scalar(value: Value<'static>) -> Made {
        let (weight, collides) = match &value {
            Value::Str(text) => (text.len() / STEP, false),
            Value::Bytes(bytes) => (bytes.len() / STEP, false),
            Value::Opaque(opaque) => (opaque.repr.len() / STEP, false),
            Value::BigInt(number) => (number.bits() as usize / (8 * STEP), false),
            Value::Float(number) => (0, !number.is_finite()),
            Value::Decimal(number) => {
                // Read as a float and as an integer, whichever it may be.
                let (digits, whole) = number.lengths();
                (DECIMAL + digits / STEP + whole / 8, !number.is_finite())
            }
            _ => (0, false),
        };
        Made { value, height: 0, weight: weight + 1, collides, hashable: true }
    }

    fn container(value: Value<'static>, parts: Parts) -> Made {
        let collides = match &value {
            Value::Set(_) => true,
            // Compared by identity, and hashed so.
            Value::Foreign(_) => false,
            _ => parts.collides || parts.weight > HASHED,
        };
        let weight = parts.weight.saturating_add(1);
        Made { value, height: parts.height + 1, weight, collides, hashable: parts.hashable }
    }

    pub(super) fn is_hashable(&self) -> bool {
        self.hashable
    }

    /// A value that was made of others and shows them.
    pub(super) fn around(value: Value<'static>, parts: &[Made], hashable: bool) -> Made {
        let mut sum = Parts::default();
        parts.iter().for_each(|part| sum.add(part));
        Made { hashable, ..Made::container(value, sum) }
    }
}

/// What the parts of a container come to.
struct Parts {
    height: usize,
    weight: usize,
    collides: bool,
    hashable: bool,
}

impl Default for Parts {
    fn default() -> Parts {
        Parts { height: 0, weight: 0, collides: false, hashable: true }
    }
}

impl Parts {
    fn add(&mut self, part: &Made) {
        self.height = self.height.max(part.height);
        self.weight = self.weight.saturating_add(part.weight);
        self.collides |= part.collides;
        self.hashable &= part.hashable;
    }
}

#[derive(Clone, Default)]
enum Progress {
    #[default]
    New,
    /// Being made: who meets it again stands inside of it.
    Open,
    Done(Made),
}

pub(super) struct Converter<'p, 'a> {
    pub(super) nodes: &'p [Node<'a>],
    progress: Vec<Progress>,
    /// A dict that is taken apart by the caller.
    root: Option<u32>,
    memory: usize,
    memory_limit: usize,
    max_depth: usize,
    int_digits: usize,
    key_steps: usize,
}

impl<'p, 'a> Converter<'p, 'a> {
    pub(super) fn new(program: &'p Program<'a>, limits: &Limits) -> Converter<'p, 'a> {
        Converter {
            nodes: &program.nodes,
            progress: Vec::new(),
            root: None,
            memory: program.memory,
            memory_limit: limits.memory,
            max_depth: limits.nesting(),
            int_digits: limits.int_digits,
            key_steps: KEY_STEPS,
        }
    }

    /// Names the dict of a record itself, which its values may refer to.
    pub(super) fn enter(&mut self, item: Item<'a>) {
        if let Item::Node(index) = item {
            self.root = Some(index);
        }
    }

    /// A value that may borrow from the pickle. It is charged all the same: a text that comes a hundred times is there a
    /// hundred times when the record outlives the pickle.
    #[inline]
    pub(super) fn value(&mut self, item: Item<'a>) -> Result<Value<'a>, Kind> {
        Ok(match item {
            Item::None => Value::None,
            Item::Bool(flag) => Value::Bool(flag),
            Item::Int(number) => Value::Int(number),
            Item::Float(number) => Value::Float(number),
            Item::Str(text) => {
                self.charge(text.len())?;
                Value::from(text)
            }
            Item::Bytes(bytes) => {
                self.charge(bytes.len())?;
                Value::from(bytes)
            }
            Item::Node(_) => self.make(item, 0)?.value,
        })
    }

    /// A value that stands `depth` containers deep.
    pub(super) fn make(&mut self, item: Item<'a>, depth: usize) -> Result<Made, Kind> {
        let value = match item {
            Item::None => Value::None,
            Item::Bool(flag) => Value::Bool(flag),
            Item::Int(number) => Value::Int(number),
            Item::Float(number) => Value::Float(number),
            Item::Str(text) => {
                self.charge(text.len())?;
                Value::from(text.to_owned())
            }
            Item::Bytes(bytes) => {
                self.charge(bytes.len())?;
                Value::from(bytes).into_owned()
            }
            Item::Node(index) => return self.node(index, depth),
        };
        Ok(Made::scalar(value))
    }

    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), Kind> {
        self.memory =
            self.memory.checked_sub(bytes).ok_or(Kind::Limit { what: "bytes of memory", limit: self.memory_limit })?;
        Ok(())
    }

    /// Charges what a copy of a value takes, where it is not shared.
    fn charge_copy(&mut self, value: &Value<'_>) -> Result<(), Kind> {
        self.charge(match value {
            Value::Str(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            _ => 0,
        })
    }

    /// An object that is not rebuilt.
    pub(super) fn inert(&mut self, type_name: &str) -> Result<Value<'static>, Kind> {
        self.charge(NAMES * type_name.len())?;
        Ok(inert_object(type_name))
    }

    fn progress(&mut self, index: u32) -> Result<&mut Progress, Kind> {
        if self.progress.is_empty() {
            self.charge(self.nodes.len() * size_of::<Progress>())?;
            self.progress.resize_with(self.nodes.len(), Progress::default);
        }
        // Items are only ever made with the index of a node.
        Ok(&mut self.progress[index as usize])
    }

    fn node(&mut self, index: u32, depth: usize) -> Result<Made, Kind> {
        let node = &self.nodes[index as usize];
        match node {
            Node::Text(text) => {
                self.charge(text.len())?;
                return Ok(Made::scalar(Value::from(text.clone())));
            }
            Node::BigInt(number) => return Ok(Made::scalar(Value::BigInt(Arc::clone(number)))),
            Node::LongInt => return Ok(Made::scalar(long_integer(self.int_digits))),
            Node::Global(global) => {
                let text = names::printed(global);
                self.charge(3 * text.len())?;
                let opaque = Opaque { type_name: names::dotted(global), text: text.clone(), repr: text };
                return Ok(Made::scalar(Value::Opaque(Arc::new(opaque))));
            }
            _ => {}
        }
        if self.root == Some(index) {
            return Ok(Made::scalar(self.marker(node)?));
        }
        let max_depth = self.max_depth;
        match self.progress(index)? {
            Progress::Open => return Ok(Made::scalar(self.marker(node)?)),
            Progress::Done(made) if depth + made.height <= max_depth => {
                let made = made.clone();
                self.charge_copy(&made.value)?;
                return Ok(made);
            }
            // Made before, but nearer to the surface: as a whole it would reach too deep here.
            Progress::Done(_) => return Ok(Made::scalar(too_deep(node.type_name()))),
            Progress::New if depth >= max_depth => return Ok(Made::scalar(too_deep(node.type_name()))),
            progress => *progress = Progress::Open,
        }
        let made = self.container(node, depth)?;
        self.charge_copy(&made.value)?;
        *self.progress(index)? = Progress::Done(made.clone());
        Ok(made)
    }

    fn container(&mut self, node: &'p Node<'a>, depth: usize) -> Result<Made, Kind> {
        let mut parts = Parts::default();
        let value = match node {
            Node::List(items) => {
                parts.hashable = false;
                Value::List(self.all(items, depth, &mut parts)?.into())
            }
            Node::Tuple(items) => Value::Tuple(self.all(items, depth, &mut parts)?.into()),
            Node::Dict(pairs) => {
                let dict = self.dict(pairs, depth, &mut parts)?;
                parts.hashable = false;
                Value::Dict(Arc::new(dict))
            }
            Node::Set(items) => {
                let set = self.set(items, false, depth, &mut parts)?;
                parts.hashable = false;
                set
            }
            Node::FrozenSet(items) => self.set(items, true, depth, &mut parts)?,
            Node::ByteArray(bytes) => {
                self.charge(bytes.len())?;
                return Ok(rebuild::byte_array(bytes.to_vec()));
            }
            Node::Object(object) => return rebuild::object(self, object, depth),
            // Made without being opened.
            Node::Text(_) | Node::BigInt(_) | Node::LongInt | Node::Global(_) => Value::None,
        };
        Ok(Made::container(value, parts))
    }

    fn all(&mut self, items: &[Item<'a>], depth: usize, parts: &mut Parts) -> Result<Vec<Value<'static>>, Kind> {
        self.charge(items.len() * size_of::<Value<'_>>())?;
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let made = self.make(*item, depth + 1)?;
            parts.add(&made);
            values.push(made.value);
        }
        Ok(values)
    }

    /// The items of a container, each with what is known of it.
    pub(super) fn make_all(&mut self, items: &[Item<'a>], depth: usize) -> Result<Vec<Made>, Kind> {
        self.charge(items.len() * size_of::<Made>())?;
        items.iter().map(|item| self.make(*item, depth)).collect()
    }

    fn dict(&mut self, pairs: &[(Item<'a>, Item<'a>)], depth: usize, parts: &mut Parts) -> Result<Dict, Kind> {
        let mut keys = Keys::default();
        let mut made_pairs = Vec::new();
        self.charge(pairs.len() * 3 * size_of::<Value<'_>>())?;
        made_pairs.reserve(pairs.len());
        for (key, value) in pairs {
            let key = self.key(*key, depth + 1, &mut keys)?;
            let value = self.make(*value, depth + 1)?;
            parts.add(&key);
            parts.add(&value);
            made_pairs.push((key.value, value.value));
        }
        Ok(made_pairs.into_iter().collect())
    }

    /// A dict with what is known of its items.
    pub(super) fn make_dict(&mut self, pairs: &[(Item<'a>, Item<'a>)], depth: usize) -> Result<Made, Kind> {
        let mut parts = Parts::default();
        let dict = self.dict(pairs, depth, &mut parts)?;
        Ok(Made { hashable: false, ..Made::container(Value::Dict(Arc::new(dict)), parts) })
    }

    fn set(
        &mut self,
        items: &[Item<'a>],
        frozen: bool,
        depth: usize,
        parts: &mut Parts,
    ) -> Result<Value<'static>, Kind> {
        self.charge(items.len() * 2 * size_of::<Value<'_>>())?;
        let mut keys = Keys::default();
        let mut made_items = Vec::with_capacity(items.len());
        for item in items {
            let made = self.key(*item, depth + 1, &mut keys)?;
            parts.add(&made);
            made_items.push(made.value);
        }
        Ok(Value::Set(Arc::new(Set::new(made_items, frozen))))
    }

    /// A set with what is known of its items.
    pub(super) fn make_set(&mut self, items: &[Item<'a>], frozen: bool, depth: usize) -> Result<Made, Kind> {
        let mut parts = Parts::default();
        let set = self.set(items, frozen, depth, &mut parts)?;
        parts.hashable = frozen;
        Ok(Made::container(set, parts))
    }

    /// A key of a dict or an item of a set.
    fn key(&mut self, item: Item<'a>, depth: usize, keys: &mut Keys) -> Result<Made, Kind> {
        let mut made = self.make(item, depth)?;
        if !made.hashable {
            return Err(Kind::Unhashable(type_name(item, self.nodes)));
        }
        match &made.value {
            Value::Str(_) | Value::Bytes(_) | Value::Int(_) | Value::Bool(_) | Value::None => return Ok(made),
            // Two objects that print alike are two keys.
            Value::Opaque(opaque) => made.value = Value::shared(Arc::clone(opaque) as _),
            Value::Tuple(_) | Value::Set(_) if made.weight > KEY_WEIGHT => {
                let name = type_name(item, self.nodes);
                let text = format!("<{name} of more than {KEY_WEIGHT} values>");
                made = Made::scalar(Value::shared(Arc::new(inert(name, text))));
            }
            _ => {}
        }
        // Keys that share a hash are compared one by one.
        keys.colliding += usize::from(made.collides);
        let compared = if made.collides { keys.colliding } else { 1 };
        let steps = compared.saturating_mul(made.weight);
        self.key_steps =
            self.key_steps.checked_sub(steps).ok_or(Kind::Limit { what: "comparisons of keys", limit: KEY_STEPS })?;
        Ok(made)
    }

    /// What stands for a container within itself.
    fn marker(&mut self, node: &Node<'a>) -> Result<Value<'static>, Kind> {
        let text = match node {
            Node::List(_) => "[...]".to_owned(),
            Node::Dict(_) => "{...}".to_owned(),
            Node::Tuple(_) => "(...)".to_owned(),
            Node::Object(object) => return self.inert(&names::of_callable(object.callable, self.nodes)),
            other => format!("{}(...)", other.type_name()),
        };
        Ok(of_type(node.type_name(), text))
    }
}

/// The keys of one container.
#[derive(Default)]
struct Keys {
    /// How many have hashes that say little.
    colliding: usize,
}

fn inert(type_name: &str, text: String) -> Opaque {
    Opaque { type_name: type_name.to_owned(), text: text.clone(), repr: text }
}

fn inert_object(type_name: &str) -> Value<'static> {
    of_type(type_name, format!("<{type_name} object>"))
}
