//! Names, attributes and items of values.

use std::borrow::Cow;

use super::parse::Step;
use crate::error::FormatError;
use crate::value::{Dict, Value};

/// Where a template's names lead to.
pub trait Names {
    /// The value of a name.
    fn value(&self, name: &str) -> Option<Value<'_>>;
}

impl Names for Dict {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        self.get_str(name).map(Value::borrowed)
    }
}

impl<F: Fn(&str) -> Option<Value<'static>>> Names for F {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        self(name)
    }
}

/// Follows a path of attributes and items, and shows `use_it` the value at its end.
pub(crate) fn with_path(
    value: &Value<'_>,
    path: &[Step],
    use_it: &mut dyn FnMut(&Value<'_>) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    if let [Step::Attribute(class), Step::Attribute(name), rest @ ..] = path
        && (&**class, &**name) == ("__class__", "__name__")
    {
        // DIFFERENCE: of what every object has in Python, its class's name alone is there.
        let type_name = value.type_name();
        let name = type_name.rsplit('.').next().unwrap_or_default();
        return with_path(&Value::from(name), rest, use_it);
    }
    let Some((step, rest)) = path.split_first() else { return use_it(value) };
    // What is found may live only as long as this call; hence the recursion, bounded by the path's length.
    let found: Cow<'_, Value<'_>> = match step {
        Step::Fault(error) => return Err(error.clone()),
        Step::Attribute(name) => Cow::Owned(attribute(value, name)?),
        Step::Index(index) => item(value, Key::Index(*index))?,
        Step::Key(key) => item(value, Key::Text(key))?,
    };
    with_path(&found, rest, use_it)
}

enum Key<'k> {
    Index(i64),
    Text(&'k str),
}

fn attribute<'v>(value: &'v Value<'_>, name: &str) -> Result<Value<'v>, FormatError> {
    let found = match (value, name) {
        (Value::Foreign(foreign), _) => foreign.attribute(name),
        (Value::Bool(_) | Value::Int(_) | Value::BigInt(_), "real" | "numerator") => Some(match value {
            Value::Bool(flag) => Value::Int(i64::from(*flag)),
            other => other.borrowed(),
        }),
        (Value::Bool(_) | Value::Int(_) | Value::BigInt(_), "imag") => Some(Value::Int(0)),
        (Value::Bool(_) | Value::Int(_) | Value::BigInt(_), "denominator") => Some(Value::Int(1)),
        (Value::Float(_) | Value::Decimal(_), "real") => Some(value.borrowed()),
        (Value::Float(_), "imag") => Some(Value::Float(0.0)),
        (Value::Decimal(_), "imag") => Some(Value::from(crate::value::Decimal::default())),
        _ => None,
    };
    found.ok_or_else(|| FormatError::Attribute(format!("'{}' object has no attribute '{name}'", value.type_name())))
}

fn item<'v>(value: &'v Value<'_>, key: Key<'_>) -> Result<Cow<'v, Value<'v>>, FormatError> {
    match value {
        Value::Dict(dict) => {
            let found = match key {
                Key::Index(index) => dict.get(&Value::Int(index)),
                Key::Text(text) => dict.get_str(text),
            };
            found.map(Cow::Borrowed).ok_or_else(|| FormatError::Key(key.to_string()))
        }
        Value::List(items) | Value::Tuple(items) => {
            items.get(key.index(value)?).map(Cow::Borrowed).ok_or_else(|| out_of_range(value))
        }
        Value::Str(text) => {
            let c = text.chars().nth(key.index(value)?).ok_or_else(|| out_of_range(value))?;
            Ok(Cow::Owned(Value::from(c)))
        }
        Value::Bytes(bytes) => {
            let byte = bytes.get(key.index(value)?).ok_or_else(|| out_of_range(value))?;
            Ok(Cow::Owned(Value::from(*byte)))
        }
        Value::Foreign(foreign) => {
            let found = match key {
                Key::Index(index) => foreign.item(&Value::Int(index)),
                Key::Text(text) => foreign.item(&Value::from(text)),
            };
            match found {
                Some(found) => Ok(Cow::Owned(found)),
                None if foreign.is_mapping() => Err(FormatError::Key(key.to_string())),
                None => Err(not_subscriptable(value)),
            }
        }
        _ => Err(not_subscriptable(value)),
    }
}

fn not_subscriptable(value: &Value<'_>) -> FormatError {
    FormatError::Type(format!("'{}' object is not subscriptable", value.type_name()))
}

impl Key<'_> {
    fn index(&self, value: &Value<'_>) -> Result<usize, FormatError> {
        match self {
            Key::Index(index) => Ok(usize::try_from(*index).unwrap_or(usize::MAX)),
            Key::Text(_) => Err(FormatError::Type(format!("{} indices must be integers", value.type_name()))),
        }
    }
}

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Index(index) => index.fmt(f),
            Key::Text(text) => text.fmt(f),
        }
    }
}

fn out_of_range(value: &Value<'_>) -> FormatError {
    FormatError::Index(format!("{} index out of range", value.type_name()))
}
