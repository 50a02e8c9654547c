//! Text and bytes in quotes, with escapes, as `repr()` and `ascii()` show them.

use super::bounded::Bounded;
use super::printable::is_printable;
use super::surrogate::{code_point, surrogate_of};

/// Appends the `repr()` of a text, or its `ascii()`.
pub(super) fn write_quoted(text: &str, ascii: bool, out: &mut Bounded<'_>) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    // Runs of characters that stand for themselves are copied whole.
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let plain = if c.is_ascii() {
            (' '..='~').contains(&c) && c != '\\' && c != quote
        } else {
            !ascii && is_printable(c) && surrogate_of(c).is_none()
        };
        if plain {
            continue;
        }
        out.push_str(&text[copied..at]);
        copied = at + c.len_utf8();
        if c == quote || c == '\\' {
            out.push('\\');
            out.push(c);
        } else {
            write_escape(c, out);
        }
        if out.is_full() {
            return;
        }
    }
    out.push_str(&text[copied..]);
    out.push(quote);
}

/// Appends the `repr()` of bytes.
pub(super) fn write_quoted_bytes(bytes: &[u8], out: &mut Bounded<'_>) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for &byte in bytes {
        let c = char::from(byte);
        if c == quote || c == '\\' {
            out.push('\\');
            out.push(c);
        } else if (' '..='~').contains(&c) {
            out.push(c);
        } else {
            write_escape(c, out);
        }
        if out.is_full() {
            return;
        }
    }
    out.push(quote);
}

/// Appends text in which every character beyond ASCII is escaped.
pub(super) fn write_only_ascii(text: &str, out: &mut Bounded<'_>) {
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            write_escape(c, out);
        }
    }
}

fn write_escape(c: char, out: &mut Bounded<'_>) {
    let code_point = code_point(c);
    let (letter, digits) = match code_point {
        0x09 => return out.push_str("\\t"),
        0x0A => return out.push_str("\\n"),
        0x0D => return out.push_str("\\r"),
        0..=0xFF => ('x', 2),
        0x100..=0xFFFF => ('u', 4),
        _ => ('U', 8),
    };
    out.push('\\');
    out.push(letter);
    for digit in (0..digits).rev() {
        out.push(char::from(b"0123456789abcdef"[(code_point >> (4 * digit)) as usize & 15]));
    }
}
