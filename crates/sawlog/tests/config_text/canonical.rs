//! One spelling for a value, the same on both sides of a comparison with Python.

use sawlog::config::{Document, Format, Node, NodeKind};
use sawlog::value::repr::{write_repr, write_str};
use sawlog::value::{Value, surrogate};

/// What a text reads as: its value's spelling, or `error`.
pub(crate) fn reading(text: &str, format: Format) -> String {
    match Document::parse(text, format) {
        Ok(document) => of_node(document.root()),
        Err(_) => "error".to_owned(),
    }
}

pub(crate) fn of_node(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar(value) => of_scalar(value),
        NodeKind::List(items) => format!("[{}]", joined(items.iter().map(of_node))),
        NodeKind::Tuple(items) => format!("({})", joined(items.iter().map(of_node))),
        NodeKind::Mapping(mapping) => {
            let pairs = mapping.iter().map(|(key, entry)| format!("{}: {}", of_scalar(key), of_node(&entry.node)));
            format!("{{{}}}", joined(pairs))
        }
        _ => "?".to_owned(),
    }
}

fn of_scalar(value: &Value<'_>) -> String {
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(flag) => format!("bool {flag}"),
        Value::Int(number) => format!("int {number}"),
        Value::BigInt(number) => format!("int {number}"),
        Value::Float(number) if number.is_nan() => "float nan".to_owned(),
        Value::Float(number) => format!("float {:016x}", number.to_bits()),
        Value::Str(text) => {
            let points: Vec<String> = text.chars().map(|c| format!("{:x}", surrogate::code_point(c))).collect();
            format!("str {}", points.join(" "))
        }
        Value::Bytes(bytes) => format!("bytes {}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        Value::Set(set) => {
            let mut items: Vec<String> = set.iter().map(of_scalar).collect();
            items.sort();
            format!("set {}", items.join(", "))
        }
        other => {
            let (mut text, mut repr) = (String::new(), String::new());
            write_str(other, &mut text).expect("it has a text");
            write_repr(other, &mut repr).expect("it has a repr");
            format!("{} {text} {repr}", other.type_name())
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
