//! From the machine's items to values: shared ones are made once, cycles and great depths become inert.

use std::sync::Arc;

use super::super::Limits;
use super::super::error::PickleErrorKind as Kind;
use super::item::{Item, Node, type_name};
use super::machine::Program;
use super::names;
use super::rebuild;
use crate::value::{Dict, Opaque, Set, Value};

/// A comparison of two keys costs one step; so many are made for one pickle.
const KEY_STEPS: usize = 4_000_000;
/// A key that unfolds into more than this many values is shown, but not compared by its items.
const KEY_WEIGHT: usize = 1_000;

/// A value that was made, and what is to be known before it is put into another one.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) value: Value<'static>,
    /// Levels of containers in it.
    pub(super) height: usize,
    /// How many values it unfolds into.
    weight: usize,
    /// Whether Python could hash it.
    hashable: bool,
}

impl Made {
    pub(super) fn scalar(value: Value<'static>) -> Made {
        Made { value, height: 0, weight: 1, hashable: true }
    }

    fn container(value: Value<'static>, parts: Parts) -> Made {
        Made { value, height: parts.height + 1, weight: parts.weight.saturating_add(1), hashable: parts.hashable }
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
    hashable: bool,
}

impl Default for Parts {
    fn default() -> Parts {
        Parts { height: 0, weight: 0, hashable: true }
    }
}

impl Parts {
    fn add(&mut self, part: &Made) {
        self.height = self.height.max(part.height);
        self.weight = self.weight.saturating_add(part.weight);
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
            key_steps: KEY_STEPS,
        }
    }

    /// Names the dict of a record itself, which its values may refer to.
    pub(super) fn enter(&mut self, item: Item<'a>) {
        if let Item::Node(index) = item {
            self.root = Some(index);
        }
    }

    /// A value that may borrow from the pickle.
    #[inline]
    pub(super) fn value(&mut self, item: Item<'a>) -> Result<Value<'a>, Kind> {
        Ok(match item {
            Item::None => Value::None,
            Item::Bool(flag) => Value::Bool(flag),
            Item::Int(number) => Value::Int(number),
            Item::Float(number) => Value::Float(number),
            Item::Str(text) => Value::from(text),
            Item::Bytes(bytes) => Value::from(bytes),
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
            Node::Global(global) => {
                let text = names::printed(global);
                self.charge(3 * text.len())?;
                let opaque = Opaque { type_name: names::dotted(global), text: text.clone(), repr: text };
                return Ok(Made::scalar(Value::Opaque(Arc::new(opaque))));
            }
            _ => {}
        }
        if self.root == Some(index) {
            return Ok(Made::scalar(self.marker(node)));
        }
        let max_depth = self.max_depth;
        match self.progress(index)? {
            Progress::Open => return Ok(Made::scalar(self.marker(node))),
            Progress::Done(made) if depth + made.height <= max_depth => {
                let made = made.clone();
                if let Value::Bytes(bytes) = &made.value {
                    self.charge(bytes.len())?;
                }
                return Ok(made);
            }
            // Made before, but nearer to the surface: as a whole it would reach too deep here.
            Progress::Done(_) => return Ok(Made::scalar(self.too_deep(node))),
            Progress::New if depth >= max_depth => return Ok(Made::scalar(self.too_deep(node))),
            progress => *progress = Progress::Open,
        }
        let made = self.container(node, depth)?;
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
            Node::Text(_) | Node::BigInt(_) | Node::Global(_) => Value::None,
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
        // Such keys may all share a hash, and are then compared one by one.
        keys.weak += 1;
        let steps = keys.weak.saturating_mul(made.weight);
        self.key_steps =
            self.key_steps.checked_sub(steps).ok_or(Kind::Limit { what: "comparisons of keys", limit: KEY_STEPS })?;
        Ok(made)
    }

    /// What stands for a container within itself.
    fn marker(&self, node: &Node<'a>) -> Value<'static> {
        let text = match node {
            Node::List(_) => "[...]".to_owned(),
            Node::Dict(_) => "{...}".to_owned(),
            Node::Tuple(_) => "(...)".to_owned(),
            Node::Object(object) => return inert_object(&names::of_callable(object.callable, self.nodes)),
            other => format!("{}(...)", other.type_name()),
        };
        Value::Opaque(Arc::new(inert(node.type_name(), text)))
    }

    fn too_deep(&self, node: &Node<'a>) -> Value<'static> {
        let name = node.type_name();
        Value::Opaque(Arc::new(inert(name, format!("<{name} nested too deep>"))))
    }
}

/// Keys of one container whose hashes say little.
#[derive(Default)]
struct Keys {
    weak: usize,
}

fn inert(type_name: &str, text: String) -> Opaque {
    Opaque { type_name: type_name.to_owned(), text: text.clone(), repr: text }
}

/// An object that is not rebuilt.
pub(super) fn inert_object(type_name: &str) -> Value<'static> {
    Value::Opaque(Arc::new(inert(type_name, format!("<{type_name} object>"))))
}
