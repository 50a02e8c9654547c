//! A bound on the text of one value.

use std::fmt;

use super::room::MAX_OWN_TEXT;

/// No value's text grows past this many bytes: a container that unfolds further ends in `...`.
pub const MAX_TEXT: usize = 1 << 20;

/// Text that is cut at [`MAX_TEXT`], or at what a program's own may be.
pub(super) struct Bounded<'o> {
    out: &'o mut String,
    end: usize,
    full: bool,
}

impl<'o> Bounded<'o> {
    pub(super) fn new(out: &'o mut String) -> Bounded<'o> {
        Bounded::within(MAX_TEXT, out)
    }

    /// For what the program itself writes: nothing unfolds in it that was not meant.
    #[inline]
    pub(super) fn own(out: &'o mut String) -> Bounded<'o> {
        Bounded::within(MAX_OWN_TEXT, out)
    }

    #[inline]
    pub(super) fn within(limit: usize, out: &'o mut String) -> Bounded<'o> {
        let end = out.len().saturating_add(limit);
        Bounded { out, end, full: false }
    }

    /// Whether something was cut off; nothing more is taken then.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.out.truncate(len);
        self.full = false;
    }

    pub(super) fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    #[inline]
    pub(super) fn push_str(&mut self, text: &str) {
        if text.len() <= self.room() {
            self.out.push_str(text);
        } else {
            self.cut(text);
        }
    }

    /// How many bytes are still taken. None once something was cut off: the dots fill what a cut character left free.
    #[inline]
    fn room(&self) -> usize {
        self.end.saturating_sub(self.out.len())
    }

    #[cold]
    fn cut(&mut self, text: &str) {
        if self.full {
            return;
        }
        self.out.push_str(&text[..text.floor_char_boundary(self.room())]);
        self.out.push_str("...");
        self.full = true;
    }

    /// Lets `write` append to the text itself, for what is known to be short.
    pub(super) fn short(&mut self, write: impl FnOnce(&mut String)) {
        if !self.full {
            write(self.out);
        }
    }
}

impl fmt::Write for Bounded<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() <= self.room() {
            self.out.push_str(text);
            return Ok(());
        }
        self.cut(text);
        Err(fmt::Error)
    }
}
