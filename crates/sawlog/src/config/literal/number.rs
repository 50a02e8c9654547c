//! Python's literals of numbers.

use num_bigint::BigInt;

use crate::value::Value;

/// The longest integer that is read, in digits; Python's own limit for decimal ones.
const MAX_DIGITS: usize = 4300;

/// The number that a text begins with, and how many bytes it is long.
///
/// # Errors
/// What is wrong with it, as a message.
pub(super) fn read(text: &str) -> Result<(Value<'static>, usize), String> {
    let bytes = text.as_bytes();
    let based = match bytes {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'b' | b'B', ..] => Some(2),
        _ => None,
    };
    if let Some(radix) = based {
        let digits = run(&bytes[2..], |byte| char::from(byte).is_digit(radix), true).ok_or_else(invalid)?;
        let length = 2 + digits;
        ends(text, length)?;
        return Ok((integer(&text[2..length], radix)?, length));
    }
    let digit = |byte: u8| byte.is_ascii_digit();
    let mut length = run(bytes, digit, false).unwrap_or(0);
    let whole = length;
    let mut is_float = false;
    if bytes.get(length) == Some(&b'.') {
        is_float = true;
        length += 1;
        length += run(&bytes[length..], digit, false).unwrap_or(0);
    }
    if let Some(b'e' | b'E') = bytes.get(length) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let from = (length + 1 + sign).min(bytes.len());
        if let Some(digits) = run(&bytes[from..], digit, false) {
            is_float = true;
            length = from + digits;
        }
    }
    if let Some(b'j' | b'J') = bytes.get(length) {
        return Err("there is no use for complex numbers".to_owned());
    }
    ends(text, length)?;
    let plain = text[..length].replace('_', "");
    if is_float {
        let number = plain.parse().map_err(|_| invalid())?;
        return Ok((Value::Float(number), length));
    }
    if bytes[0] == b'0' && plain.bytes().any(|byte| byte != b'0') {
        return Err(format!(
            "an integer does not begin with a zero; in base eight it is 0o{}",
            plain.trim_start_matches('0')
        ));
    }
    Ok((integer(&text[..whole], 10)?, length))
}

/// How long a run of digits is, single underscores between them, before the first too if that may be.
fn run(bytes: &[u8], is_digit: impl Fn(u8) -> bool, underscore_first: bool) -> Option<usize> {
    let mut length = 0;
    loop {
        let underscore = usize::from(bytes.get(length) == Some(&b'_') && (length > 0 || underscore_first));
        match bytes.get(length + underscore) {
            Some(byte) if is_digit(*byte) => length += underscore + 1,
            _ => return (length > 0).then_some(length),
        }
    }
}

/// Whether a number ends here: no letter, digit or underscore goes on.
fn ends(text: &str, length: usize) -> Result<(), String> {
    match text[length..].chars().next() {
        Some(c) if c == '_' || c.is_alphanumeric() => Err(invalid()),
        _ => Ok(()),
    }
}

fn integer(digits: &str, radix: u32) -> Result<Value<'static>, String> {
    let digits = digits.replace('_', "");
    if digits.len() > MAX_DIGITS {
        return Err(format!("an integer of more than {MAX_DIGITS} digits"));
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).map(Value::from).ok_or_else(invalid)
}

fn invalid() -> String {
    "this is not a number as Python writes them".to_owned()
}
