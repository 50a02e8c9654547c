//! From bytes to text, for files that are read: strictly, as Python's `open` does.

use super::charset::{Charset, Controls};
use super::{Codec, Encoding, Order};

impl Encoding {
    /// The text of these bytes.
    ///
    /// # Errors
    /// They are no text of this encoding: what stands before the first that is none, and the length of that in bytes.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<String, (String, usize)> {
        match self.codec {
            Codec::Utf8 { signature } => {
                let without = bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| signature);
                utf8(without.unwrap_or(bytes))
            }
            Codec::Utf16(order) => {
                let (little, rest) = order_of(order, bytes, &[0xFF, 0xFE], &[0xFE, 0xFF]);
                utf16(rest, little)
            }
            Codec::Utf32(order) => {
                let (little, rest) = order_of(order, bytes, &[0xFF, 0xFE, 0, 0], &[0, 0, 0xFE, 0xFF]);
                utf32(rest, little)
            }
            Codec::Ascii => each(bytes, |byte| byte.is_ascii().then_some(char::from(byte))),
            Codec::Latin1 => each(bytes, |byte| Some(char::from(byte))),
            Codec::Charset(charset) => code_page(bytes, charset),
        }
    }
}

fn utf8(bytes: &[u8]) -> Result<String, (String, usize)> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(failed(String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned())),
    }
}

fn failed(before: String) -> (String, usize) {
    let length = before.len();
    (before, length)
}

/// Whether the lower byte comes first, and what follows the mark.
fn order_of<'b>(order: Order, bytes: &'b [u8], little: &[u8], big: &[u8]) -> (bool, &'b [u8]) {
    match order {
        Order::Little => (true, bytes),
        Order::Big => (false, bytes),
        Order::Marked => match (bytes.strip_prefix(little), bytes.strip_prefix(big)) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => (cfg!(target_endian = "little"), bytes),
        },
    }
}

fn utf16(bytes: &[u8], little: bool) -> Result<String, (String, usize)> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units = units.iter().map(|unit| if little { u16::from_le_bytes(*unit) } else { u16::from_be_bytes(*unit) });
    let chars = char::decode_utf16(units).map(Result::ok);
    collect(chars.chain((!rest.is_empty()).then_some(None)))
}

fn utf32(bytes: &[u8], little: bool) -> Result<String, (String, usize)> {
    let (units, rest) = bytes.as_chunks::<4>();
    let units = units.iter().map(|unit| if little { u32::from_le_bytes(*unit) } else { u32::from_be_bytes(*unit) });
    collect(units.map(char::from_u32).chain((!rest.is_empty()).then_some(None)))
}

fn each(bytes: &[u8], char_of: impl Fn(u8) -> Option<char>) -> Result<String, (String, usize)> {
    collect(bytes.iter().map(|byte| char_of(*byte)))
}

fn collect(chars: impl Iterator<Item = Option<char>>) -> Result<String, (String, usize)> {
    let mut text = String::new();
    for c in chars {
        match c {
            Some(c) => text.push(c),
            None => return Err(failed(text)),
        }
    }
    Ok(text)
}

fn code_page(bytes: &[u8], charset: &'static Charset) -> Result<String, (String, usize)> {
    if charset.controls != Controls::Same && charset.table.is_single_byte() {
        return each(bytes, |byte| {
            if charset.controls == Controls::Alone && (0x80..=0x9f).contains(&byte) {
                return Some(char::from(byte));
            }
            let c = charset.table.decode_without_bom_handling_and_without_replacement(&[byte])?.chars().next()?;
            let is_control = ('\u{80}'..='\u{9f}').contains(&c);
            (charset.controls != Controls::Absent || !is_control).then_some(c)
        });
    }
    match charset.table.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => Err((String::new(), 0)),
    }
}
