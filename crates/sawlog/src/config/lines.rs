//! Lines and columns of a text, for readers that know byte offsets.

use super::error::Position;

/// Characters are counted once in blocks of this many bytes, so that a place in a long line is found quickly.
const BLOCK: usize = 256;

/// Where the lines of a text begin, and how many characters stand before each block.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    starts: Vec<usize>,
    chars_before: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Lines<'t> {
        let text = text.as_bytes();
        let starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let mut count = 0;
        let chars_before = text.chunks(BLOCK).map(|block| {
            let before = count;
            count += chars(block);
            before
        });
        let chars_before = chars_before.collect();
        Lines { text, starts: std::iter::once(0).chain(starts).collect(), chars_before }
    }

    /// The place of a byte offset.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let column = self.chars_until(offset) - self.chars_until(self.starts[line - 1]) + 1;
        Position { line, column }
    }

    fn chars_until(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let block = offset / BLOCK;
        let before = self.chars_before.get(block).or(self.chars_before.last()).copied().unwrap_or(0);
        let begin = BLOCK * block.min(self.chars_before.len().saturating_sub(1));
        before + chars(&self.text[begin..offset])
    }
}

fn chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
