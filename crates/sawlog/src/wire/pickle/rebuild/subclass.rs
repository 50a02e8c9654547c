//! Values of classes derived from a built-in one: they print as the built-in value does, and keep their class's name.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::shown::{item_of, write_value_repr, write_value_str};
use super::{Call, Made, rebuild};
use crate::value::{Foreign, Value};
use crate::wire::error::PickleErrorKind as Kind;
use crate::wire::pickle::item::Node;
use crate::wire::pickle::names;

/// `copyreg._reconstructor(class, base, value)`: how protocols 0 and 1 spell an object.
pub(super) fn reconstruct(call: &mut Call<'_, '_, '_>) -> Result<Made, Kind> {
    let nodes = call.converter.nodes;
    let [class, base, value] = call.args else { return call.inert("copyreg._reconstructor") };
    let (Some(Node::Global(class)), Some(Node::Global(base))) = (names::node(*class, nodes), names::node(*base, nodes))
    else {
        return call.inert("object");
    };
    let type_name = names::dotted(class);
    if !matches!(
        names::python3(base),
        ("builtins", "str" | "int" | "float" | "bytes" | "bool" | "list" | "tuple" | "dict" | "set" | "frozenset")
    ) {
        let (module, name) = names::python3(class);
        call.args = &[];
        return match rebuild(module, name, call)? {
            Some(made) => Ok(made),
            None => call.inert(&type_name),
        };
    }
    let value = *value;
    call.converter.charge(type_name.len())?;
    let made = call.make(value)?;
    if made.value.type_name() == type_name {
        return Ok(made);
    }
    let subclass = SubclassValue { type_name, value: made.value.clone() };
    // A subclass hashes as its base does, which for a list is not at all.
    let hashable = made.is_hashable();
    Ok(Made::around(Value::shared(Arc::new(subclass)), &[made], hashable))
}

#[derive(Debug)]
struct SubclassValue {
    type_name: String,
    value: Value<'static>,
}

impl Foreign for SubclassValue {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.type_name)
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write_value_str(&self.value, out)
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write_value_repr(&self.value, out)
    }

    fn item(&self, key: &Value<'_>) -> Option<Value<'_>> {
        item_of(&self.value, key)
    }

    fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Dict(_))
    }

    fn as_number(&self) -> Option<Value<'static>> {
        self.value.as_f64().map(|_| self.value.clone())
    }
}
