//! Lone surrogates in Rust text.
//!
//! Python's `str` may hold code points U+D800 to U+DFFF, Rust's may not. Here they stand as the private characters
//! U+10F800 to U+10FFFF: code point `c` becomes `c - 0xD800 + 0x10F800`.
//! One character stays one character, so widths and indexes agree with Python's. Where text leaves for a sink,
//! its encoder turns them back and applies its error handler (`strict`, `surrogateescape` and the others).

use std::fmt::Write as _;

const FIRST: u32 = 0xD800;
const LAST: u32 = 0xDFFF;
const STAND_IN: u32 = 0x10_F800;

/// The character that stands for a code point, which may be a surrogate; `None` past U+10FFFF.
pub fn char_for(code_point: u32) -> Option<char> {
    match code_point {
        FIRST..=LAST => char::from_u32(code_point - FIRST + STAND_IN),
        _ => char::from_u32(code_point),
    }
}

/// The surrogate that a character stands for, if it stands for one.
pub fn surrogate_of(c: char) -> Option<u32> {
    (u32::from(c) >= STAND_IN).then(|| u32::from(c) - STAND_IN + FIRST)
}

/// The code point of a character as Python sees it.
pub fn code_point(c: char) -> u32 {
    surrogate_of(c).unwrap_or(u32::from(c))
}

/// Whether text holds a stand-in; quick for text that holds none.
#[inline]
pub fn has_surrogates(text: &str) -> bool {
    !text.is_ascii()
        && memchr::memchr(0xF4, text.as_bytes()).is_some()
        && text.chars().any(|c| surrogate_of(c).is_some())
}

/// Appends the text with each lone surrogate as its escape, `\udc80`, as Python's `backslashreplace` writes it.
pub(crate) fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match surrogate_of(c) {
            Some(surrogate) => {
                let _ = write!(out, "\\u{surrogate:04x}");
            }
            None => out.push(c),
        }
    }
}
