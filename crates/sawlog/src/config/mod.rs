//! Configuration by dictionary: read, checked whole, then applied.
//!
//! Text (YAML, JSON, TOML) or a [`Value`](crate::Value) becomes a [`Document`] that remembers where each value
//! stands.

mod document;
mod error;
mod json;
mod lines;
mod toml;
mod yaml;

pub use document::{Document, Entry, Format, MAX_DEPTH, MAX_NODES, MAX_TEXT, Mapping, Node, NodeKind, Tags};
pub use error::{ConfigError, ConfigErrorKind, Position};
