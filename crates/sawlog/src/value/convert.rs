//! From Rust's values to ours.

use std::borrow::Cow;
use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::{Decimal, Dict, Value};

/// A Rust value that can be shown as a [`Value`] without giving it away; what a key-value of a macro needs.
pub trait ToValue {
    /// The value, borrowing from `self` where it can.
    fn to_value(&self) -> Value<'_>;
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::None, ToValue::to_value)
    }
}

impl<T: ToValue + ?Sized> ToValue for Box<T> {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue + ?Sized> ToValue for Arc<T> {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Str(Cow::Borrowed(self))
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Str(Cow::Borrowed(self))
    }
}

impl ToValue for Cow<'_, str> {
    fn to_value(&self) -> Value<'_> {
        Value::Str(Cow::Borrowed(self))
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        self.borrowed()
    }
}

impl<T: ToValue> ToValue for [T] {
    fn to_value(&self) -> Value<'_> {
        Value::list(self.iter().map(|item| item.to_value().into_owned()))
    }
}

impl<T: ToValue> ToValue for Vec<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_slice().to_value()
    }
}

macro_rules! from_copy {
    ($($type:ty => $make:expr),* $(,)?) => { $(
        impl From<$type> for Value<'_> {
            fn from(value: $type) -> Self {
                #[allow(clippy::redundant_closure_call)]
                ($make)(value)
            }
        }
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                Value::from(*self)
            }
        }
    )* };
}

from_copy! {
    bool => Value::Bool,
    i8 => |n| Value::Int(i64::from(n)),
    i16 => |n| Value::Int(i64::from(n)),
    i32 => |n| Value::Int(i64::from(n)),
    i64 => Value::Int,
    isize => |n| Value::Int(n as i64),
    i128 => |n: i128| Value::from(BigInt::from(n)),
    u8 => |n| Value::Int(i64::from(n)),
    u16 => |n| Value::Int(i64::from(n)),
    u32 => |n| Value::Int(i64::from(n)),
    u64 => |n: u64| i64::try_from(n).map_or_else(|_| Value::from(BigInt::from(n)), Value::Int),
    usize => |n: usize| Value::from(n as u64),
    u128 => |n: u128| Value::from(BigInt::from(n)),
    f32 => |n| Value::Float(f64::from(n)),
    f64 => Value::Float,
    char => |c: char| Value::Str(Cow::Owned(c.to_string())),
}

impl From<BigInt> for Value<'_> {
    fn from(number: BigInt) -> Self {
        match number.to_i64() {
            Some(small) => Value::Int(small),
            None => Value::BigInt(Arc::new(number)),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Str(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Str(Cow::Owned(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Str(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Value::Str(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(Cow::Borrowed(bytes))
    }
}

impl From<Dict> for Value<'_> {
    fn from(dict: Dict) -> Self {
        Value::Dict(Arc::new(dict))
    }
}

impl From<Decimal> for Value<'_> {
    fn from(number: Decimal) -> Self {
        Value::Decimal(Arc::new(number))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}

impl From<Vec<Value<'static>>> for Value<'_> {
    fn from(items: Vec<Value<'static>>) -> Self {
        Value::List(items.into())
    }
}
