//! Texts that mostly are short, written where they are about to be copied from.

use std::fmt;

use super::ForeignRef;
use super::bounded::Bounded;
use super::foreign::{OUT_OF_REACH, guarded, unwritten};
use super::room::MAX_OWN_TEXT;
use crate::error::FormatError;
use crate::scratch::Scratch;

/// A text that the program's own code writes: in place, or where it is longer, in a buffer of the thread's.
///
/// A text in place has its bytes alone looked at: who reads them as text looks through them.
pub(crate) struct ShortText {
    place: [u8; PLACE],
    /// How many bytes lie in place.
    length: usize,
    /// All of the text, once there is no place for it.
    long: Option<Scratch>,
    /// Whether something was cut off.
    full: bool,
}

/// As many bytes lie in place.
const PLACE: usize = 128;

impl ShortText {
    #[inline]
    pub(crate) fn new() -> ShortText {
        ShortText { place: [0; PLACE], length: 0, long: None, full: false }
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.long {
            None => &self.place[..self.length],
            Some(long) => long.as_bytes(),
        }
    }

    /// Whether something was cut off: nothing more is taken then.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    #[inline(never)]
    fn write_long(&mut self, text: &str) -> fmt::Result {
        let (place, length) = (&self.place, self.length);
        let long = self.long.get_or_insert_with(|| {
            let mut long = Scratch::take();
            // Texts were put there, each as a whole.
            long.push_str(std::str::from_utf8(&place[..length]).unwrap_or_default());
            long
        });
        if self.full {
            return Err(fmt::Error);
        }
        let room = MAX_OWN_TEXT.saturating_sub(long.len());
        let mut bounded = Bounded::within(room, long);
        bounded.push_str(text);
        self.full = bounded.is_full();
        if self.full { Err(fmt::Error) } else { Ok(()) }
    }
}

impl fmt::Write for ShortText {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let (bytes, end) = (text.as_bytes(), self.length + text.len());
        match self.place.get_mut(self.length..end) {
            Some(place) if self.long.is_none() => {
                copy(place, bytes);
                self.length = end;
                Ok(())
            }
            _ => self.write_long(text),
        }
    }
}

/// Writes a foreign value's text, as [`write_text`](super::foreign::write_text) does.
///
/// # Errors
/// [`FormatError::Display`] if the value fails or panics; what it wrote by then is of no use.
#[inline]
pub(crate) fn write_short(foreign: &ForeignRef<'_>, out: &mut ShortText) -> Result<(), FormatError> {
    let written = match foreign.get() {
        Some(value) => guarded(foreign, || value.write_str(out))?,
        None => fmt::Write::write_str(out, OUT_OF_REACH),
    };
    // Only the bound may have stopped it.
    if written.is_err() && !out.is_full() { Err(unwritten(foreign)) } else { Ok(()) }
}

/// Copies bytes to a place of the same length. Two copies of a fixed size, which overlap, spare the usual lengths a call.
#[inline(always)]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        0 => {}
        1..=3 => {
            for (to, from) in to.iter_mut().zip(from) {
                *to = *from;
            }
        }
        4..=7 => ends::<4>(to, from),
        8..=16 => ends::<8>(to, from),
        17..=32 => ends::<16>(to, from),
        33..=64 => ends::<32>(to, from),
        _ => to.copy_from_slice(from),
    }
}

/// Copies the first and the last bytes, which are all.
#[inline(always)]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(to), Some(from)) = (to.first_chunk_mut::<N>(), from.first_chunk::<N>()) {
        *to = *from;
    }
    if let (Some(to), Some(from)) = (to.last_chunk_mut::<N>(), from.last_chunk::<N>()) {
        *to = *from;
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn a_text_of_any_length_in_any_parts_is_what_was_written() {
        for part in 1..80 {
            let (mut short, mut expected) = (ShortText::new(), String::new());
            for number in 0..5 {
                let text: String = ('a'..='z').cycle().skip(number).take(part).collect();
                short.write_str(&text).unwrap();
                expected.push_str(&text);
            }
            assert_eq!(short.bytes(), expected.as_bytes());
        }
    }

    #[test]
    fn characters_that_do_not_fit_in_place_stay_whole() {
        let (mut short, text) = (ShortText::new(), "€".repeat(PLACE / 3));
        write!(short, "{text}€").unwrap();
        assert_eq!(short.bytes(), format!("{text}€").as_bytes());
    }

    #[test]
    fn what_the_program_writes_without_end_is_cut() {
        let (mut short, part) = (ShortText::new(), "a".repeat(1 << 20));
        let refused = (0..=MAX_OWN_TEXT >> 20).find(|_| short.write_str(&part).is_err());
        assert_eq!(refused, Some(MAX_OWN_TEXT >> 20));
        assert!(short.is_full() && short.write_str("a").is_err());
        assert!(short.bytes().ends_with(b"a...") && short.bytes().len() == MAX_OWN_TEXT + 3);
    }
}
