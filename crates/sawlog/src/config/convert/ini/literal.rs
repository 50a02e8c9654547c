//! Python's literals, and the names that `args` may use.

use super::cannot;
use crate::config::convert::plain;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Kind;
use crate::config::node::NodeKind;
use crate::config::place::Place;
use crate::level::Level;
use crate::value::Value;
use crate::value::repr::write_repr;

/// The value at a place as Python writes it, for an argument of this kind.
pub(super) fn of(place: &Place<'_>, kind: Option<Kind>) -> Result<String, ConfigError> {
    match &place.node.kind {
        NodeKind::Scalar(Value::Str(text)) => self::text(text, place, kind),
        NodeKind::Scalar(value) => scalar(value, place),
        NodeKind::List(_) | NodeKind::Tuple(_) => {
            let items = plain::items(place).iter().map(|item| of(item, None)).collect::<Result<Vec<_>, _>>()?;
            // What Python wants as a tuple, though it comes as a list from other formats.
            let is_tuple = matches!(kind, Some(Kind::Address | Kind::Pair | Kind::UpToTwo));
            Ok(match (is_tuple || matches!(place.node.kind, NodeKind::Tuple(_)), &*items) {
                (false, items) => format!("[{}]", items.join(", ")),
                (true, [one]) => format!("({one},)"),
                (true, items) => format!("({})", items.join(", ")),
            })
        }
        NodeKind::Mapping(mapping) => {
            let pairs = mapping.iter().map(|(key, entry)| {
                let below = place.below(key, std::borrow::Cow::Borrowed(&entry.node));
                Ok(format!("{}: {}", scalar(key, &below)?, of(&below, None)?))
            });
            Ok(format!("{{{}}}", pairs.collect::<Result<Vec<_>, ConfigError>>()?.join(", ")))
        }
    }
}

fn text(text: &str, place: &Place<'_>, kind: Option<Kind>) -> Result<String, ConfigError> {
    if let Some(name) = text.strip_prefix("ext://") {
        let known = match name {
            "sys.stdout" | "sys.stderr" | "sys.__stdout__" | "sys.__stderr__" => Some(name),
            _ if name.starts_with("os.") => Some(name),
            _ if name.starts_with("socket.") => return Ok(format!("handlers.{name}")),
            _ => name.strip_prefix("logging."),
        };
        let hint = "known: ext://sys.stdout, ext://sys.stderr, and names that Python's logging has";
        return known.map(str::to_owned).ok_or_else(|| cannot(place, text).with_hint(hint));
    }
    if text.starts_with("cfg://") {
        return Err(cannot(place, "references").with_hint("write the value itself in its place"));
    }
    // `args` are given as they stand: the name of a level would stay a text.
    if let (Some(Kind::Level), Some(level)) = (kind, Level::from_name(text)) {
        return Ok(match level.standard_name() {
            Some(name) => name.to_owned(),
            None => level.number().to_string(),
        });
    }
    repr(&Value::from(text), place)
}

fn scalar(value: &Value<'static>, place: &Place<'_>) -> Result<String, ConfigError> {
    match value {
        Value::Float(number) if !number.is_finite() => Err(cannot(place, "infinity, nor what is no number")),
        Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::BigInt(_)
        | Value::Float(_)
        | Value::Str(_)
        | Value::Bytes(_) => repr(value, place),
        Value::Set(set) if set.iter().next().is_some() => repr(value, place),
        other => Err(cannot(place, &format!("a value of type {}", other.type_name()))),
    }
}

fn repr(value: &Value<'_>, place: &Place<'_>) -> Result<String, ConfigError> {
    let mut text = String::new();
    write_repr(value, &mut text).map_err(|error| place.error(ConfigErrorKind::Value(error.to_string())))?;
    Ok(text)
}
