//! Escapes of surrogates in double-quoted scalars.
//!
//! Python's text may hold what `"\ud800"` says, the parser's may not. Such escapes are written as those of the
//! private characters that stand for surrogates here, before the text is parsed.
//!
//! As in PyYAML two escapes stay two surrogates, also where they would make a pair.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle};

use super::compose::options;
use crate::value::surrogate;

/// The text with its surrogate escapes replaced; a text that has none comes back as it is.
pub(super) fn rewrite(text: Cow<'_, str>) -> Cow<'_, str> {
    let escapes: Vec<usize> =
        text.match_indices("\\u").map(|(at, _)| at).filter(|at| is_escape(&text[*at..])).collect();
    if escapes.is_empty() {
        return text;
    }
    // A text of the same length that parses: it shows which of these are escapes and which are only text.
    let mut masked = text.clone().into_owned();
    for at in &escapes {
        masked.replace_range(at + 2..at + 3, "e");
    }
    let mut result = String::with_capacity(text.len() + 4 * escapes.len());
    let mut done = 0;
    for next in Parser::new_from_str_with_options(&masked, options()) {
        let Ok((event, span)) = next else { break };
        if let (Event::Scalar(_, ScalarStyle::DoubleQuoted, ..), Some(range)) = (event, span.byte_range())
            && let Some(scalar) = text.get(range.clone())
        {
            result.push_str(&text[done..range.start]);
            rewrite_scalar(scalar, &mut result);
            done = range.end;
        }
    }
    result.push_str(&text[done..]);
    Cow::Owned(result)
}

fn rewrite_scalar(scalar: &str, out: &mut String) {
    let mut rest = scalar;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if is_escape(rest) {
            let stand_in = u32::from_str_radix(&rest[2..6], 16).ok().and_then(surrogate::char_for);
            out.push_str(&format!("\\U{:08X}", stand_in.map_or(0xFFFD, u32::from)));
            rest = &rest[6..];
        } else {
            let escaped = rest.chars().take(2).map(char::len_utf8).sum();
            out.push_str(&rest[..escaped]);
            rest = &rest[escaped..];
        }
    }
    out.push_str(rest);
}

/// Whether a text begins with the escape of a surrogate.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 6
        && bytes.starts_with(b"\\u")
        && matches!(bytes[2], b'd' | b'D')
        && matches!(bytes[3], b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F')
        && bytes[4..6].iter().all(u8::is_ascii_hexdigit)
}
