//! Python-like values: what messages, arguments and added attributes are made of.
//!
//! Ground floor of the library: a record carries values, a formatter prints them, the wire reads and
//! writes them. [`percent`], [`brace`] and [`dollar`] are the three ways in which Python puts values into
//! text; [`repr`] writes a value alone.
//!
//! Text is Rust text. A lone surrogate, which Python's `str` can hold and Rust's cannot, is kept as a private
//! character (see [`surrogate`]) and becomes itself again where text is encoded.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use num_bigint::BigInt;

mod args;
mod bounded;
pub mod brace;
mod convert;
pub mod decimal;
mod dict;
pub mod dollar;
mod equality;
mod float;
mod footprint;
pub mod foreign;
mod grouping;
pub(crate) mod integer;
pub(crate) mod json;
pub(crate) mod obeyed;
pub mod percent;
mod printable;
mod quote;
pub mod repr;
pub(crate) mod room;
pub(crate) mod short;
pub mod spec;
pub mod surrogate;
pub mod temporal;
mod uuid;

pub use args::Args;
pub use convert::ToValue;
pub use decimal::Decimal;
pub use dict::{Dict, Set};
pub use foreign::{Foreign, ForeignRef, Opaque};
pub use uuid::Uuid;

/// One Python-like value, borrowed or owned.
///
/// Scalars may borrow; containers own their items and are shared, so that cloning a value is cheap whatever
/// it holds.
///
/// ```
/// use sawlog::Value;
/// assert_eq!(Value::from(1), Value::from(1.0));
/// assert_eq!(Value::from("x").as_str(), Some("x"));
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Value<'a> {
    /// `None`.
    #[default]
    None,
    /// `bool`.
    Bool(bool),
    /// `int` that fits 64 bits.
    Int(i64),
    /// `int` that does not fit 64 bits.
    BigInt(Arc<BigInt>),
    /// `float`.
    Float(f64),
    /// `str`.
    Str(Cow<'a, str>),
    /// `bytes`.
    Bytes(Cow<'a, [u8]>),
    /// `list`.
    List(Arc<[Value<'static>]>),
    /// `tuple`.
    Tuple(Arc<[Value<'static>]>),
    /// `dict`, in order of insertion.
    Dict(Arc<Dict>),
    /// `set` or `frozenset`, in order of insertion.
    Set(Arc<Set>),
    /// `decimal.Decimal`.
    Decimal(Arc<Decimal>),
    /// A value that only knows how to print itself: an object that was not rebuilt, or one whose text is all that is left.
    Opaque(Arc<Opaque>),
    /// A value that is not ours: Rust's own, or an embedding language's.
    Foreign(ForeignRef<'a>),
}

impl<'a> Value<'a> {
    /// The text, if this is a `str`.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, if this is an `int` or a `bool` that fits 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            Value::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// The number as a float, if this is a `float`, `int` or `bool`.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Float(number) => Some(*number),
            Value::BigInt(number) => num_traits::ToPrimitive::to_f64(&**number),
            _ => self.as_i64().map(|n| n as f64),
        }
    }

    /// Whether this is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// Whether Python's `bool()` would say true.
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(flag) => *flag,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::List(items) | Value::Tuple(items) => !items.is_empty(),
            Value::Dict(dict) => !dict.is_empty(),
            Value::Set(set) => !set.is_empty(),
            Value::Decimal(number) => !number.is_zero(),
            Value::BigInt(_) | Value::Opaque(_) | Value::Foreign(_) => true,
        }
    }

    /// Whether Python can hash it; what is nested deeper than that will be text.
    pub(crate) fn is_hashable(&self, depth: usize) -> bool {
        match self {
            Value::List(_) | Value::Dict(_) => depth == 0,
            Value::Set(set) => depth == 0 || set.is_frozen(),
            Value::Tuple(items) => depth == 0 || items.iter().all(|item| item.is_hashable(depth - 1)),
            _ => true,
        }
    }

    /// A list of these items.
    pub fn list(items: impl IntoIterator<Item = Value<'static>>) -> Value<'static> {
        Value::List(items.into_iter().collect())
    }

    /// A tuple of these items.
    pub fn tuple(items: impl IntoIterator<Item = Value<'static>>) -> Value<'static> {
        Value::Tuple(items.into_iter().collect())
    }

    /// The same value, borrowing text and bytes from this one.
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Str(text) => Value::Str(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
            other => other.clone(),
        }
    }

    /// The same value, borrowing nothing. A borrowed [`Foreign`] is asked for a copy that can be kept.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::None => Value::None,
            Value::Bool(flag) => Value::Bool(flag),
            Value::Int(number) => Value::Int(number),
            Value::BigInt(number) => Value::BigInt(number),
            Value::Float(number) => Value::Float(number),
            Value::Str(text) => Value::Str(Cow::Owned(text.into_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
            Value::List(items) => Value::List(items),
            Value::Tuple(items) => Value::Tuple(items),
            Value::Dict(dict) => Value::Dict(dict),
            Value::Set(set) => Value::Set(set),
            Value::Decimal(number) => Value::Decimal(number),
            Value::Opaque(opaque) => Value::Opaque(opaque),
            Value::Foreign(foreign) => foreign.into_owned(),
        }
    }

    /// Python's name of the value's type: `int`, `str`, `NoneType`, an opaque value's own.
    pub fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Value::None => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::BigInt(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            Value::Dict(_) => "dict",
            Value::Set(set) if set.is_frozen() => "frozenset",
            Value::Set(_) => "set",
            Value::Decimal(_) => "decimal.Decimal",
            Value::Opaque(opaque) => &opaque.type_name,
            Value::Foreign(foreign) => return foreign.type_name(),
        })
    }
}

/// What `str()` gives; the alignment and width of a format string are heeded.
///
/// ```
/// use sawlog::{Value, make_log_record};
/// let record = make_log_record([("host", Value::from("db 1"))]);
/// assert_eq!(record.get("host").unwrap_or_default().to_string(), "db 1");
/// assert_eq!(Value::tuple([Value::from(1), Value::None]).to_string(), "(1, None)");
/// ```
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Value::Str(text) = self {
            return f.pad(text);
        }
        let mut text = String::new();
        repr::write_str(self, &mut text).map_err(|_| fmt::Error)?;
        f.pad(&text)
    }
}
