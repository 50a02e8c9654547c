//! What a client is answered.

use std::fmt::Display;

const OK: &str = "ok: ";
const REFUSED: &str = "refused: ";
/// The longest first line, in characters.
const LONGEST: usize = 2000;

/// The answer to a request: a line, and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    ok: bool,
    message: String,
    rest: String,
}

impl Reply {
    pub(super) fn ok(message: impl Display) -> Reply {
        Reply { ok: true, message: one_line(&message.to_string()), rest: String::new() }
    }

    pub(super) fn refused(why: &(impl Display + ?Sized)) -> Reply {
        Reply { ok: false, message: one_line(&why.to_string()), rest: String::new() }
    }

    /// With what follows the line.
    pub(super) fn with_rest(mut self, rest: String) -> Reply {
        self.rest = rest;
        self
    }

    /// Whether what was asked for has been done.
    pub fn is_ok(&self) -> bool {
        self.ok
    }

    /// What the line says behind `ok: ` or `refused: `.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What follows the line: a tree, further errors.
    pub fn rest(&self) -> &str {
        &self.rest
    }

    /// As it is sent.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let begin = if self.ok { OK } else { REFUSED };
        format!("{begin}{}\n{}", self.message, self.rest).into_bytes()
    }

    /// As it arrives; `None` if that is no answer.
    pub(super) fn from_text(text: &str) -> Option<Reply> {
        let (line, rest) = text.split_once('\n')?;
        let (ok, message) = match line.strip_prefix(OK) {
            Some(message) => (true, message),
            None => (false, line.strip_prefix(REFUSED)?),
        };
        Some(Reply { ok, message: message.to_owned(), rest: rest.to_owned() })
    }
}

/// As one line, no longer than an answer's first may be; control characters are escaped.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(LONGEST));
    for (at, c) in text.chars().enumerate() {
        if at == LONGEST {
            line.push('\u{2026}');
            break;
        }
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            line.extend(c.escape_default())
        } else {
            line.push(c)
        }
    }
    line
}
