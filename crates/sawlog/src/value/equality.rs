//! Equality and hashing as Python has them: numbers by value whatever their types, containers by their items.
//!
//! Both are bounded, since a container may share its parts and so unfold without end.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::integer::Int;
use super::{Decimal, ForeignRef, Value};

impl<'b> PartialEq<Value<'b>> for Value<'_> {
    fn eq(&self, other: &Value<'b>) -> bool {
        equal(self, other, 0, &mut { MOST_COMPARED })
    }
}

/// Reflexive but for NaN, which as a key compares by identity in Python and is never found here.
impl Eq for Value<'_> {}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(self, state, 0, &mut { MOST_HASHED });
    }
}

/// Containers that need more comparisons are taken as different.
const MOST_COMPARED: usize = 1 << 20;
/// So are those that are nested deeper.
const DEEPEST: usize = 200;
/// Items past this many do not count for the hash.
const MOST_HASHED: usize = 64;

fn equal(a: &Value<'_>, b: &Value<'_>, depth: usize, left: &mut usize) -> bool {
    if *left == 0 || depth > DEEPEST {
        return false;
    }
    *left -= 1;
    match (a, b) {
        (Value::None, Value::None) => true,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
            Arc::ptr_eq(a, b)
                || (a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b, depth + 1, left)))
        }
        (Value::Dict(a), Value::Dict(b)) => {
            let mut same = |key, value| b.get(key).is_some_and(|other| equal(value, other, depth + 1, left));
            Arc::ptr_eq(a, b) || (a.len() == b.len() && a.iter().all(|(key, value)| same(key, value)))
        }
        (Value::Set(a), Value::Set(b)) => {
            Arc::ptr_eq(a, b) || (a.len() == b.len() && a.iter().all(|item| b.contains(item)))
        }
        (Value::Opaque(a), Value::Opaque(b)) => a == b,
        (Value::Foreign(ForeignRef::Shared(a)), Value::Foreign(ForeignRef::Shared(b))) => Arc::ptr_eq(a, b),
        _ => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
    }
}

fn hash<H: Hasher>(value: &Value<'_>, state: &mut H, depth: usize, left: &mut usize) {
    match value {
        Value::Str(text) => text.hash(state),
        Value::Bytes(bytes) => bytes.hash(state),
        Value::List(items) | Value::Tuple(items) => {
            items.len().hash(state);
            for item in items.iter() {
                if *left == 0 || depth > DEEPEST {
                    break;
                }
                *left -= 1;
                hash(item, state, depth + 1, left);
            }
        }
        // Their order does not count.
        Value::Dict(dict) => dict.len().hash(state),
        Value::Set(set) => set.len().hash(state),
        Value::Opaque(opaque) => opaque.repr.hash(state),
        // Equal is what is the same object.
        Value::Foreign(ForeignRef::Shared(value)) => Arc::as_ptr(value).cast::<()>().hash(state),
        Value::None | Value::Foreign(_) => 0u8.hash(state),
        Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Float(_) | Value::Decimal(_) => {
            match Number::of(value) {
                Some(Number::Small(number)) => number.hash(state),
                Some(Number::Big(number)) => number.hash(state),
                Some(Number::Fraction(number)) => number.to_bits().hash(state),
                Some(Number::Decimal(number)) => number.hash(state),
                Some(Number::NotFinite(number)) => number.to_bits().hash(state),
                None => {}
            }
        }
    }
}

/// A number in a form that is the same for equal numbers.
#[derive(PartialEq)]
enum Number<'v> {
    Small(i64),
    Big(Cow<'v, BigInt>),
    /// A float with a fraction, or a decimal of exactly its value.
    Fraction(f64),
    /// A decimal that is no float, and that is no integer or too long to be one of ours.
    Decimal(&'v Decimal),
    NotFinite(f64),
}

impl<'v> Number<'v> {
    fn of(value: &'v Value<'_>) -> Option<Number<'v>> {
        let whole = |number: Cow<'v, BigInt>| match number.to_i64() {
            Some(small) => Number::Small(small),
            None => Number::Big(number),
        };
        Some(match value {
            Value::Float(number) if !number.is_finite() => Number::NotFinite(*number),
            Value::Float(number) if number.fract() == 0.0 => {
                BigInt::from_f64(*number).map_or(Number::NotFinite(*number), |number| whole(Cow::Owned(number)))
            }
            Value::Float(number) => Number::Fraction(*number),
            Value::Decimal(number) if !number.is_finite() => {
                // A signalling NaN is as little equal to anything as a quiet one.
                Number::NotFinite(number.to_f64().unwrap_or(f64::NAN))
            }
            Value::Decimal(number) if number.is_integer() => match number.to_integer() {
                Ok(integer) => whole(Cow::Owned(integer)),
                Err(_) => Number::Decimal(number),
            },
            Value::Decimal(number) => number.as_exact_f64().map_or(Number::Decimal(number), Number::Fraction),
            other => match other.as_int_of_own()? {
                Int::Small(number) => Number::Small(number),
                Int::Big(number) => whole(number),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hash, Hasher};

    use super::*;

    fn hashed(value: &Value<'_>) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    fn decimal(text: &str) -> Value<'static> {
        text.parse::<Decimal>().unwrap().into()
    }

    #[test]
    fn numbers_are_equal_by_value() {
        for (a, b) in [
            (Value::from(1), Value::from(true)),
            (1.into(), 1.0.into()),
            (0.0.into(), (-0.0).into()),
            (decimal("1.00"), 1.into()),
            (decimal("0.5"), 0.5.into()),
            (decimal("-0.500"), (-0.5).into()),
            (decimal("0.1000000000000000055511151231257827021181583404541015625"), 0.1.into()),
            (decimal("1E+30"), BigInt::from(10).pow(30).into()),
            (1e30.into(), BigInt::from(1e30 as u128).into()),
            (decimal("Infinity"), f64::INFINITY.into()),
            (decimal("1.10"), decimal("1.1")),
        ] {
            assert_eq!(a, b);
            assert_eq!(hashed(&a), hashed(&b), "{a:?} {b:?}");
        }
        for (a, b) in [
            (Value::from(1), Value::from("1")),
            (decimal("0.1"), 0.1.into()),
            (decimal("0.1000000000000000055511151231257827021181583404541015635"), 0.1.into()),
            (decimal("0.5"), decimal("0.50000000000000000000000005")),
            (f64::NAN.into(), f64::NAN.into()),
            (decimal("NaN"), decimal("NaN")),
            (Value::None, false.into()),
            (i64::MAX.into(), (i64::MAX as f64).into()),
        ] {
            assert_ne!(a, b);
        }
    }

    #[test]
    fn shared_parts_are_compared_in_bounded_time() {
        let unfolding = || {
            let mut value = Value::tuple([1.into()]);
            for _ in 0..100 {
                value = Value::tuple([value.clone(), value]);
            }
            value
        };
        let (a, b) = (unfolding(), unfolding());
        assert_ne!(a, b);
        assert_eq!(a, a.clone());
        assert_eq!(hashed(&a), hashed(&b));
    }
}
