//! Through a file's bytes entry by entry, past those that are broken.

use super::super::message_id::Identity;
use super::entry::{self, Looked};

/// So many bytes are checked at most while entries are looked for behind broken ones: less than a second's work.
const CHECKED: usize = 1 << 28;

/// A way through some bytes of a file.
pub(super) struct Scan<'b> {
    bytes: &'b [u8],
    identity: Identity,
    /// Where the next entry is looked for.
    at: usize,
    /// How many bytes may still be checked by guess.
    left: usize,
    gave_up: bool,
}

/// What a way through some bytes has found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Whole entries, and those of them that begin before the mark.
    pub(super) entries: usize,
    pub(super) before_mark: usize,
    /// Behind the last whole entry.
    pub(super) end: usize,
    /// Places behind the mark with something else that has a whole entry behind it, and the bytes of them.
    pub(super) gaps: u64,
    pub(super) gap_bytes: u64,
    /// Whether there may be more entries behind the end, which were not looked for any longer.
    pub(super) gave_up: bool,
}

impl<'b> Scan<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize, identity: Identity) -> Scan<'b> {
        Scan { bytes, identity, at, left: CHECKED, gave_up: false }
    }

    /// Counts entries, those that begin before a place, and gaps behind that.
    pub(super) fn count(mut self, mark: u64) -> Counted {
        let mut counted = Counted { end: self.at, ..Counted::default() };
        while let Some(begin) = self.find() {
            if begin > counted.end && begin as u64 > mark {
                counted.gaps += 1;
                counted.gap_bytes += (begin - counted.end) as u64;
            }
            counted.entries += 1;
            counted.before_mark += usize::from((begin as u64) < mark);
            counted.end = self.at;
        }
        counted.gave_up = self.gave_up;
        counted
    }

    /// Where the next whole entry begins. The way goes on behind it. There is none either when looking takes too long.
    pub(super) fn find(&mut self) -> Option<usize> {
        let begin = if self.is_entry(self.at) { self.at } else { self.behind_broken()? };
        self.at = begin + entry::end(&self.bytes[begin..])?;
        Some(begin)
    }

    fn behind_broken(&mut self) -> Option<usize> {
        // Its length may be right.
        let end = entry::end(self.bytes.get(self.at..)?).and_then(|len| self.at.checked_add(len));
        if let Some(end) = end.filter(|end| self.is_entry(*end)) {
            return Some(end);
        }
        for at in self.at + 1..self.bytes.len() {
            if !entry::may_begin(&self.bytes[at..]) {
                continue;
            }
            let Some(left) = self.left.checked_sub(entry::end(&self.bytes[at..])?) else {
                self.gave_up = true;
                return None;
            };
            self.left = left;
            if self.is_entry(at) {
                return Some(at);
            }
        }
        None
    }

    fn is_entry(&self, at: usize) -> bool {
        let bytes = self.bytes.get(at..).unwrap_or_default();
        matches!(entry::look(bytes, self.identity), Looked::Entry(_))
    }
}
