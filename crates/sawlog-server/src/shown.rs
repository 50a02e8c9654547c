//! What others have said, as a terminal may see it.

use std::fmt::Write;

/// With all characters escaped that a terminal obeys instead of showing them, except line feeds.
pub(crate) fn text(text: &str) -> String {
    escaped(text, |c, shown| shown.extend(c.escape_default()))
}

/// The same of JSON, which stays JSON.
pub(crate) fn json(text: &str) -> String {
    escaped(text, |c, shown| _ = write!(shown, "\\u{:04x}", u32::from(c)))
}

fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_obeyed(c) { escape(c, &mut shown) } else { shown.push(c) }
    }
    shown
}

/// Control characters, line separators, and what turns the direction of the text around it.
fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns
}
