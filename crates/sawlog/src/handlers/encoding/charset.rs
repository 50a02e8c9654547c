//! Code pages: the tables of `encoding_rs`, put right where Python's are others.

use encoding_rs::{EncoderResult, Encoding as Table};

/// A code page.
pub(super) struct Charset {
    pub(super) table: &'static Table,
    pub(super) controls: Controls,
}

impl PartialEq for Charset {
    fn eq(&self, other: &Charset) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Charset {}

/// What Python's code page has at 0x80 to 0x9F where the WHATWG's has control characters or, for a few, letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Controls {
    /// The same as the WHATWG's.
    Same,
    /// No control characters: the places are empty.
    Absent,
    /// Control characters alone.
    Alone,
}

/// One text being encoded in a code page; some have a state from character to character.
pub(super) struct CharsetEncoder {
    charset: &'static Charset,
    state: encoding_rs::Encoder,
}

impl CharsetEncoder {
    pub(super) fn new(charset: &'static Charset) -> CharsetEncoder {
        CharsetEncoder { charset, state: charset.table.new_encoder() }
    }

    /// Appends one character's bytes; false if the code page lacks it.
    pub(super) fn push(&mut self, c: char, out: &mut Vec<u8>) -> bool {
        let is_control = ('\u{80}'..='\u{9f}').contains(&c);
        match self.charset.controls {
            Controls::Absent if is_control => return false,
            Controls::Alone if is_control => {
                out.push(c as u8);
                return true;
            }
            _ => {}
        }
        let mut bytes = [0; 16];
        let (result, _, written) =
            self.state.encode_from_utf8_without_replacement(c.encode_utf8(&mut [0; 4]), &mut bytes, false);
        let among_controls = written == 1 && (0x80..=0x9f).contains(&bytes[0]);
        if self.charset.controls == Controls::Alone && among_controls {
            return false;
        }
        out.extend_from_slice(&bytes[..written]);
        matches!(result, EncoderResult::InputEmpty)
    }

    /// Appends what returns the encoding to its first state.
    pub(super) fn finish(mut self, out: &mut Vec<u8>) {
        let mut bytes = [0; 16];
        let (_, _, written) = self.state.encode_from_utf8_without_replacement("", &mut bytes, true);
        out.extend_from_slice(&bytes[..written]);
    }
}
