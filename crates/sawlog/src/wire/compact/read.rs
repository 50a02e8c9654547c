//! A payload from front to back: bytes, lengths, texts.

use super::error::CompactErrorKind as Kind;
use super::layout::kind;

/// Reads on in a payload.
pub(super) struct Reader<'a> {
    payload: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(payload: &'a [u8]) -> Reader<'a> {
        Reader { payload, position: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.payload.len()
    }

    /// How many bytes follow: no count of values can be more.
    pub(super) fn left(&self) -> usize {
        self.payload.len() - self.position
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, Kind> {
        let byte = *self.payload.get(self.position).ok_or(Kind::Truncated)?;
        self.position += 1;
        Ok(byte)
    }

    #[inline]
    pub(super) fn bytes(&mut self, len: usize) -> Result<&'a [u8], Kind> {
        let bytes = self.payload[self.position..].get(..len).ok_or(Kind::Truncated)?;
        self.position += len;
        Ok(bytes)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Kind> {
        let bytes = self.payload[self.position..].first_chunk().ok_or(Kind::Truncated)?;
        self.position += N;
        Ok(*bytes)
    }

    /// A number in groups of seven bits.
    #[inline]
    pub(super) fn number(&mut self) -> Result<u64, Kind> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                return Err(Kind::Malformed("number"));
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
            if shift > 63 {
                return Err(Kind::Malformed("number"));
            }
        }
    }

    /// A length, or a count of what takes at least so many bytes each: no more than there can be.
    pub(super) fn length(&mut self, each: usize) -> Result<usize, Kind> {
        let number = self.number()?;
        match usize::try_from(number) {
            Ok(number) if number <= self.left() / each => Ok(number),
            _ => Err(Kind::Truncated),
        }
    }

    /// The text whose first byte this is; `None` if it begins none.
    #[inline]
    pub(super) fn text_of(&mut self, first: u8) -> Result<Option<&'a str>, Kind> {
        let len = match first {
            kind::SHORT_TEXT..kind::NONE => usize::from(first - kind::SHORT_TEXT),
            kind::TEXT => self.length(1)?,
            _ => return Ok(None),
        };
        std::str::from_utf8(self.bytes(len)?).map(Some).map_err(|_| Kind::Encoding)
    }

    /// A value that must be a text.
    #[inline]
    pub(super) fn text(&mut self) -> Result<&'a str, Kind> {
        let first = self.byte()?;
        self.text_of(first)?.ok_or(Kind::Expected("a text"))
    }

    /// A value that must be a text or `None`.
    pub(super) fn optional_text(&mut self) -> Result<Option<&'a str>, Kind> {
        match self.byte()? {
            kind::NONE => Ok(None),
            first => self.text_of(first)?.map(Some).ok_or(Kind::Expected("a text or None")),
        }
    }

    /// The integer whose first byte this is; `None` if it begins none that fits 64 bits.
    #[inline]
    pub(super) fn integer_of(&mut self, first: u8) -> Result<Option<i64>, Kind> {
        Ok(Some(match first {
            0..kind::SHORT_TEXT => i64::from(first),
            kind::INT => {
                let zigzag = self.number()?;
                (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)
            }
            kind::INT64 => i64::from_le_bytes(self.array()?),
            _ => return Ok(None),
        }))
    }

    /// A value that must be an integer of 64 bits.
    #[inline]
    pub(super) fn integer(&mut self) -> Result<i64, Kind> {
        let first = self.byte()?;
        self.integer_of(first)?.ok_or(Kind::Expected("an integer"))
    }

    /// A value that must be a float.
    pub(super) fn float(&mut self) -> Result<f64, Kind> {
        match self.byte()? {
            kind::FLOAT => self.array().map(f64::from_le_bytes),
            _ => Err(Kind::Expected("a float")),
        }
    }

    /// The beginning of a tuple that must have so many items.
    pub(super) fn tuple(&mut self, items: u64) -> Result<(), Kind> {
        let is_one = self.byte()? == kind::TUPLE && self.number()? == items;
        if is_one { Ok(()) } else { Err(Kind::Expected("a tuple of three")) }
    }
}
