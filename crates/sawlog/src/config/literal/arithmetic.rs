//! Arithmetic of integers, within bounds: `10*1024*1024`.

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive, Zero};

use crate::value::Value;

/// The largest integer that there is, in bits: one that Python shows, which it does up to 4300 digits.
pub(super) const MAX_BITS: u64 = 14_284;

/// How operators of two operands bind, from loosest; `**` binds tighter than all of them.
pub(super) fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "*" | "/" | "//" | "%" | "@" => 6,
        _ => return None,
    })
}

/// The integer that a value is; to Python truth is one, too.
fn integer(value: &Value<'_>) -> Option<BigInt> {
    match value {
        Value::Bool(flag) => Some(BigInt::from(u8::from(*flag))),
        Value::Int(number) => Some(BigInt::from(*number)),
        Value::BigInt(number) => Some((**number).clone()),
        _ => None,
    }
}

/// What an operator makes of two values.
///
/// # Errors
/// Why it makes nothing, as a message.
pub(super) fn binary(operator: &str, left: &Value<'_>, right: &Value<'_>) -> Result<Value<'static>, String> {
    // DIFFERENCE: Python adds texts and floats, too, and knows more operators than those of integers.
    if let (Value::Bool(a), Value::Bool(b)) = (left, right) {
        let bits = match operator {
            "|" => Some(*a | *b),
            "^" => Some(*a ^ *b),
            "&" => Some(*a & *b),
            _ => None,
        };
        if let Some(flag) = bits {
            return Ok(Value::Bool(flag));
        }
    }
    let (Some(a), Some(b)) = (integer(left), integer(right)) else {
        return Err(format!(
            "{operator} is for integers alone here, not for {} and {}",
            left.type_name(),
            right.type_name()
        ));
    };
    let by_zero = || format!("{operator} by zero");
    let result = match operator {
        "|" => a | b,
        "^" => a ^ b,
        "&" => a & b,
        "<<" => shifted_left(a, &b)?,
        ">>" => shifted_right(a, &b)?,
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "//" if b.is_zero() => return Err(by_zero()),
        "//" => floor_division(a, b).0,
        "%" if b.is_zero() => return Err(by_zero()),
        "%" => floor_division(a, b).1,
        "**" => power(a, &b)?,
        "/" => return Err("/ makes a float; // makes an integer".to_owned()),
        _ => return Err(format!("{operator} is not understood")),
    };
    bounded(result)
}

/// What an operator makes of one value.
///
/// # Errors
/// Why it makes nothing, as a message.
pub(super) fn unary(operator: &str, value: &Value<'_>) -> Result<Value<'static>, String> {
    if let Value::Float(number) = value {
        match operator {
            "-" => return Ok(Value::Float(-number)),
            "+" => return Ok(Value::Float(*number)),
            _ => {}
        }
    }
    let Some(number) = integer(value) else {
        return Err(format!("{operator} is for numbers alone, not for {}", value.type_name()));
    };
    bounded(match operator {
        "-" => -number,
        "~" => -(number + 1u8),
        _ => number,
    })
}

fn bounded(number: BigInt) -> Result<Value<'static>, String> {
    if number.bits() > MAX_BITS { Err(too_large()) } else { Ok(Value::from(number)) }
}

fn too_large() -> String {
    format!("the number is larger than {MAX_BITS} bits")
}

fn shifted_left(number: BigInt, by: &BigInt) -> Result<BigInt, String> {
    match by.to_u64() {
        None if by.is_negative() => Err("<< by a negative number".to_owned()),
        _ if number.is_zero() => Ok(number),
        Some(by) if by <= MAX_BITS => Ok(number << by),
        _ => Err(too_large()),
    }
}

fn shifted_right(number: BigInt, by: &BigInt) -> Result<BigInt, String> {
    match by.to_u64() {
        None if by.is_negative() => Err(">> by a negative number".to_owned()),
        Some(by) if by <= 2 * MAX_BITS => Ok(number >> by),
        _ => Ok(BigInt::from(if number.is_negative() { -1 } else { 0 })),
    }
}

/// Quotient and rest, the rest with the sign of the divisor.
fn floor_division(a: BigInt, b: BigInt) -> (BigInt, BigInt) {
    let (quotient, rest) = (&a / &b, &a % &b);
    if !rest.is_zero() && rest.sign() != b.sign() { (quotient - 1, rest + b) } else { (quotient, rest) }
}

fn power(base: BigInt, exponent: &BigInt) -> Result<BigInt, String> {
    if exponent.sign() == Sign::Minus {
        return Err("** with a negative exponent makes a float".to_owned());
    }
    let is_odd = exponent.bit(0);
    if exponent.is_zero() {
        return Ok(BigInt::from(1));
    }
    if base.magnitude().bits() <= 1 {
        // Of zero and one, whatever the exponent.
        return Ok(if base.is_negative() && !is_odd { -base } else { base });
    }
    match exponent.to_u32() {
        // A base of n bits to the power of e has more than (n - 1) e bits.
        Some(exponent) if (base.bits() - 1).saturating_mul(u64::from(exponent)) <= MAX_BITS => Ok(base.pow(exponent)),
        _ => Err(too_large()),
    }
}
