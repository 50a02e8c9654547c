//! A cursor over a pickle's bytes.

use super::super::error::PickleErrorKind;
use super::text::{self, Text};

pub(super) struct Reader<'a> {
    data: &'a [u8],
    position: usize,
    /// A stretch of the pickle that was found to be UTF-8, opcodes and all, and where it begins.
    sound: &'a str,
    sound_from: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Reader<'a> {
        Reader { data, position: 0, sound: "", sound_from: 0 }
    }

    #[inline]
    pub(super) fn position(&self) -> usize {
        self.position
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, PickleErrorKind> {
        let byte = *self.data.get(self.position).ok_or(PickleErrorKind::Truncated)?;
        self.position += 1;
        Ok(byte)
    }

    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleErrorKind> {
        let rest = self.data.get(self.position..).ok_or(PickleErrorKind::Truncated)?;
        let array = *rest.first_chunk::<N>().ok_or(PickleErrorKind::Truncated)?;
        self.position += N;
        Ok(array)
    }

    /// A length of four bytes.
    #[inline]
    pub(super) fn len4(&mut self) -> Result<u64, PickleErrorKind> {
        Ok(u64::from(u32::from_le_bytes(self.array()?)))
    }

    /// A length of eight bytes.
    pub(super) fn len8(&mut self) -> Result<u64, PickleErrorKind> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// As many bytes as announced; nothing is reserved for them.
    #[inline]
    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], PickleErrorKind> {
        let rest = &self.data[self.position..];
        let len = usize::try_from(len).map_err(|_| PickleErrorKind::Truncated)?;
        let taken = rest.get(..len).ok_or(PickleErrorKind::Truncated)?;
        self.position += len;
        Ok(taken)
    }

    /// Text of a length in bytes; `Err` with the name of the opcode if it is none.
    ///
    /// Most of a pickled record is UTF-8 even where its opcodes stand: checking long stretches at once is far cheaper
    /// than checking each text, and no byte is checked twice.
    #[inline]
    pub(super) fn text(&mut self, len: u64, opcode: &'static str) -> Result<Text<'a>, PickleErrorKind> {
        let start = self.position;
        let bytes = self.take(len)?;
        match self.sound_text(start) {
            Some(text) => Ok(Text::Borrowed(text)),
            None => self.text_of_new_stretch(start, bytes, opcode),
        }
    }

    /// The text up to the position, if it lies within the stretch.
    #[inline]
    fn sound_text(&self, start: usize) -> Option<&'a str> {
        self.sound.get(start.checked_sub(self.sound_from)?..self.position - self.sound_from)
    }

    #[cold]
    fn text_of_new_stretch(
        &mut self,
        start: usize,
        bytes: &'a [u8],
        opcode: &'static str,
    ) -> Result<Text<'a>, PickleErrorKind> {
        let rest = &self.data[start..];
        // A text that lies across the stretch's end is none itself: only its surrogates can save it.
        self.sound_from = start;
        self.sound = match std::str::from_utf8(rest) {
            Ok(sound) => sound,
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
        };
        match self.sound_text(start) {
            Some(text) => Ok(Text::Borrowed(text)),
            None => text::utf8(bytes).ok_or(PickleErrorKind::Malformed(opcode)),
        }
    }

    /// The bytes up to the next line feed.
    #[inline]
    pub(super) fn line(&mut self) -> Result<&'a [u8], PickleErrorKind> {
        let rest = &self.data[self.position..];
        let len = rest.iter().position(|byte| *byte == b'\n').ok_or(PickleErrorKind::Truncated)?;
        self.position += len + 1;
        Ok(&rest[..len])
    }

    /// What was not read yet.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.data[self.position..]
    }

    /// Passes over bytes that `rest` has shown.
    #[inline]
    pub(super) fn skip(&mut self, len: usize) {
        self.position = (self.position + len).min(self.data.len());
    }

    /// Whether this many bytes are left.
    pub(super) fn has(&self, len: u64) -> bool {
        usize::try_from(len).is_ok_and(|len| len <= self.data.len() - self.position)
    }
}
