//! `bytes` and `bytearray`, as protocols without opcodes for them spell them: Latin-1 text, encoded again.

use super::super::super::error::PickleErrorKind as Kind;
use super::shown::Shown;
use super::{Call, Made};
use crate::value::Value;

/// `_codecs.encode(text, "latin1")`. No other codec is known: some of them unpack what is packed.
pub(super) fn encoded(function: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    if function != "encode" {
        return Ok(None);
    }
    let Some(bytes) = latin1(call)? else { return Ok(None) };
    Ok(Some(Made::scalar(Value::Bytes(bytes.into()))))
}

/// `bytes()`, `bytearray()`, `bytearray(b"...")`, `bytearray(text, "latin-1")`.
pub(super) fn bytes(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let bytes = match call.args {
        [] => Vec::new(),
        [one] => match call.make(*one)?.value {
            Value::Bytes(bytes) => {
                call.converter.charge(bytes.len())?;
                bytes.into_owned()
            }
            _ => return Ok(None),
        },
        _ => match latin1(call)? {
            Some(bytes) => bytes,
            None => return Ok(None),
        },
    };
    Ok(Some(if class == "bytes" { Made::scalar(Value::Bytes(bytes.into())) } else { byte_array(bytes) }))
}

/// A `bytearray`.
pub(in crate::wire::pickle) fn byte_array(bytes: Vec<u8>) -> Made {
    let bytes = Value::Bytes(bytes.into());
    Shown::new("bytearray", "bytearray").arg(Made::scalar(bytes.clone())).content(bytes).made(false)
}

fn latin1(call: &mut Call<'_, '_, '_>) -> Result<Option<Vec<u8>>, Kind> {
    let [text, codec] = call.args else { return Ok(None) };
    let (Some(text), Some("latin1" | "latin-1" | "iso-8859-1")) = (call.text(*text), call.text(*codec)) else {
        return Ok(None);
    };
    // Even a text that turns out to be none has been gone through by then.
    call.converter.charge(text.len())?;
    Ok(text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect())
}
