//! What Python would evaluate in an INI file, read without evaluating: `args=('app.log', 'a', 10*1024*1024, 5)`.
//!
//! Python's literals, arithmetic of integers within bounds, and names that stand for something in a [`Registry`]. Everything else
//! that is an expression in Python, a call above all, is refused at its place. A text becomes a [`Literal`], and that a value
//! or an argument of a constructor.

mod arithmetic;
mod lexer;
mod names;
mod number;
mod parser;
mod quoted;

use std::sync::Arc;

use super::budget::Budget;
use super::error::{ConfigError, ConfigErrorKind, Position};
use super::factories::{Argument, Object, Registry};
use super::ini::Text;
use super::node::{Entry, Mapping, Node, NodeKind};
use crate::value::{Set, Value};

pub(super) use names::class_path;

/// An expression's value and its place.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    pub(super) kind: LiteralKind,
    pub(super) position: Option<Position>,
}

/// What a [`Literal`] is.
#[derive(Clone, Debug)]
pub(super) enum LiteralKind {
    Scalar(Value<'static>),
    /// What a name stands for that is no plain value.
    Object(Object, String),
    List(Vec<Literal>),
    Tuple(Vec<Literal>),
    Set(Vec<Literal>),
    Dict(Vec<(Literal, Literal)>),
}

/// Reads an expression.
///
/// # Errors
/// What is no expression, or one that would have to be evaluated; with its place.
pub(super) fn parse(text: &Text, registry: &Registry, budget: &mut Budget) -> Result<Literal, ConfigError> {
    parser::Parser::new(text, registry, budget)?.whole()
}

impl Literal {
    /// The argument of a constructor that this is.
    ///
    /// # Errors
    /// An object within a list or a mapping, or a key that cannot be one.
    pub(super) fn into_argument(self) -> Result<Argument, ConfigError> {
        match self.kind {
            LiteralKind::Object(object, _) => Ok(Argument::Object(object)),
            kind => Literal { kind, ..self }.into_node().map(Argument::Plain),
        }
    }

    /// The plain value that this is.
    ///
    /// # Errors
    /// As [`into_argument`](Literal::into_argument), and for an object.
    pub(super) fn into_node(self) -> Result<Node, ConfigError> {
        let nodes = |items: Vec<Literal>| items.into_iter().map(Literal::into_node).collect::<Result<Vec<_>, _>>();
        let kind = match self.kind {
            LiteralKind::Scalar(value) => NodeKind::Scalar(value),
            LiteralKind::List(items) => NodeKind::List(nodes(items)?),
            LiteralKind::Tuple(items) => NodeKind::Tuple(nodes(items)?),
            LiteralKind::Set(items) => {
                let values = items.into_iter().map(Literal::into_key).collect::<Result<Vec<_>, _>>()?;
                NodeKind::Scalar(Value::Set(Arc::new(Set::new(values, false))))
            }
            LiteralKind::Dict(items) => {
                let mut mapping = Mapping::with_capacity(items.len());
                for (key, value) in items {
                    let key_position = key.position;
                    let entry = Entry { key_position, node: value.into_node()? };
                    mapping.insert(key.into_key()?, entry);
                }
                NodeKind::Mapping(mapping)
            }
            LiteralKind::Object(_, name) => {
                let message = format!("{name} is no plain value");
                let error = ConfigError::new(ConfigErrorKind::Value(message)).at(self.position);
                return Err(error.with_hint("an object can be an argument, and not a part of one"));
            }
        };
        Ok(Node::new(kind, self.position))
    }

    /// The key of a mapping, or the member of a set, that this is.
    fn into_key(self) -> Result<Value<'static>, ConfigError> {
        self.check_key()?;
        self.into_node().map(|node| node.to_value())
    }

    /// Refuses what cannot be a key.
    fn check_key(&self) -> Result<(), ConfigError> {
        if self.is_hashable() {
            return Ok(());
        }
        let expected = "a value that can be a key".to_owned();
        let kind = ConfigErrorKind::Type { expected, found: self.type_name().to_owned() };
        Err(ConfigError::new(kind).at(self.position))
    }

    /// Whether Python can use it as a key.
    fn is_hashable(&self) -> bool {
        match &self.kind {
            LiteralKind::Scalar(_) | LiteralKind::Object(..) => true,
            LiteralKind::Tuple(items) => items.iter().all(Literal::is_hashable),
            LiteralKind::List(_) | LiteralKind::Set(_) | LiteralKind::Dict(_) => false,
        }
    }

    /// Python's name of its type.
    pub(super) fn type_name(&self) -> &str {
        match &self.kind {
            LiteralKind::Scalar(Value::None) => "NoneType",
            LiteralKind::Scalar(Value::Bool(_)) => "bool",
            LiteralKind::Scalar(Value::Int(_) | Value::BigInt(_)) => "int",
            LiteralKind::Scalar(Value::Float(_)) => "float",
            LiteralKind::Scalar(Value::Bytes(_)) => "bytes",
            LiteralKind::Scalar(Value::Str(_)) => "str",
            LiteralKind::Scalar(_) | LiteralKind::Object(..) => "object",
            LiteralKind::List(_) => "list",
            LiteralKind::Tuple(_) => "tuple",
            LiteralKind::Set(_) => "set",
            LiteralKind::Dict(_) => "dict",
        }
    }
}
