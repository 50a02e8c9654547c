//! JSON: two spaces for each level, lists of scalars in one line.

use super::plain::{self, Plain, WIDTH, cannot, push_quoted};
use crate::config::error::ConfigError;
use crate::config::node::{Node, NodeKind};
use crate::config::place::Place;

/// The text of a tree.
pub(super) fn write(root: &Node) -> Result<String, ConfigError> {
    let whole = Place { node: std::borrow::Cow::Borrowed(root), path: String::new() };
    let mut out = String::new();
    value(&whole, 0, &mut out)?;
    out.push('\n');
    Ok(out)
}

fn value(place: &Place<'_>, indent: usize, out: &mut String) -> Result<(), ConfigError> {
    match &place.node.kind {
        NodeKind::Scalar(_) => scalar(place, out),
        NodeKind::List(_) | NodeKind::Tuple(_) => list(place, indent, out),
        NodeKind::Mapping(_) => mapping(place, indent, out),
    }
}

fn scalar(place: &Place<'_>, out: &mut String) -> Result<(), ConfigError> {
    match plain::scalar(place, "JSON")? {
        Plain::Null => out.push_str("null"),
        Plain::Bool(flag) => out.push_str(if flag { "true" } else { "false" }),
        Plain::Int(digits) => out.push_str(&digits),
        // What Python writes, and reads.
        Plain::Float(number) if number.is_nan() => out.push_str("NaN"),
        Plain::Float(number) if number.is_infinite() => {
            out.push_str(if number > 0.0 { "Infinity" } else { "-Infinity" });
        }
        Plain::Float(number) => out.push_str(&plain::digits(number)),
        Plain::Text(text) => push_quoted(text, true, out),
        _ => return Err(cannot(place, "JSON")),
    }
    Ok(())
}

fn list(place: &Place<'_>, indent: usize, out: &mut String) -> Result<(), ConfigError> {
    let items = plain::items(place);
    if items.iter().all(|item| item.node.as_scalar().is_some()) {
        let texts = items.iter().map(|item| {
            let mut text = String::new();
            scalar(item, &mut text).map(|()| text)
        });
        let line = format!("[{}]", texts.collect::<Result<Vec<_>, _>>()?.join(", "));
        if line.len() + 2 * indent <= WIDTH {
            out.push_str(&line);
            return Ok(());
        }
    }
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        next_line(index > 0, indent + 1, out);
        value(item, indent + 1, out)?;
    }
    next_line(false, indent, out);
    out.push(']');
    Ok(())
}

fn mapping(place: &Place<'_>, indent: usize, out: &mut String) -> Result<(), ConfigError> {
    let entries = plain::text_entries(place, "JSON")?;
    if entries.is_empty() {
        out.push_str("{}");
        return Ok(());
    }
    out.push('{');
    for (index, (key, below)) in entries.iter().enumerate() {
        next_line(index > 0, indent + 1, out);
        push_quoted(key, true, out);
        out.push_str(": ");
        value(below, indent + 1, out)?;
    }
    next_line(false, indent, out);
    out.push('}');
    Ok(())
}

fn next_line(comma: bool, indent: usize, out: &mut String) {
    if comma {
        out.push(',');
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", indent));
}
