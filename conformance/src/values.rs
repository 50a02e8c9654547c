//! The values of scenarios: YAML's, the tags that stand for Python's others, and how they are handed to the driver.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use jiff::civil::Time;
use sawlog::config::{Node, Tags};
use sawlog::value::{Foreign, surrogate};
use sawlog::{FormatError, Value};

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
            "!time" => Some(text(node).and_then(|text| {
                let time = text.parse::<Time>().map_err(|error| error.to_string())?;
                Ok(Value::shared(Arc::new(TimeOfDay(time))))
            })),
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

/// What `datetime.time` is to a format string.
#[derive(Debug)]
struct TimeOfDay(Time);

impl TimeOfDay {
    fn microsecond(&self) -> i32 {
        self.0.subsec_nanosecond() / 1000
    }
}

impl Foreign for TimeOfDay {
    fn type_name(&self) -> Cow<'_, str> {
        "datetime.time".into()
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{:02}:{:02}:{:02}", self.0.hour(), self.0.minute(), self.0.second())?;
        match self.microsecond() {
            0 => Ok(()),
            microsecond => write!(out, ".{microsecond:06}"),
        }
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "datetime.time({}, {}", self.0.hour(), self.0.minute())?;
        match (self.0.second(), self.microsecond()) {
            (0, 0) => {}
            (second, 0) => write!(out, ", {second}")?,
            (second, microsecond) => write!(out, ", {second}, {microsecond}")?,
        }
        out.write_char(')')
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "hour" => Some(self.0.hour().into()),
            "minute" => Some(self.0.minute().into()),
            "second" => Some(self.0.second().into()),
            "microsecond" => Some(self.microsecond().into()),
            _ => None,
        }
    }

    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        if spec.is_empty() {
            return None;
        }
        // A time of day is formatted as that of the first day of 1900.
        let whole = jiff::civil::date(1900, 1, 1).to_datetime(self.0);
        let written = jiff::fmt::strtime::format(spec, whole).map(|text| out.write_str(&text));
        Some(match written {
            Ok(Ok(())) => Ok(()),
            _ => Err(FormatError::Value(format!("invalid format specifier {spec:?}"))),
        })
    }
}

/// Writes a value as the driver's `values.decode` reads it.
pub(crate) fn write_json(value: &Value<'_>, out: &mut String) {
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::BigInt(number) => tagged("hex", &format!("{:#x}", **number), out),
        Value::Float(number) => tagged("float", &format!("{number:?}"), out),
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
            // The only value of this kind in a scenario is a time, whose repr always succeeds.
            let _ = sawlog::value::repr::write_repr(other, &mut repr);
            tagged("repr", &repr, out);
        }
    }
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
    }
}
