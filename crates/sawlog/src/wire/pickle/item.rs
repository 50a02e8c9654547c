//! What the machine works on: small copyable items, and an arena of what does not fit into one.

use std::borrow::Cow;
use std::sync::Arc;

use num_bigint::BigInt;

/// A value on the machine's stack or in its memo. Text and bytes are slices of the pickle.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'a str),
    Bytes(&'a [u8]),
    /// Index of a [`Node`].
    Node(u32),
}

/// A value that is shared or changes after it was made.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// Text that is not a slice of the pickle.
    Text(String),
    BigInt(Arc<BigInt>),
    /// An integer of more digits than are kept.
    LongInt,
    ByteArray(&'a [u8]),
    List(Vec<Item<'a>>),
    Tuple(Vec<Item<'a>>),
    Dict(Vec<(Item<'a>, Item<'a>)>),
    Set(Vec<Item<'a>>),
    FrozenSet(Vec<Item<'a>>),
    /// A name that Python would import.
    Global(Box<Global<'a>>),
    /// What Python would make by calling something.
    Object(Box<Object<'a>>),
}

#[derive(Debug)]
pub(super) struct Global<'a> {
    pub(super) module: Cow<'a, str>,
    pub(super) name: Cow<'a, str>,
}

/// A call that is not made, and what was then put into its result.
#[derive(Debug)]
pub(super) struct Object<'a> {
    /// A global, or another object.
    pub(super) callable: Item<'a>,
    /// A tuple.
    pub(super) args: Item<'a>,
    /// What BUILD was given.
    pub(super) state: Option<Item<'a>>,
    /// What was appended or added.
    pub(super) items: Vec<Item<'a>>,
    /// What was set by key.
    pub(super) pairs: Vec<(Item<'a>, Item<'a>)>,
}

impl Node<'_> {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Node::Text(_) => "str",
            Node::BigInt(_) | Node::LongInt => "int",
            Node::ByteArray(_) => "bytearray",
            Node::List(_) => "list",
            Node::Tuple(_) => "tuple",
            Node::Dict(_) => "dict",
            Node::Set(_) => "set",
            Node::FrozenSet(_) => "frozenset",
            Node::Global(_) => "type",
            Node::Object(_) => "object",
        }
    }
}

/// Python's name of an item's type.
pub(super) fn type_name(item: Item<'_>, nodes: &[Node<'_>]) -> &'static str {
    match item {
        Item::None => "NoneType",
        Item::Bool(_) => "bool",
        Item::Int(_) => "int",
        Item::Float(_) => "float",
        Item::Str(_) => "str",
        Item::Bytes(_) => "bytes",
        Item::Node(index) => nodes.get(index as usize).map_or("object", Node::type_name),
    }
}
