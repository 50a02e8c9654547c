//! The arguments of a message: none, some in order, or one value that is merged as it is.

use std::sync::Arc;

use super::Value;

/// What stands on the right of Python's `%`: `msg % args`.
#[derive(Clone, Debug, Default)]
pub enum Args<'a> {
    /// Nothing is merged; the message is not a template.
    #[default]
    Empty,
    /// Positional arguments, borrowed from the call.
    Slice(&'a [Value<'a>]),
    /// A tuple (positional), a mapping (by name), or any other single operand.
    Value(Value<'a>),
}

impl<'a> Args<'a> {
    /// The arguments of a call: a single mapping that is not empty is merged by name, all else by position.
    pub fn from_call(args: &'a [Value<'a>]) -> Args<'a> {
        match args {
            [] => Args::Empty,
            [Value::Dict(dict)] if !dict.is_empty() => Args::Value(Value::Dict(Arc::clone(dict))),
            _ => Args::Slice(args),
        }
    }

    /// Whether Python's `if self.args:` would skip the merging.
    #[inline]
    pub fn is_empty(&self) -> bool {
        match self {
            Args::Empty => true,
            Args::Slice(args) => args.is_empty(),
            Args::Value(value) => !value.is_truthy(),
        }
    }

    /// The attribute `args` as a value: a tuple, a mapping, or what a sender made of it.
    pub fn to_value(&self) -> Value<'static> {
        match self {
            Args::Empty => Value::tuple([]),
            Args::Slice(args) => Value::tuple(args.iter().cloned().map(Value::into_owned)),
            Args::Value(value) => value.clone().into_owned(),
        }
    }

    /// The same arguments, borrowing nothing.
    pub fn into_owned(self) -> Args<'static> {
        match self {
            Args::Empty => Args::Empty,
            Args::Slice(_) => Args::Value(self.to_value()),
            Args::Value(value) => Args::Value(value.into_owned()),
        }
    }
}
