//! Integers in a pickle: decimal lines of protocol 0 and 1, and little-endian bytes.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// An integer, small where it fits.
#[derive(Debug, PartialEq)]
pub(super) enum Integer {
    Small(i64),
    Big(BigInt),
    /// Of more digits than are kept.
    Long,
}

/// Text that is no integer.
#[derive(Debug, PartialEq)]
pub(super) struct Malformed;

impl From<BigInt> for Integer {
    fn from(number: BigInt) -> Integer {
        number.to_i64().map_or(Integer::Big(number), Integer::Small)
    }
}

/// The argument of INT or LONG, without the `L`: what `int(text, 0)` takes.
#[inline]
pub(super) fn from_text(text: &[u8], max_digits: usize) -> Result<Integer, Malformed> {
    // 18 digits always fit.
    if matches!(text, [b'1'..=b'9', ..]) && text.len() <= 18 && text.iter().all(u8::is_ascii_digit) {
        return Ok(Integer::Small(text.iter().fold(0, |n, digit| n * 10 + i64::from(digit - b'0'))));
    }
    from_any_text(text, max_digits)
}

fn from_any_text(text: &[u8], max_digits: usize) -> Result<Integer, Malformed> {
    let text = text.trim_ascii();
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let (radix, digits) = match digits {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', b'o' | b'O', digits @ ..] => (8, digits),
        [b'0', b'b' | b'B', digits @ ..] => (2, digits),
        // C's own reading, which CPython tries first: a leading zero means octal.
        [b'0', digits @ ..] if !digits.is_empty() => (8, digits),
        digits => (10, digits),
    };
    if digits.is_empty() || !digits.iter().all(|digit| char::from(*digit).is_digit(radix)) {
        return Err(Malformed);
    }
    if digits.len() > max_digits {
        return Ok(Integer::Long);
    }
    let number = BigInt::parse_bytes(digits, radix).ok_or(Malformed)?;
    Ok(Integer::from(if negative { -number } else { number }))
}

/// The argument of LONG1 or LONG4: two's complement, the lowest byte first.
#[inline]
pub(super) fn from_bytes(bytes: &[u8], max_digits: usize) -> Integer {
    if bytes.len() <= 8 {
        let negative = bytes.last().is_some_and(|last| last & 0x80 != 0);
        let mut wide = [if negative { 0xFF } else { 0 }; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        return Integer::Small(i64::from_le_bytes(wide));
    }
    // A byte is 2.4 digits.
    if bytes.len().saturating_mul(12) / 5 > max_digits.saturating_add(3) {
        return Integer::Long;
    }
    Integer::from(BigInt::from_signed_bytes_le(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_python_reads_it() {
        for (text, expected) in
            [("0", 0), ("00", 0), ("-7", -7), ("+7", 7), ("0x10", 16), ("017", 15), ("9223372036854775807", i64::MAX)]
        {
            assert_eq!(from_text(text.as_bytes(), 4300), Ok(Integer::Small(expected)), "{text}");
        }
        let big = "9".repeat(4300);
        assert_eq!(from_text(big.as_bytes(), 4300), Ok(Integer::Big(big.parse().unwrap())));
        for bad in ["", "-", "1_0", "1L", "0x", "08", "12a", "--1", "1 2"] {
            assert_eq!(from_text(bad.as_bytes(), 4300), Err(Malformed), "{bad}");
        }
        assert_eq!(from_text(&[b'1'; 4301], 4300), Ok(Integer::Long));
        assert_eq!(from_text(&[&[b'1'; 4301][..], b"x"].concat(), 4300), Err(Malformed));
    }

    #[test]
    fn bytes_are_twos_complement() {
        for (bytes, expected) in [(&b""[..], 0), (b"\xff", -1), (b"\xff\x00", 255), (b"\x00\x80", -32768)] {
            assert_eq!(from_bytes(bytes, 4300), Integer::Small(expected));
        }
        let power = [&[0; 8][..], &[1]].concat();
        assert_eq!(from_bytes(&power, 4300), Integer::Big(BigInt::from(1) << 64));
        assert_eq!(from_bytes(&[0xFF; 9], 4300), Integer::Small(-1));
        assert_eq!(from_bytes(&[1; 2000], 4300), Integer::Long);
    }
}
