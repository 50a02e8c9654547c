//! What the headers of both RFCs are made of: a priority, and names in printable ASCII.

use crate::value::integer::write_i64;

/// Appends a priority in its angle brackets.
pub(super) fn write_priority(priority: u8, out: &mut String) {
    out.push('<');
    write_i64(priority.into(), out);
    out.push('>');
}

/// Appends a name of at most `limit` characters that `allowed` takes, `_` standing for the others; `-` if there is
/// nothing to write.
pub(super) fn write_name(name: &str, limit: usize, allowed: impl Fn(char) -> bool, out: &mut String) {
    if name.is_empty() {
        out.push('-');
    }
    out.extend(name.chars().take(limit).map(|c| if allowed(c) { c } else { '_' }));
}

/// Whether a character may stand in a header of RFC 5424.
pub(super) fn is_printable(c: char) -> bool {
    c.is_ascii_graphic()
}
