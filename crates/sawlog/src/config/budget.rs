//! How large a configuration may be, in text and in what the text unfolds into.

use super::error::{ConfigError, ConfigErrorKind};
use super::node::{Entry, Mapping, Node, NodeKind};
use crate::value::Value;

/// The largest text that is read as a configuration, in bytes.
pub const MAX_TEXT: usize = 16 << 20;
/// How deep a configuration may be nested, after aliases are unfolded.
pub const MAX_DEPTH: usize = 200;
/// How many values a configuration may have, after aliases and merge keys are unfolded.
pub const MAX_NODES: usize = 1_000_000;

/// Counts what a value unfolds into.
#[derive(Debug, Default)]
pub(super) struct Budget {
    nodes: usize,
    bytes: usize,
}

impl Budget {
    /// Counts one more node and its text.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), ConfigError> {
        self.nodes += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        if self.nodes > MAX_NODES || self.bytes > 4 * MAX_TEXT {
            let limit =
                format!("the configuration unfolds into more than {MAX_NODES} values or {} bytes", 4 * MAX_TEXT);
            return Err(ConfigErrorKind::TooLarge(limit).into());
        }
        Ok(())
    }

    /// The tree of a value, each of its parts counted.
    pub(super) fn unfold(&mut self, value: &Value<'_>, depth: usize) -> Result<Node, ConfigError> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        self.spend(value.as_str().map_or(0, str::len))?;
        let kind = match value {
            Value::List(items) => NodeKind::List(self.items(items, depth)?),
            Value::Tuple(items) => NodeKind::Tuple(self.items(items, depth)?),
            Value::Dict(dict) => {
                let mut mapping = Mapping::with_capacity(dict.len());
                for (key, value) in dict.iter() {
                    self.spend(key.as_str().map_or(0, str::len))?;
                    mapping.insert(key.clone(), Entry { key_position: None, node: self.unfold(value, depth + 1)? });
                }
                NodeKind::Mapping(mapping)
            }
            scalar => NodeKind::Scalar(scalar.clone().into_owned()),
        };
        Ok(Node::new(kind, None))
    }

    fn items(&mut self, items: &[Value<'static>], depth: usize) -> Result<Vec<Node>, ConfigError> {
        items.iter().map(|item| self.unfold(item, depth + 1)).collect()
    }
}

pub(super) fn too_many_copies(limit: usize) -> ConfigError {
    ConfigErrorKind::TooLarge(format!("the references of the configuration stand for more than {limit} values")).into()
}

pub(super) fn too_deep() -> ConfigError {
    ConfigErrorKind::TooLarge(format!("the configuration is nested more than {MAX_DEPTH} deep")).into()
}
