//! One file's encoder: its buffer, and whether the mark at the start is still to be written.

use super::charset::CharsetEncoder;
use super::{Codec, EncodeErrors, Encoding, Order};
use crate::error::EmitError;
use crate::value::surrogate::{code_point, has_surrogates, surrogate_of};

/// A buffer that grew past this many bytes is given back to the allocator.
const LARGEST_KEPT: usize = 64 * 1024;

/// Turns texts into the bytes of one file.
pub(crate) struct Encoder {
    encoding: Encoding,
    errors: EncodeErrors,
    /// Whether the text's own bytes are what is written, unless a surrogate is among them.
    as_it_is: bool,
    at_start: bool,
    buffer: Vec<u8>,
}

impl Encoder {
    pub(crate) fn new(encoding: Encoding, errors: EncodeErrors) -> Encoder {
        let as_it_is = encoding.codec == (Codec::Utf8 { signature: false });
        Encoder { encoding, errors, as_it_is, at_start: false, buffer: Vec::new() }
    }

    /// Says whether the next text is a file's first, before which a mark belongs in some encodings.
    pub(crate) fn set_at_start(&mut self, at_start: bool) {
        self.at_start = at_start;
    }

    /// The bytes of which every character takes a multiple.
    pub(crate) fn unit(&self) -> usize {
        match self.encoding.codec {
            Codec::Utf16(_) => 2,
            Codec::Utf32(_) => 4,
            _ => 1,
        }
    }

    /// A text's bytes; valid UTF-8 text for a file in UTF-8 is lent back as it is.
    ///
    /// # Errors
    /// A character that the encoding lacks and the error handler does not take.
    ///
    /// # Python
    /// `TextIOWrapper.write`: a first text that cannot be encoded takes the mark with it.
    #[inline]
    pub(crate) fn encode<'t>(&'t mut self, text: &'t str) -> Result<&'t [u8], EmitError> {
        if self.as_it_is && !has_surrogates(text) {
            return Ok(text.as_bytes());
        }
        self.encode_into_buffer(text)?;
        Ok(&self.buffer)
    }

    #[inline(never)]
    fn encode_into_buffer(&mut self, text: &str) -> Result<(), EmitError> {
        self.buffer.clear();
        self.buffer.shrink_to(LARGEST_KEPT);
        if std::mem::take(&mut self.at_start) {
            self.push_mark();
        }
        let out = &mut self.buffer;
        let (encoding, errors) = (self.encoding, self.errors);
        let mut encode = |push: &mut dyn FnMut(Unit, &mut Vec<u8>) -> bool| {
            text.chars().try_for_each(|c| push_or_handle(c, encoding, errors, push, out))
        };
        match encoding.codec {
            Codec::Utf8 { .. } => encode(&mut push_utf8),
            Codec::Utf16(order) => encode(&mut |unit, out| push_utf16(unit, order, out)),
            Codec::Utf32(order) => encode(&mut |unit, out| push_utf32(unit, order, out)),
            Codec::Ascii => encode(&mut |unit, out| push_below(0x80, unit, out)),
            Codec::Latin1 => encode(&mut |unit, out| push_below(0x100, unit, out)),
            Codec::Charset(charset) => {
                let mut state = CharsetEncoder::new(charset);
                encode(&mut |unit, out| match unit {
                    Unit::Char(c) => state.push(c, out),
                    Unit::Surrogate(_) => false,
                })?;
                state.finish(out);
                Ok(())
            }
        }
    }

    fn push_mark(&mut self) {
        match self.encoding.codec {
            Codec::Utf8 { signature: true } => self.buffer.extend_from_slice("\u{feff}".as_bytes()),
            Codec::Utf16(Order::Marked) => self.buffer.extend_from_slice(&0xFEFF_u16.to_ne_bytes()),
            Codec::Utf32(Order::Marked) => self.buffer.extend_from_slice(&0xFEFF_u32.to_ne_bytes()),
            _ => {}
        }
    }
}

/// A character as Python's codecs see it.
#[derive(Clone, Copy)]
enum Unit {
    Char(char),
    /// A lone surrogate that is to be written.
    Surrogate(u16),
}

impl Unit {
    fn number(self) -> u32 {
        match self {
            Unit::Char(c) => u32::from(c),
            Unit::Surrogate(surrogate) => u32::from(surrogate),
        }
    }
}

/// Appends one character or what the error handler makes of it.
fn push_or_handle(
    c: char,
    encoding: Encoding,
    errors: EncodeErrors,
    push: &mut dyn FnMut(Unit, &mut Vec<u8>) -> bool,
    out: &mut Vec<u8>,
) -> Result<(), EmitError> {
    let surrogate = surrogate_of(c);
    if surrogate.is_none() && push(Unit::Char(c), out) {
        return Ok(());
    }
    let mut push_text = |text: &str| {
        let whole = text.chars().all(|c| push(Unit::Char(c), out));
        if whole { Ok(()) } else { Err(lacking(c, encoding)) }
    };
    match (errors, surrogate) {
        (EncodeErrors::Ignore, _) => Ok(()),
        (EncodeErrors::Replace, _) => push_text("?"),
        (EncodeErrors::BackslashReplace, _) => push_text(&backslashed(code_point(c))),
        (EncodeErrors::XmlCharRefReplace, _) => push_text(&format!("&#{};", code_point(c))),
        (EncodeErrors::SurrogateEscape, Some(0xDC80..=0xDCFF)) if encoding.is_byte_wise() => {
            out.push(code_point(c) as u8);
            Ok(())
        }
        (EncodeErrors::SurrogatePass, Some(surrogate)) if push(Unit::Surrogate(surrogate as u16), out) => Ok(()),
        _ => Err(lacking(c, encoding)),
    }
}

impl Encoding {
    /// Whether a single byte out of nowhere may stand in a text.
    fn is_byte_wise(self) -> bool {
        !matches!(self.codec, Codec::Utf16(_) | Codec::Utf32(_))
    }
}

fn lacking(c: char, encoding: Encoding) -> EmitError {
    let character = match surrogate_of(c) {
        Some(_) => backslashed(code_point(c)),
        None => c.to_string(),
    };
    EmitError::Encode { encoding: encoding.name().to_owned(), character }
}

fn backslashed(code_point: u32) -> String {
    match code_point {
        0..=0xFF => format!("\\x{code_point:02x}"),
        0x100..=0xFFFF => format!("\\u{code_point:04x}"),
        _ => format!("\\U{code_point:08x}"),
    }
}

fn push_utf8(unit: Unit, out: &mut Vec<u8>) -> bool {
    match unit {
        Unit::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        Unit::Surrogate(surrogate) => out.extend_from_slice(&[
            0xE0 | (surrogate >> 12) as u8,
            0x80 | (surrogate >> 6 & 0x3F) as u8,
            0x80 | (surrogate & 0x3F) as u8,
        ]),
    }
    true
}

fn push_utf16(unit: Unit, order: Order, out: &mut Vec<u8>) -> bool {
    let mut units = [0; 2];
    let units: &[u16] = match unit {
        Unit::Char(c) => c.encode_utf16(&mut units),
        Unit::Surrogate(surrogate) => {
            units[0] = surrogate;
            &units[..1]
        }
    };
    for unit in units {
        out.extend_from_slice(&match order {
            Order::Marked => unit.to_ne_bytes(),
            Order::Little => unit.to_le_bytes(),
            Order::Big => unit.to_be_bytes(),
        });
    }
    true
}

fn push_utf32(unit: Unit, order: Order, out: &mut Vec<u8>) -> bool {
    let number = unit.number();
    out.extend_from_slice(&match order {
        Order::Marked => number.to_ne_bytes(),
        Order::Little => number.to_le_bytes(),
        Order::Big => number.to_be_bytes(),
    });
    true
}

fn push_below(limit: u32, unit: Unit, out: &mut Vec<u8>) -> bool {
    match unit {
        Unit::Char(c) if u32::from(c) < limit => out.push(u32::from(c) as u8),
        _ => return false,
    }
    true
}
