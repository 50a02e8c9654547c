//! White space as Python's texts know it.

/// Whether Python's `isspace` says so.
pub(in crate::config) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// As `str.strip()`.
pub(in crate::config) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}
