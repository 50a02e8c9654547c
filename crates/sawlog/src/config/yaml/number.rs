//! Integers and floats of YAML 1.1, read as PyYAML reads them once their type is known.

use num_bigint::BigInt;

use crate::value::Value;

/// The longest number that is read, as in Python's own limit on digits.
pub(super) const MAX_DIGITS: usize = 4300;

/// Reads an `int`: decimal, `0b`, `0x`, octal after a zero, or base 60.
pub(super) fn int(text: &str) -> Result<Value<'static>, String> {
    let digits = without_underscores(text)?;
    let (negative, digits) = split_sign(&digits);
    let number = if let Some(binary) = digits.strip_prefix("0b") {
        whole(binary, 2)
    } else if let Some(hex) = digits.strip_prefix("0x") {
        whole(hex, 16)
    } else if digits.starts_with('0') && digits != "0" {
        whole(digits, 8)
    } else if digits.contains(':') {
        digits.split(':').try_fold(BigInt::ZERO, |sum, part| Some(sum * 60 + whole(part, 10)?))
    } else {
        whole(digits, 10)
    };
    let number = number.ok_or_else(|| format!("invalid integer {text:?}"))?;
    Ok(Value::from(if negative { -number } else { number }))
}

/// Reads a `float`: decimal, `.inf`, `.nan`, or base 60.
pub(super) fn float(text: &str) -> Result<Value<'static>, String> {
    let number = without_underscores(text)?.to_lowercase();
    let (negative, number) = split_sign(&number);
    let invalid = || format!("invalid float {text:?}");
    let magnitude = match number {
        ".inf" => f64::INFINITY,
        ".nan" => return Ok(Value::Float(f64::NAN)),
        _ if number.contains(':') => {
            let (mut sum, mut base) = (0.0, 1.0);
            for part in number.rsplit(':') {
                sum += python_float(part).ok_or_else(invalid)? * base;
                base *= 60.0;
            }
            sum
        }
        _ => python_float(number).ok_or_else(invalid)?,
    };
    Ok(Value::Float(if negative { -magnitude } else { magnitude }))
}

fn without_underscores(text: &str) -> Result<String, String> {
    if text.len() > MAX_DIGITS {
        return Err(format!("a number of more than {MAX_DIGITS} characters"));
    }
    Ok(text.replace('_', ""))
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    }
}

/// What Python's `int(text, base)` takes of ASCII digits, with white space around them, a sign and the base's own prefix.
fn whole(text: &str, base: u32) -> Option<BigInt> {
    let (negative, digits) = split_sign(text.trim());
    let prefix: &[&str] = match base {
        2 => &["0b", "0B"],
        8 => &["0o", "0O"],
        16 => &["0x", "0X"],
        _ => &[],
    };
    let digits = prefix.iter().find_map(|prefix| digits.strip_prefix(prefix)).unwrap_or(digits);
    let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(base));
    let number = BigInt::parse_bytes(valid.then_some(digits)?.as_bytes(), base)?;
    Some(if negative { -number } else { number })
}

/// What Python's `float(text)` takes.
fn python_float(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}
