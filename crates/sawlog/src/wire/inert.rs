//! Values that stand for what is not kept: they print what was there, and are nothing else.

use std::sync::Arc;

use crate::value::{Opaque, Value};

/// A container that lies deeper than any that is kept.
pub(super) fn too_deep(type_name: &str) -> Value<'static> {
    of_type(type_name, format!("<{type_name} nested too deep>"))
}

/// An integer of more digits than are kept.
pub(super) fn long_integer(limit: usize) -> Value<'static> {
    // DIFFERENCE: Python keeps one that came in binary, and raises ValueError where it is printed in decimal.
    of_type("int", format!("<int of more than {limit} digits>"))
}

pub(super) fn of_type(type_name: &str, text: String) -> Value<'static> {
    Value::Opaque(Arc::new(Opaque { type_name: type_name.to_owned(), text: text.clone(), repr: text }))
}
