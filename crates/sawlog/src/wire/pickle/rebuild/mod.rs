//! The closed table: the types whose values are rebuilt, each by code of our own. All others stay inert.

use num_bigint::BigInt;

use super::super::error::PickleErrorKind as Kind;
use super::convert::{Converter, Made};
use super::item::{Item, Node, Object};
use super::names;
use crate::value::{Opaque, Value};

mod binary;
mod collections;
mod exception;
mod network;
mod number;
mod path;
mod shown;
mod subclass;
mod time;

pub(super) use binary::byte_array;

/// What an object roughly takes beside its parts.
const OBJECT_SIZE: usize = 256;
/// As many attributes as a state is searched for one.
const STATE_PAIRS: usize = 32;

/// The value of an object: rebuilt if its type is in the table and it is what such objects are, else inert.
///
/// # Errors
/// It costs too much, or holds keys that cannot be hashed.
pub(super) fn object<'a>(converter: &mut Converter<'_, 'a>, object: &Object<'a>, depth: usize) -> Result<Made, Kind> {
    converter.charge(OBJECT_SIZE)?;
    let nodes = converter.nodes;
    let (Some(Node::Global(global)), Some(Node::Tuple(args))) =
        (names::node(object.callable, nodes), names::node(object.args, nodes))
    else {
        return method_result(converter, object, depth);
    };
    let mut call = Call { converter, object, args, depth };
    let (module, name) = names::python3(global);
    let rebuilt = match (module, name) {
        ("copyreg", "_reconstructor") => return subclass::reconstruct(&mut call),
        ("copyreg", "__newobj__") => match args.split_first() {
            Some((class, rest)) => match names::node(*class, nodes) {
                Some(Node::Global(class)) => {
                    call.args = rest;
                    let (module, name) = names::python3(class);
                    return match rebuild(module, name, &mut call)? {
                        Some(made) => Ok(made),
                        None => call.inert(&names::dotted(class)),
                    };
                }
                _ => None,
            },
            None => None,
        },
        _ => rebuild(module, name, &mut call)?,
    };
    match rebuilt {
        Some(made) => Ok(made),
        None => call.inert(&names::dotted(global)),
    }
}

/// What a method of a class gives, called by `getattr`.
fn method_result<'a>(converter: &mut Converter<'_, 'a>, object: &Object<'a>, depth: usize) -> Result<Made, Kind> {
    let nodes = converter.nodes;
    if let (Some(Node::Object(method)), Some(Node::Tuple(args))) =
        (names::node(object.callable, nodes), names::node(object.args, nodes))
        && let Some((owner, "_unpickle")) = names::method(method.callable, method.args, nodes)
        && names::python3(owner) == ("zoneinfo", "ZoneInfo")
        && let Some(zone) = time::zone_info(&Call { converter, object, args, depth })
    {
        return Ok(zone);
    }
    Ok(Made::scalar(converter.inert(&names::of_callable(object.callable, nodes))?))
}

/// A call of the class `module.name`; `None` if it is not in the table, or is called in another way than its pickles do.
fn rebuild(module: &str, name: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    match module {
        "_codecs" => binary::encoded(name, call),
        "builtins" => match name {
            "bytes" | "bytearray" => binary::bytes(name, call),
            "set" | "frozenset" => collections::set(name == "frozenset", call),
            "complex" => Ok(number::complex(call)),
            "range" | "slice" => shown::plain_call(name, call),
            "type" => Ok(type_of(call)),
            _ => exception::built_in(name, call),
        },
        "decimal" if name == "Decimal" => number::decimal(call),
        "fractions" if name == "Fraction" => number::fraction(call),
        "uuid" if name == "UUID" => Ok(number::uuid(call)),
        "datetime" => time::temporal(name, call),
        "collections" => collections::collection(name, call),
        "types" if name == "SimpleNamespace" => shown::namespace(call),
        "array" if name == "array" => shown::array(call),
        "time" if name == "struct_time" => shown::struct_time(call),
        "pathlib" => path::path(name, call),
        "ipaddress" => Ok(network::address(name, call)),
        _ => Ok(None),
    }
}

/// `type(None)` and the like.
fn type_of(call: &Call<'_, '_, '_>) -> Option<Made> {
    let name = match (call.args, names::node(*call.args.first()?, call.converter.nodes)) {
        ([Item::None], _) => "NoneType",
        ([_], Some(Node::Global(global))) => match names::python3(global) {
            ("builtins", "Ellipsis") => "ellipsis",
            ("builtins", "NotImplemented") => "NotImplementedType",
            _ => return None,
        },
        _ => return None,
    };
    let text = format!("<class '{name}'>");
    Some(text_only(name, text.clone(), text))
}

/// A value of which its two texts are kept.
fn text_only(type_name: &str, text: String, repr: String) -> Made {
    Made::scalar(Value::Opaque(std::sync::Arc::new(Opaque { type_name: type_name.to_owned(), text, repr })))
}

/// A call that a pickle describes, and what its parts are.
struct Call<'c, 'p, 'a> {
    converter: &'c mut Converter<'p, 'a>,
    object: &'c Object<'a>,
    args: &'c [Item<'a>],
    depth: usize,
}

impl<'p, 'a> Call<'_, 'p, 'a> {
    /// An object that is not rebuilt. Python can hash one, unless its class says otherwise.
    fn inert(&mut self, type_name: &str) -> Result<Made, Kind> {
        self.converter.inert(type_name).map(Made::scalar)
    }

    /// The text of an item, if it is one and is at most so long.
    fn short_text(&self, item: Item<'a>, max_len: usize) -> Option<&'p str> {
        self.text(item).filter(|text| text.len() <= max_len)
    }

    /// The text of an item, if it is one.
    fn text(&self, item: Item<'a>) -> Option<&'p str>
    where
        'a: 'p,
    {
        match item {
            Item::Str(text) => Some(text),
            _ => match names::node(item, self.converter.nodes)? {
                Node::Text(text) => Some(text),
                _ => None,
            },
        }
    }

    /// The integer of an item, if it is one.
    fn integer(&self, item: Item<'a>) -> Option<BigInt> {
        match item {
            Item::Int(number) => Some(BigInt::from(number)),
            Item::Bool(flag) => Some(BigInt::from(u8::from(flag))),
            _ => match names::node(item, self.converter.nodes)? {
                Node::BigInt(number) => Some(BigInt::clone(number)),
                _ => None,
            },
        }
    }

    /// The items of a list or tuple.
    fn sequence(&self, item: Item<'a>) -> Option<&'p [Item<'a>]> {
        match names::node(item, self.converter.nodes)? {
            Node::List(items) | Node::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The pairs of a dict.
    fn pairs(&self, item: Item<'a>) -> Option<&'p [(Item<'a>, Item<'a>)]> {
        match names::node(item, self.converter.nodes)? {
            Node::Dict(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// The value of a text key in the state that BUILD gave. Many objects may share one, so only its end is looked at.
    fn state(&self, key: &str) -> Option<Item<'a>> {
        let pairs = self.pairs(self.object.state?)?;
        pairs.iter().rev().take(STATE_PAIRS).find(|(name, _)| self.text(*name) == Some(key)).map(|(_, value)| *value)
    }

    fn make(&mut self, item: Item<'a>) -> Result<Made, Kind> {
        self.converter.make(item, self.depth + 1)
    }

    fn make_all(&mut self, items: &[Item<'a>]) -> Result<Vec<Made>, Kind> {
        self.converter.make_all(items, self.depth + 1)
    }
}
