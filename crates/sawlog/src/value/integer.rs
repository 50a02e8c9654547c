//! Integers as text, and what other numbers are as integers.

use std::borrow::Cow;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed, ToPrimitive};

use super::Value;
use super::foreign::{plain_integer, plain_number};
use crate::error::FormatError;

/// An integer of any size.
pub(crate) enum Int<'v> {
    Small(i64),
    Big(Cow<'v, BigInt>),
}

impl Int<'_> {
    fn of_plain<'v>(value: Value<'static>) -> Option<Int<'v>> {
        Some(match value {
            Value::Int(number) => Int::Small(number),
            Value::Bool(flag) => Int::Small(i64::from(flag)),
            Value::BigInt(number) => Int::Big(Cow::Owned((*number).clone())),
            _ => return None,
        })
    }

    pub(super) fn is_negative(&self) -> bool {
        match self {
            Int::Small(number) => *number < 0,
            Int::Big(number) => number.is_negative(),
        }
    }

    /// Appends the digits without a sign.
    ///
    /// # Errors
    /// `ValueError` for a decimal text longer than Python makes one; its own bound against quadratic work.
    pub(super) fn write_digits(&self, radix: u32, out: &mut String) -> Result<(), FormatError> {
        match (self, radix) {
            (Int::Small(number), 10) => write_u64(number.unsigned_abs(), out),
            (Int::Small(number), _) => {
                let mut buffer = [0u8; 64];
                let mut at = buffer.len();
                let mut rest = number.unsigned_abs();
                loop {
                    at -= 1;
                    buffer[at] = b"0123456789abcdef"[(rest % u64::from(radix)) as usize];
                    rest /= u64::from(radix);
                    if rest == 0 {
                        break;
                    }
                }
                out.push_str(ascii(&buffer[at..]));
            }
            (Int::Big(number), _) => {
                if radix == 10 && number.bits() > MAX_DECIMAL_BITS {
                    return Err(too_many_digits());
                }
                let text = number.magnitude().to_str_radix(radix);
                if radix == 10 && text.len() > MAX_DECIMAL_DIGITS {
                    return Err(too_many_digits());
                }
                out.push_str(&text);
            }
        }
        Ok(())
    }

    /// The nearest float.
    ///
    /// # Errors
    /// `OverflowError` past the largest.
    pub(super) fn to_f64(&self) -> Result<f64, FormatError> {
        let float = match self {
            Int::Small(number) => *number as f64,
            Int::Big(number) => number.to_f64().unwrap_or(f64::INFINITY),
        };
        if float.is_infinite() {
            return Err(FormatError::Overflow("int too large to convert to float".to_owned()));
        }
        Ok(float)
    }
}

impl<'a> Value<'a> {
    /// The integer that this is, if it is an `int` or a `bool`.
    pub(super) fn as_int_of_own(&self) -> Option<Int<'_>> {
        Some(match self {
            Value::Bool(flag) => Int::Small(i64::from(*flag)),
            Value::Int(number) => Int::Small(*number),
            Value::BigInt(number) => Int::Big(Cow::Borrowed(&**number)),
            _ => return None,
        })
    }

    /// The integer that this is, by Python's `__index__`.
    pub(super) fn as_int(&self) -> Option<Int<'_>> {
        match self {
            Value::Foreign(foreign) => Int::of_plain(plain_number(foreign)?),
            other => other.as_int_of_own(),
        }
    }

    /// The integer that Python's `int()` makes of a number; `None` for what is no number.
    pub(super) fn truncated(&self) -> Option<Result<Int<'_>, FormatError>> {
        match self {
            Value::Float(number) => Some(truncate(*number)),
            Value::Decimal(number) => Some(number.to_integer().map(|number| Int::Big(Cow::Owned(number)))),
            Value::Foreign(foreign) => match plain_integer(foreign)? {
                Value::Float(number) => Some(truncate(number)),
                Value::Decimal(number) => Some(number.to_integer().map(|number| Int::Big(Cow::Owned(number)))),
                plain => Int::of_plain(plain).map(Ok),
            },
            _ => self.as_int().map(Ok),
        }
    }

    /// The float that Python's `float()` makes of a number; `None` for what is no number.
    pub(super) fn to_real(&self) -> Option<Result<f64, FormatError>> {
        match self {
            Value::Float(number) => Some(Ok(*number)),
            Value::Decimal(number) => Some(number.to_f64()),
            Value::Foreign(foreign) => match plain_number(foreign)? {
                Value::Float(number) => Some(Ok(number)),
                Value::Decimal(number) => Some(number.to_f64()),
                _ => self.as_int().map(|number| number.to_f64()),
            },
            _ => self.as_int().map(|number| number.to_f64()),
        }
    }
}

/// Appends an integer in decimal.
#[inline]
pub(crate) fn write_i64(number: i64, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    write_u64(number.unsigned_abs(), out);
}

/// Appends an integer in decimal.
#[inline]
pub(crate) fn write_u64(mut number: u64, out: &mut String) {
    let mut buffer = [0u8; 20];
    let mut at = buffer.len();
    while number >= 100 {
        let pair = (number % 100) as usize * 2;
        number /= 100;
        at -= 2;
        buffer[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    if number >= 10 {
        let pair = number as usize * 2;
        at -= 2;
        buffer[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    } else {
        at -= 1;
        buffer[at] = b'0' + number as u8;
    }
    out.push_str(ascii(&buffer[at..]));
}

/// The digits from `00` to `99`.
const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

/// Python makes no decimal text of an integer with more digits (`sys.get_int_max_str_digits()`).
pub(super) const MAX_DECIMAL_DIGITS: usize = 4300;
/// A number of more bits has more digits than that.
const MAX_DECIMAL_BITS: u64 = 14_286;

pub(super) fn too_many_digits() -> FormatError {
    FormatError::Value(format!("an integer of more than {MAX_DECIMAL_DIGITS} digits is not written in decimal"))
}

fn truncate<'v>(number: f64) -> Result<Int<'v>, FormatError> {
    match BigInt::from_f64(number.trunc()) {
        Some(number) => Ok(Int::Big(Cow::Owned(number))),
        None if number.is_nan() => Err(FormatError::Value("cannot convert float NaN to integer".to_owned())),
        None => Err(FormatError::Overflow("cannot convert float infinity to integer".to_owned())),
    }
}

#[inline]
fn ascii(bytes: &[u8]) -> &str {
    // Digits are ASCII; the check is cheap beside the copy.
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_every_length() {
        for number in [0, 9, 10, 99, 100, 12345, -1, -100, i64::MAX, i64::MIN] {
            let mut out = String::new();
            write_i64(number, &mut out);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn decimal_text_is_bounded_as_in_python() {
        let mut out = String::new();
        let longest = BigInt::from(10).pow(MAX_DECIMAL_DIGITS as u32);
        assert!(Int::Big(Cow::Owned(&longest - 1)).write_digits(10, &mut out).is_ok());
        assert!(Int::Big(Cow::Owned(longest)).write_digits(10, &mut out).is_err());
    }
}
