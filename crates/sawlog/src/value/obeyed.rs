//! Characters that a terminal obeys instead of showing them.

/// Whether this is a control character, a line separator, or one that turns the direction of the text around it.
pub(crate) fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns
}
