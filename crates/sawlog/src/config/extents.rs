//! How far the words of a text reach: the keys and scalars of a configuration, by where they begin.
//!
//! Readers note them beside the tree; a [`Document`](super::Document) looks them up for what it tells of a place.

use std::collections::HashMap;

use super::error::Position;
use super::node::Node;

/// Where words end, by where they begin; only those that end in their line.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents(HashMap<Position, usize>);

impl Extents {
    /// The keys and values of a tree that stand in its text as they are, each in one line.
    pub(super) fn of_lines(root: &Node) -> Extents {
        let mut extents = Extents::default();
        let mut word = |begin: Option<Position>, text: Option<&str>| {
            if let (Some(begin), Some(text)) = (begin, text.filter(|text| !text.contains('\n'))) {
                extents.note(begin, Position { column: begin.column + text.chars().count(), ..begin });
            }
        };
        for (section, entry) in root.as_mapping().into_iter().flatten() {
            word(entry.key_position, section.as_str());
            for (option, entry) in entry.node.as_mapping().into_iter().flatten() {
                word(entry.key_position, option.as_str());
                word(entry.node.position, entry.node.as_str());
            }
        }
        extents
    }

    /// Notes a word; `end` is the place after its last character.
    pub(super) fn note(&mut self, begin: Position, end: Position) {
        if begin.line == end.line && begin.column < end.column {
            self.0.insert(begin, end.column);
        }
    }

    /// The place after the word that begins here.
    pub(super) fn end_of(&self, begin: Position) -> Option<Position> {
        self.0.get(&begin).map(|column| Position { line: begin.line, column: *column })
    }
}
