//! What a terminal needs: colours by level, and text that cannot move its cursor or change its title.

use std::ffi::OsString;
use std::str::FromStr;

use crate::level::Level;
use crate::scratch::Scratch;

/// When a handler does what a terminal needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Where the stream is a terminal, and the environment does not say otherwise.
    #[default]
    Auto,
    /// Whatever the stream is.
    Always,
    /// Never.
    Never,
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<When, WhenError> {
        match text {
            "auto" => Ok(When::Auto),
            "always" => Ok(When::Always),
            "never" => Ok(When::Never),
            _ => Err(WhenError(text.to_owned())),
        }
    }
}

/// A text that is none of `auto`, `always` and `never`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is none of auto, always and never")]
pub struct WhenError(String);

impl When {
    /// Whether to colour: `NO_COLOR` forbids it, `CLICOLOR_FORCE` and `FORCE_COLOR` ask for it, else a terminal that is
    /// not dumb gets it.
    pub(super) fn colors(self, is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let is_on = |name: &str| is_set(name) && variable(name).is_some_and(|value| value != "0");
        match self {
            When::Always => true,
            When::Never => false,
            When::Auto if is_set("NO_COLOR") => false,
            When::Auto if is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR") => true,
            When::Auto => is_terminal && variable("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    /// Whether to escape.
    pub(super) fn escapes(self, is_terminal: bool) -> bool {
        match self {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal,
        }
    }
}

/// Puts the colour of a level around a text.
pub(super) fn color(level: Level, text: &mut String) {
    if let Some(color) = color_of(level) {
        text.insert_str(0, color);
        text.push_str("\x1b[0m");
    }
}

/// `INFO` and what lies between it and `WARNING` is as the terminal writes.
fn color_of(level: Level) -> Option<&'static str> {
    Some(match level {
        level if level >= Level::CRITICAL => "\x1b[1;31m",
        level if level >= Level::ERROR => "\x1b[31m",
        level if level >= Level::WARNING => "\x1b[33m",
        level if level >= Level::INFO => return None,
        _ => "\x1b[2m",
    })
}

/// Replaces every character that a terminal obeys or that reorders the line by its escape: C0 but line feed and tab,
/// DEL, C1, and the embeddings, overrides and isolates of bidirectional text.
pub(super) fn escape_controls(text: &mut String) {
    let Some(first) = text.find(is_obeyed) else { return };
    let mut tail = Scratch::take();
    tail.push_str(&text[first..]);
    text.truncate(first);
    for c in tail.chars() {
        if is_obeyed(c) { push_escape(c, text) } else { text.push(c) }
    }
}

fn is_obeyed(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => false,
    }
}

fn push_escape(c: char, out: &mut String) {
    let code_point = u32::from(c);
    let (letter, digits) = if code_point <= 0xFF { ('x', 2) } else { ('u', 4) };
    out.push('\\');
    out.push(letter);
    for digit in (0..digits).rev() {
        out.push(char::from(b"0123456789abcdef"[(code_point >> (4 * digit)) as usize & 15]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_nothing_else() {
        let mut text = "a\tb\nc \x1b]0;title\x07 \r\u{9b}2J \u{7f} \u{202e}rtl\u{2069} é \u{200f}".to_owned();
        escape_controls(&mut text);
        assert_eq!(text, "a\tb\nc \\x1b]0;title\\x07 \\x0d\\x9b2J \\x7f \\u202ertl\\u2069 é \u{200f}");
        let mut text = "nothing to do".to_owned();
        escape_controls(&mut text);
        assert_eq!(text, "nothing to do");
    }

    #[test]
    fn colours_heed_terminal_and_environment() {
        type Environment = &'static [(&'static str, &'static str)];
        let cases: [(Environment, bool, bool); 9] = [
            (&[], true, true),
            (&[], false, false),
            (&[("NO_COLOR", "1")], true, false),
            (&[("NO_COLOR", "")], true, true),
            (&[("CLICOLOR_FORCE", "1")], false, true),
            (&[("FORCE_COLOR", "1")], false, true),
            (&[("FORCE_COLOR", "0")], false, false),
            (&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true, false),
            (&[("TERM", "dumb")], true, false),
        ];
        for (environment, is_terminal, expected) in cases {
            let variable = |name: &str| {
                environment.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
            };
            assert_eq!(When::Auto.colors(is_terminal, variable), expected, "{environment:?} {is_terminal}");
            assert!(When::Always.colors(is_terminal, variable));
            assert!(!When::Never.colors(is_terminal, variable));
        }
    }
}
