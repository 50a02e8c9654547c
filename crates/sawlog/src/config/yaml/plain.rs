//! Which texts may be written without quotes.

use super::resolve::{STR, tag_of_plain};

/// Whether a text that stands there without quotes is read as this text, by YAML 1.1 and 1.2; `flow`: between brackets.
pub(in crate::config) fn is_plain_text(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let is_allowed = |c: char| matches!(c, ' '..='~') || (!c.is_ascii() && c.is_alphanumeric());
    let begins_otherwise = " -?:,[]{}#&*!|>'\"%@`~=".contains(first) || text.starts_with("...");
    let is_torn = text.contains(": ") || text.contains(" #") || text.ends_with([' ', ':']);
    let has_brackets = flow && text.contains([',', '[', ']', '{', '}', '?']);
    let is_something_else = begins_otherwise || is_torn || has_brackets || is_other_than_text(text);
    text.chars().all(is_allowed) && tag_of_plain(text) == STR && !is_something_else
}

/// What is a text to PyYAML alone: `y`, `1e3`, `0o17`.
fn is_other_than_text(text: &str) -> bool {
    let is_number_like = |c: char| c.is_ascii_hexdigit() || matches!(c, 'o' | 'O' | 'x' | 'X' | '_' | '.' | ':' | '+');
    matches!(text, "y" | "Y" | "n" | "N")
        || text.parse::<f64>().is_ok()
        || (text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+'))
            && text.contains(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c == '-' || is_number_like(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_quotes() {
        for text in ["console", "ext://sys.stdout", "logs/app.log", "a, b", "x}", "größe", "a:b", "x#y"] {
            assert!(is_plain_text(text, false), "{text}");
        }
        for text in [
            "",
            "yes",
            "No",
            "null",
            "~",
            "0644",
            "1e3",
            "0o17",
            "12:30",
            "-x",
            "%(message)s",
            "a: b",
            "a #b",
            "a:",
            " a",
            "y",
            "2026-01-01",
            "...",
        ] {
            assert!(!is_plain_text(text, false), "{text}");
        }
        assert!(!is_plain_text("a, b", true));
    }
}
