//! `bytes` and `bytearray`, as protocols without opcodes for them spell them: Latin-1 text, encoded again.

use super::super::super::error::PickleErrorKind as Kind;
use super::shown::Shown;
use super::{Call, Made};
use crate::value::Value;
use crate::wire::pickle::item::{Item, Node};
use crate::wire::pickle::names;

/// `_codecs.encode(text, "latin1")`. No other codec is known: some of them unpack what is packed.
pub(super) fn encoded(function: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let Some(bytes) = (function == "encode").then(|| latin1(call)).flatten() else { return Ok(None) };
    call.converter.charge(bytes.len())?;
    Ok(Some(Made::scalar(Value::Bytes(bytes.into()))))
}

/// `bytes()`, `bytearray()`, `bytearray(b"...")`, `bytearray(text, "latin-1")`.
pub(super) fn bytes(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let bytes = match call.args {
        [] => Vec::new(),
        [one] => match call.make(*one)?.value {
            Value::Bytes(bytes) => bytes.into_owned(),
            _ => return Ok(None),
        },
        _ => match latin1(call) {
            Some(bytes) => bytes,
            None => return Ok(None),
        },
    };
    call.converter.charge(bytes.len())?;
    Ok(Some(if class == "bytes" { Made::scalar(Value::Bytes(bytes.into())) } else { byte_array(bytes) }))
}

/// A `bytearray`.
pub(in crate::wire::pickle) fn byte_array(bytes: Vec<u8>) -> Made {
    let bytes = Value::Bytes(bytes.into());
    Shown::new("bytearray", "bytearray").arg(Made::scalar(bytes.clone())).content(bytes).made(false)
}

fn latin1(call: &Call<'_, '_, '_>) -> Option<Vec<u8>> {
    let [text, codec] = call.args else { return None };
    if !matches!(call.text(*codec)?, "latin1" | "latin-1" | "iso-8859-1") {
        return None;
    }
    let text = match (text, names::node(*text, call.converter.nodes)) {
        (Item::Str(text), _) => text,
        (_, Some(Node::Text(text))) => text.as_str(),
        _ => return None,
    };
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
