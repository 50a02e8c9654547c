//! A value that knows where each of its parts stands: lines of one option, parts of others that were put in.

use std::ops::Range;

use crate::config::error::Position;

/// A text and its places.
#[derive(Clone, Debug, Default)]
pub(in crate::config) struct Text {
    text: String,
    /// In order; each holds to the next one, within a line.
    marks: Vec<Mark>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    /// In bytes.
    offset: usize,
    position: Position,
}

impl Text {
    /// A text that stands nowhere.
    pub(in crate::config) fn without_place(text: &str) -> Text {
        Text { text: text.to_owned(), marks: Vec::new() }
    }

    pub(in crate::config) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where a byte of it stands, the end included.
    pub(in crate::config) fn position(&self, offset: usize) -> Option<Position> {
        Places::of(self).at(offset)
    }

    /// Adds a piece of one line.
    pub(in crate::config) fn push(&mut self, text: &str, position: Position) {
        self.marks.push(Mark { offset: self.text.len(), position });
        self.text.push_str(text);
    }

    /// Adds a line's end.
    pub(super) fn push_line_feed(&mut self) {
        self.text.push('\n');
    }

    /// Adds a part of another text; the part's place is what that other one's [`Places`] say.
    pub(in crate::config) fn push_part(&mut self, other: &Text, part: Range<usize>, position: Option<Position>) {
        let moved = self.text.len();
        if let Some(position) = position {
            self.marks.push(Mark { offset: moved, position });
        }
        let first = other.marks.partition_point(|mark| mark.offset <= part.start);
        let within = other.marks[first..].iter().take_while(|mark| mark.offset < part.end);
        self.marks.extend(within.map(|mark| Mark { offset: mark.offset - part.start + moved, ..*mark }));
        self.text.push_str(&other.text[part]);
    }

    /// Leaves white space at the end off.
    pub(super) fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end_matches(super::is_space).len());
    }

    /// What stands between separators, without white space around it.
    pub(in crate::config) fn split(&self, separator: char) -> impl Iterator<Item = Text> {
        let (mut places, mut begin) = (Places::of(self), 0);
        self.text.split(separator).map(move |piece| {
            let kept = piece.trim_start_matches(super::is_space);
            let start = begin + piece.len() - kept.len();
            let end = start + kept.trim_end_matches(super::is_space).len();
            begin += piece.len() + separator.len_utf8();
            let mut part = Text::default();
            part.push_part(self, start..end, places.at(start));
            part
        })
    }
}

/// Places of a text, found quickly when they are asked for in order.
pub(in crate::config) struct Places<'t> {
    text: &'t Text,
    /// The mark that holds, and the place that was asked for last.
    mark: usize,
    offset: usize,
    position: Option<Position>,
}

impl<'t> Places<'t> {
    pub(in crate::config) fn of(text: &'t Text) -> Places<'t> {
        Places { text, mark: 0, offset: 0, position: text.marks.first().map(|mark| mark.position) }
    }

    /// Where a byte stands.
    pub(in crate::config) fn at(&mut self, offset: usize) -> Option<Position> {
        let marks = &self.text.marks;
        if marks.is_empty() {
            return None;
        }
        let mark = marks.partition_point(|mark| mark.offset <= offset).saturating_sub(1);
        if mark != self.mark || offset < self.offset {
            (self.mark, self.offset, self.position) = (mark, marks[mark].offset, Some(marks[mark].position));
        }
        let bytes = self.text.text.as_bytes();
        let end = offset.min(bytes.len());
        let passed = bytes[self.offset.min(end)..end].iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        let before = self.position?;
        self.position = Some(Position { column: before.column + passed, ..before });
        self.offset = end;
        self.position
    }
}
