//! The values of scenarios: YAML's, the tags that stand for Python's others, and how they are handed to the driver.

use std::borrow::Cow;
use std::fmt::Write as _;

use sawlog::Value;
use sawlog::config::{Node, Tags};
use sawlog::value::surrogate;
use sawlog::value::temporal::Time;

/// `!bytes`, `!tuple`, `!decimal` and `!time`.
pub(crate) struct ScenarioTags;

impl Tags for ScenarioTags {
    fn construct(&self, tag: &str, node: &Node) -> Option<Result<Value<'static>, String>> {
        match tag {
            "!bytes" => Some(text(node).map(|text| Value::Bytes(Cow::Owned(bytes(text))))),
            "!tuple" => {
                let items = node.as_items().ok_or_else(|| "!tuple stands before a list".to_owned());
                Some(items.map(|items| Value::tuple(items.iter().map(Node::to_value))))
            }
            "!decimal" => Some(text(node).and_then(|text| {
                text.parse::<sawlog::value::Decimal>().map(Value::from).map_err(|error| error.to_string())
            })),
            "!time" => Some(text(node).and_then(time)),
            _ => None,
        }
    }
}

fn text(node: &Node) -> Result<&str, String> {
    node.as_str().ok_or_else(|| "this tag stands before a text".to_owned())
}

/// A character a byte as far as that goes, otherwise UTF-8.
fn bytes(text: &str) -> Vec<u8> {
    let single: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    single.unwrap_or_else(|| text.as_bytes().to_vec())
}

/// A time of day as ISO 8601 writes it.
fn time(text: &str) -> Result<Value<'static>, String> {
    let read: jiff::civil::Time = text.parse().map_err(|error: jiff::Error| error.to_string())?;
    let [hour, minute, second] = [read.hour(), read.minute(), read.second()].map(i8::unsigned_abs);
    let microsecond = read.subsec_nanosecond().unsigned_abs() / 1000;
    Time::new(hour, minute, second, microsecond).map(Value::from).map_err(|error| error.to_string())
}

/// Writes a value as the driver's `values.decode` reads it.
pub(crate) fn write_json(value: &Value<'_>, out: &mut String) {
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::BigInt(number) => tagged("hex", &format!("{:#x}", **number), out),
        Value::Float(number) => tagged("float", &format!("{number:?}"), out),
        Value::Str(text) if has_split_pair(text) => {
            out.push_str("{\"points\":[");
            for (index, c) in text.chars().enumerate() {
                let _ = write!(out, "{}{}", if index == 0 { "" } else { "," }, surrogate::code_point(c));
            }
            out.push_str("]}");
        }
        Value::Str(text) => write_json_text(text, out),
        Value::Bytes(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            tagged("bytes", &hex, out);
        }
        Value::List(items) => tagged_items("list", items.iter(), out),
        Value::Tuple(items) => tagged_items("tuple", items.iter(), out),
        Value::Set(items) => tagged_items("set", items.iter(), out),
        Value::Dict(dict) => {
            out.push_str("{\"dict\":[");
            for (index, (key, value)) in dict.iter().enumerate() {
                out.push_str(if index == 0 { "[" } else { ",[" });
                write_json(key, out);
                out.push(',');
                write_json(value, out);
                out.push(']');
            }
            out.push_str("]}");
        }
        Value::Decimal(number) => tagged("decimal", &number.to_string(), out),
        Value::Opaque(object) => tagged("repr", &object.repr, out),
        other => {
            let mut repr = String::new();
            // Dates and times, whose repr always succeeds.
            let _ = sawlog::value::repr::write_repr(other, &mut repr);
            tagged("repr", &repr, out);
        }
    }
}

/// Whether the two halves of a pair stand next to each other, each for itself: JSON's readers would join them.
fn has_split_pair(text: &str) -> bool {
    let halves = text.chars().map(|c| surrogate::surrogate_of(c).map(|half| half < 0xDC00));
    let mut former = None;
    halves.into_iter().any(|half| std::mem::replace(&mut former, half) == Some(true) && half == Some(false))
}

fn tagged(kind: &str, text: &str, out: &mut String) {
    let _ = write!(out, "{{\"{kind}\":");
    write_json_text(text, out);
    out.push('}');
}

fn tagged_items<'v>(kind: &str, items: impl Iterator<Item = &'v Value<'static>>, out: &mut String) {
    let _ = write!(out, "{{\"{kind}\":[");
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_json(item, out);
    }
    out.push_str("]}");
}

/// A JSON string in ASCII, so that lone surrogates can stand in it.
pub(crate) fn write_json_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        let mut units = [0; 2];
        match (c, surrogate::surrogate_of(c)) {
            (_, Some(lone)) => _ = write!(out, "\\u{lone:04x}"),
            ('"' | '\\', _) => out.extend(['\\', c]),
            (' '..='~', _) => out.push(c),
            _ => c.encode_utf16(&mut units).iter().for_each(|unit| _ = write!(out, "\\u{unit:04x}")),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use sawlog::config::Document;

    fn json(yaml: &str) -> String {
        let mut out = String::new();
        write_json(&Document::parse_yaml_with(yaml, &ScenarioTags).unwrap().root().to_value(), &mut out);
        out
    }

    #[test]
    fn what_json_lacks_is_tagged() {
        assert_eq!(json("[1, yes, ~, a\"b]"), r#"{"list":[1,true,null,"a\"b"]}"#);
        assert_eq!(json("!bytes \"a\\xff\""), r#"{"bytes":"61ff"}"#);
        assert_eq!(json("!tuple [!decimal \"1.10\"]"), r#"{"tuple":[{"decimal":"1.10"}]}"#);
        assert_eq!(json("!time \"12:30:00\""), r#"{"repr":"datetime.time(12, 30)"}"#);
        assert_eq!(
            json("[.inf, 1.5, 18446744073709551616]"),
            r#"{"list":[{"float":"inf"},{"float":"1.5"},{"hex":"0x10000000000000000"}]}"#
        );
        assert_eq!(json("\"\\ud83d\""), r#""\ud83d""#);
        assert_eq!(json("\"a\\ud83d\\ude00\""), r#"{"points":[97,55357,56832]}"#);
    }
}
