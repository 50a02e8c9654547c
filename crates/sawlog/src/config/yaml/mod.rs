//! YAML as PyYAML's safe loader reads it.
//!
//! The syntax is granit-parser's work; what a text means is decided here: [`compose`] puts events together to a graph
//! with anchors, [`resolve`] finds the YAML 1.1 type of a plain scalar, and [`construct`] makes the tree, with merge
//! keys flattened and aliases unfolded within a budget.

mod binary;
mod compose;
mod construct;
mod number;
mod plain;
mod resolve;
mod surrogates;
mod tabs;
mod timestamp;

use std::borrow::Cow;

pub(super) use plain::is_plain_text;

use super::error::{ConfigError, ConfigErrorKind, Position};
use super::extents::Extents;
use super::lines::Lines;
use super::node::Node;
use crate::value::Value;

/// Makes values of the tags that a YAML text uses beyond YAML's own.
pub trait Tags {
    /// The value for a tagged node, `None` for a tag that is not known; the reason if the node does not fit.
    ///
    /// A scalar arrives as its text, whatever it looks like.
    fn construct(&self, tag: &str, node: &Node) -> Option<Result<Value<'static>, String>>;
}

/// Tags of one's own: none.
pub(super) struct NoTags;

impl Tags for NoTags {
    fn construct(&self, _tag: &str, _node: &Node) -> Option<Result<Value<'static>, String>> {
        None
    }
}

/// Reads the one document of a text.
pub(super) fn parse(text: &str, tags: &dyn Tags) -> Result<(Node, Extents), ConfigError> {
    check_printable(text)?;
    let text = normalize_breaks(text);
    let text = surrogates::rewrite(text);
    let mut graph = compose::compose(&text)?;
    tabs::check(&text)?;
    let extents = std::mem::take(&mut graph.extents);
    Ok((construct::construct(graph, tags)?, extents))
}

/// What a text is that stands for itself where a plain scalar could: a number, a truth value, nothing, a time, or else
/// the text.
pub(super) fn plain_value(text: &str) -> Value<'static> {
    let value = match resolve::tag_of_plain(text) {
        resolve::NULL => Ok(Value::None),
        resolve::BOOL => Ok(Value::Bool(matches!(text.to_lowercase().as_str(), "yes" | "true" | "on"))),
        resolve::INT => number::int(text),
        resolve::FLOAT => number::float(text),
        resolve::TIMESTAMP => timestamp::timestamp(text),
        _ => Err(String::new()),
    };
    value.unwrap_or_else(|_| Value::from(text.to_owned()))
}

fn syntax(message: impl Into<String>, position: Position) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Syntax(message.into())).at(position)
}

/// PyYAML refuses control characters anywhere in a text, quoted or not.
fn check_printable(text: &str) -> Result<(), ConfigError> {
    let printable = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    match text.char_indices().find(|(_, c)| !printable(*c)) {
        Some((at, c)) => {
            let message = format!("the character U+{:04X} may not stand in a YAML text", u32::from(c));
            Err(syntax(message, Lines::of(text).position(at)))
        }
        None => Ok(()),
    }
}

/// In YAML 1.1 U+0085 ends a line as a line feed does.
fn normalize_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\u{85}') { Cow::Owned(text.replace('\u{85}', "\n")) } else { Cow::Borrowed(text) }
}
