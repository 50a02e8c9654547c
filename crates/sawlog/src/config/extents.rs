//! How far the words of a text reach: the keys and scalars of a configuration, by where they begin.
//!
//! Readers note them beside the tree; a [`Document`](super::Document) looks them up for what it tells of a place.

use std::collections::HashMap;

use super::error::Position;

/// Where words end, by where they begin; only those that end in their line.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents(HashMap<Position, usize>);

impl Extents {
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
