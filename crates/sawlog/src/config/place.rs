//! A value's place in a configuration: its key path and position, and what may be asked of it there.

use std::borrow::Cow;

use super::error::{ConfigError, ConfigErrorKind, Position};
use super::node::{Mapping, Node, NodeKind};
use crate::level::Level;
use crate::value::Value;

/// A node, and the keys that lead to it.
#[derive(Clone, Debug)]
pub(super) struct Place<'d> {
    pub(super) node: Cow<'d, Node>,
    pub(super) path: String,
}

impl<'d> Place<'d> {
    /// The place of a value below this one.
    pub(super) fn below(&self, key: &Value<'_>, node: Cow<'d, Node>) -> Place<'d> {
        Place { node, path: join(&self.path, key) }
    }

    pub(super) fn position(&self) -> Option<Position> {
        self.node.position
    }

    /// An error about this value.
    pub(super) fn error(&self, kind: impl Into<ConfigErrorKind>) -> ConfigError {
        self.located(ConfigError::new(kind.into()))
    }

    /// An error that has no place yet, at this one.
    pub(super) fn located(&self, error: ConfigError) -> ConfigError {
        error.at_key(&self.path).at(self.node.position)
    }

    /// An error about this value's type.
    pub(super) fn wrong_type(&self, expected: &str) -> ConfigError {
        self.error(wrong_type(&self.node, expected))
    }

    /// The mapping that belongs here.
    pub(super) fn mapping(&self) -> Result<&Mapping, ConfigError> {
        self.node.as_mapping().ok_or_else(|| self.wrong_type("a mapping"))
    }

    /// The mapping, or nothing where Python would find nothing to go through.
    pub(super) fn section(&self) -> Result<Cow<'_, Mapping>, ConfigError> {
        match &self.node.kind {
            NodeKind::Mapping(mapping) => Ok(Cow::Borrowed(mapping)),
            NodeKind::List(items) | NodeKind::Tuple(items) if items.is_empty() => Ok(Cow::default()),
            NodeKind::Scalar(Value::Str(text)) if text.is_empty() => Ok(Cow::default()),
            _ => Err(self.wrong_type("a mapping")),
        }
    }

    /// What a `for` of Python's would go through: items, keys of a mapping, characters of a text.
    pub(super) fn each(&self) -> Result<Vec<Place<'static>>, ConfigError> {
        let at = |index: usize, node: Node| Place { node: Cow::Owned(node), path: format!("{}[{index}]", self.path) };
        let scalar = |value: Value<'static>| Node::scalar(value, self.node.position);
        let nodes: Vec<Node> = match &self.node.kind {
            NodeKind::List(items) | NodeKind::Tuple(items) => items.clone(),
            NodeKind::Mapping(mapping) => {
                let key =
                    |(key, entry): (&Value<'static>, &super::Entry)| Node::scalar(key.clone(), entry.key_position);
                mapping.iter().map(key).collect()
            }
            NodeKind::Scalar(Value::Str(text)) => text.chars().map(|c| scalar(Value::from(c))).collect(),
            NodeKind::Scalar(Value::Set(set)) => set.iter().cloned().map(scalar).collect(),
            NodeKind::Scalar(_) => return Err(self.wrong_type("a list of names")),
        };
        Ok(nodes.into_iter().enumerate().map(|(index, node)| at(index, node)).collect())
    }

    /// The name of the logger whose records a filter keeps. Python asks for its length alone before it compares, so that
    /// whatever is empty keeps all.
    pub(super) fn filter_name(&self) -> Result<String, ConfigError> {
        let is_sized = !matches!(
            &self.node.kind,
            NodeKind::Scalar(Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Decimal(_))
        );
        match self.node.as_str() {
            Some(name) => Ok(name.to_owned()),
            None if is_sized && !self.node.is_truthy() => Ok(String::new()),
            None => Err(self.wrong_type("the name of a logger")),
        }
    }

    /// The level that a name or a number stands for.
    pub(super) fn level(&self) -> Result<Level, ConfigError> {
        match self.node.as_scalar() {
            Some(Value::Bool(flag)) => Ok(Level::new(i64::from(*flag))),
            Some(Value::Int(number)) => Ok(Level::new(*number)),
            // An integer past 64 bits is above, or below, every level that a record can have.
            Some(Value::BigInt(number)) => {
                Ok(Level::new(if number.sign() == num_bigint::Sign::Minus { i64::MIN } else { i64::MAX }))
            }
            Some(Value::Str(name)) => Level::from_name(name).ok_or_else(|| {
                let names = crate::level::get_level_names_mapping();
                let unknown = crate::error::LevelError::Unknown(name.to_string());
                self.error(unknown).with_known(name, names.keys().map(String::as_str))
            }),
            _ => Err(self.wrong_type("a level: a name or an integer")),
        }
    }
}

/// The kind of error for a value of a wrong type; short values are shown.
pub(super) fn wrong_type(node: &Node, expected: &str) -> ConfigErrorKind {
    let shown = match node.as_scalar() {
        Some(Value::Str(text)) if text.chars().count() <= 40 => format!("the text {text:?}"),
        Some(Value::Int(number)) => format!("the number {number}"),
        Some(Value::None) => "nothing (None)".to_owned(),
        _ => node.type_name().into_owned(),
    };
    ConfigErrorKind::Type { expected: expected.to_owned(), found: shown }
}

/// A key path one key longer; keys with dots or brackets of their own stand in brackets, as in `cfg://`.
pub(super) fn join(path: &str, key: &Value<'_>) -> String {
    match key {
        Value::Str(text) => join_text(path, text),
        other => join_text(path, &key_text(other)),
    }
}

fn join_text(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && !key.bytes().any(|byte| matches!(byte, b'.' | b'[' | b']' | b' '));
    let mut joined = String::with_capacity(path.len() + key.len() + 2);
    joined.push_str(path);
    match plain {
        true if path.is_empty() => joined.push_str(key),
        true => joined.extend([".", key]),
        false => joined.extend(["[", key, "]"]),
    }
    joined
}

/// A level by its name, or by its number if it has none.
pub(super) fn level_text(level: Level) -> String {
    let name = level.name();
    if Level::from_name(&name).is_some() { name.into_owned() } else { level.number().to_string() }
}

/// A key as text.
pub(super) fn key_text(key: &Value<'_>) -> String {
    match key {
        Value::Str(text) => text.to_string(),
        other => {
            let mut text = String::new();
            let _ = crate::value::repr::write_str(other, &mut text);
            text
        }
    }
}
