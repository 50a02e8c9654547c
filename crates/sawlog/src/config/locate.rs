//! From a key path back to the place in the text: where the key stands that an error or a warning is about.

use super::document::Document;
use super::error::{ConfigError, ConfigErrorKind, Position};
use super::node::{Entry, Node};
use crate::value::Value;

impl Document {
    /// The error with its file, and the word that it is about.
    ///
    /// What a mapping lacks is told at the mapping's own name, a key that is wrong at the key and not at its value.
    pub(super) fn locate(&self, error: ConfigError) -> ConfigError {
        let entry = || self.entry(error.key_path());
        let at_key = match error.kind() {
            ConfigErrorKind::MissingKey(_) => entry().filter(|entry| entry.node.as_mapping().is_some()),
            ConfigErrorKind::UnknownArgument { .. } => entry(),
            _ => None,
        };
        let begin = at_key.and_then(|entry| entry.key_position).or(error.position());
        let end = begin.and_then(|begin| self.end_of(begin));
        // The place of a mapping in block style is that of its first key, which nothing is said about.
        let is_mapping = |entry: &&Entry| entry.node.as_scalar().is_none() && entry.node.position == begin;
        let is_whole = at_key.is_none() && entry().filter(is_mapping).is_some();
        let error = error.spanning(begin, end.filter(|_| !is_whole));
        match self.file() {
            Some(file) => error.in_file(file),
            None => error,
        }
    }

    /// The place after the key or scalar that begins here, if it ends in its line.
    pub fn end_of(&self, begin: Position) -> Option<Position> {
        self.extents().end_of(begin)
    }

    /// The entry under a key path, such as `handlers.file` or `loggers[shop.basket]`.
    pub(super) fn entry(&self, path: &str) -> Option<&Entry> {
        let (mut rest, mut node): (&str, &Node) = (path, self.root());
        loop {
            let (key, after) = first_key(rest)?;
            let entry = node.as_mapping()?.get(&Value::from(key.to_owned()))?;
            if after.is_empty() {
                return Some(entry);
            }
            (rest, node) = (after, &entry.node);
        }
    }
}

/// Splits a key path behind its first key.
fn first_key(path: &str) -> Option<(&str, &str)> {
    if let Some(bracketed) = path.strip_prefix('[') {
        let (key, rest) = bracketed.split_once(']')?;
        return Some((key, rest.strip_prefix('.').unwrap_or(rest)));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let rest = &path[end..];
    (end > 0).then(|| (&path[..end], rest.strip_prefix('.').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Format;

    #[test]
    fn key_paths_lead_back_to_their_keys() {
        let text = "loggers:\n  shop.basket: {level: INFO}\n  shop: {'.': {x y: 1}}\n";
        let document = Document::parse(text, Format::Yaml).expect("valid YAML");
        for (path, at) in [
            ("loggers", Some((1, 1))),
            ("loggers[shop.basket]", Some((2, 3))),
            ("loggers[shop.basket].level", Some((2, 17))),
            ("loggers.shop[.][x y]", Some((3, 16))),
            ("loggers.shop.basket", None),
            ("", None),
            ("loggers[", None),
        ] {
            let found = document.entry(path).and_then(|entry| entry.key_position);
            assert_eq!(found.map(|at| (at.line, at.column)), at, "{path}");
        }
    }
}
