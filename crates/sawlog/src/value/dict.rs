//! `dict` and `set`: keys compared as Python compares them, order of insertion kept.

use std::fmt;

use indexmap::{IndexMap, IndexSet};

use super::Value;

/// A Python `dict`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(IndexMap<Value<'static>, Value<'static>>);

impl Dict {
    /// An empty one.
    pub fn new() -> Dict {
        Dict::default()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets a key; a key that was there keeps its place. Returns the value it had.
    pub fn insert(&mut self, key: Value<'static>, value: Value<'static>) -> Option<Value<'static>> {
        self.0.insert(key, value)
    }

    /// The value of a key.
    pub fn get(&self, key: &Value<'_>) -> Option<&Value<'static>> {
        self.0.get(&Borrowed(key))
    }

    /// The value of a text key.
    pub fn get_str(&self, key: &str) -> Option<&Value<'static>> {
        self.get(&Value::from(key))
    }

    /// Removes a key and returns its value; the others keep their order.
    pub fn remove_str(&mut self, key: &str) -> Option<Value<'static>> {
        self.0.shift_remove(&Borrowed(&Value::from(key)))
    }

    pub(super) fn get_index(&self, index: usize) -> Option<(&Value<'static>, &Value<'static>)> {
        self.0.get_index(index)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Value<'static>, &Value<'static>)> {
        self.0.iter()
    }
}

impl FromIterator<(Value<'static>, Value<'static>)> for Dict {
    fn from_iter<I: IntoIterator<Item = (Value<'static>, Value<'static>)>>(pairs: I) -> Dict {
        Dict(pairs.into_iter().collect())
    }
}

/// A Python `set` or `frozenset`.
#[derive(Clone, Default)]
pub struct Set {
    items: IndexSet<Value<'static>>,
    frozen: bool,
}

impl Set {
    /// A `set` of these items, or a `frozenset`.
    pub fn new(items: impl IntoIterator<Item = Value<'static>>, frozen: bool) -> Set {
        Set { items: items.into_iter().collect(), frozen }
    }

    /// Whether this is a `frozenset`.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether the item is in it.
    pub fn contains(&self, item: &Value<'_>) -> bool {
        self.items.contains(&Borrowed(item))
    }

    pub(super) fn get_index(&self, index: usize) -> Option<&Value<'static>> {
        self.items.get_index(index)
    }

    /// The items in order of insertion.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Value<'static>> {
        self.items.iter()
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.items).finish()
    }
}

/// A key of any lifetime, to look up with.
struct Borrowed<'k, 'v>(&'k Value<'v>);

impl std::hash::Hash for Borrowed<'_, '_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl indexmap::Equivalent<Value<'static>> for Borrowed<'_, '_> {
    fn equivalent(&self, key: &Value<'static>) -> bool {
        self.0 == key
    }
}
