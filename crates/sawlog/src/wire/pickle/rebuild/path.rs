//! The paths of `pathlib`: parts, joined.

use super::{Call, Made, text_only};
use crate::value::{Value, repr};

/// `PurePosixPath("/", "var", "log")` and its like.
pub(super) fn path(class: &str, call: &Call<'_, '_, '_>) -> Option<Made> {
    let separator = match class {
        "PurePosixPath" | "PosixPath" | "PurePath" | "Path" => '/',
        "PureWindowsPath" | "WindowsPath" => '\\',
        _ => return None,
    };
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
