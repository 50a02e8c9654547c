//! The paths of `pathlib`: parts, joined.

use super::{Call, Made, text_only};
use crate::value::{Value, repr};
use crate::wire::error::PickleErrorKind as Kind;

/// Bytes of a path; no system takes longer ones.
const MAX_LEN: usize = 64 * 1024;
/// Its text, its `repr()`, and what escapes in that may add.
const COPIES: usize = 8;

/// `PurePosixPath("/", "var", "log")` and its like.
pub(super) fn path(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let separator = match class {
        "PurePosixPath" | "PosixPath" | "PurePath" | "Path" => '/',
        "PureWindowsPath" | "WindowsPath" => '\\',
        _ => return Ok(None),
    };
    if call.args.len() > MAX_LEN {
        return Ok(None);
    }
    call.converter.charge(call.args.len())?;
    let Some(len) = call.args.iter().map(|part| call.text(*part).map(str::len)).sum::<Option<usize>>() else {
        return Ok(None);
    };
    if len > MAX_LEN {
        return Ok(None);
    }
    call.converter.charge(COPIES * len)?;
    Ok(joined(class, separator, call))
}

fn joined(class: &str, separator: char, call: &Call<'_, '_, '_>) -> Option<Made> {
    let mut text = String::new();
    for part in call.args {
        let part = call.text(*part)?;
        if !text.is_empty() && !text.ends_with(separator) {
            text.push(separator);
        }
        text.push_str(part);
    }
    if text.is_empty() {
        text.push('.');
    }
    let mut shown = String::new();
    repr::write_repr(&Value::from(text.replace('\\', if separator == '\\' { "/" } else { "\\" })), &mut shown).ok()?;
    Some(text_only(&format!("pathlib.{class}"), text, format!("{class}({shown})")))
}
