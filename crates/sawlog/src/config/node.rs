//! The tree of a configuration: values that know where they stand in their text.

use indexmap::IndexMap;

use super::error::Position;
use crate::value::{Dict, Value};

/// One value of a configuration and its place in the text.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The value itself.
    pub kind: NodeKind,
    /// Where it begins; `None` if it was not read from a text.
    pub position: Option<Position>,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NodeKind {
    /// A value without parts that a configuration could look into.
    Scalar(Value<'static>),
    /// A list.
    List(Vec<Node>),
    /// A tuple.
    Tuple(Vec<Node>),
    /// A mapping, in order.
    Mapping(Mapping),
}

impl Default for NodeKind {
    fn default() -> Self {
        NodeKind::Scalar(Value::None)
    }
}

/// Keys and their nodes, in order; a key that comes again keeps its place and takes the new value.
pub type Mapping = IndexMap<Value<'static>, Entry>;

/// A key's place, and what stands under it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Where the key stands.
    pub key_position: Option<Position>,
    /// What stands under the key.
    pub node: Node,
}

impl Node {
    /// A node at a place.
    pub fn new(kind: NodeKind, position: impl Into<Option<Position>>) -> Node {
        Node { kind, position: position.into() }
    }

    /// A scalar at a place.
    pub fn scalar(value: impl Into<Value<'static>>, position: impl Into<Option<Position>>) -> Node {
        Node::new(NodeKind::Scalar(value.into()), position)
    }

    /// The mapping, if this is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.kind {
            NodeKind::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items, if this is a list or a tuple.
    pub fn as_items(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::List(items) | NodeKind::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The value, if this is a scalar.
    pub fn as_scalar(&self) -> Option<&Value<'static>> {
        match &self.kind {
            NodeKind::Scalar(value) => Some(value),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar().and_then(Value::as_str)
    }

    /// What stands under a text key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(&Value::from(key.to_owned())).map(|entry| &entry.node)
    }

    /// Whether Python's `bool()` would say true.
    pub fn is_truthy(&self) -> bool {
        match &self.kind {
            NodeKind::Scalar(value) => value.is_truthy(),
            NodeKind::List(items) | NodeKind::Tuple(items) => !items.is_empty(),
            NodeKind::Mapping(mapping) => !mapping.is_empty(),
        }
    }

    /// The plain value, without positions.
    pub fn to_value(&self) -> Value<'static> {
        match &self.kind {
            NodeKind::Scalar(value) => value.clone(),
            NodeKind::List(items) => Value::list(items.iter().map(Node::to_value)),
            NodeKind::Tuple(items) => Value::tuple(items.iter().map(Node::to_value)),
            NodeKind::Mapping(mapping) => {
                Value::from(mapping.iter().map(|(key, entry)| (key.clone(), entry.node.to_value())).collect::<Dict>())
            }
        }
    }

    /// The plain value, without positions, out of a node that is not needed any more.
    pub(super) fn into_value(self) -> Value<'static> {
        match self.kind {
            NodeKind::Scalar(value) => value,
            _ => self.to_value(),
        }
    }

    /// Python's name of the value's type.
    pub fn type_name(&self) -> std::borrow::Cow<'_, str> {
        match &self.kind {
            NodeKind::Scalar(value) => value.type_name(),
            NodeKind::List(_) => "list".into(),
            NodeKind::Tuple(_) => "tuple".into(),
            NodeKind::Mapping(_) => "dict".into(),
        }
    }
}
