//! `str()` and `repr()` of a value.

use super::Value;
use crate::error::FormatError;

/// Appends what `str(value)` gives.
///
/// # Errors
/// [`FormatError::TooLong`] past the bound on one value's text, or a failing `Display`.
pub fn write_str(value: &Value<'_>, out: &mut String) -> Result<(), FormatError> {
    if let Value::Str(text) = value {
        out.push_str(text);
    }
    Ok(())
}
