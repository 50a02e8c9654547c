//! Text in a pickle: UTF-8 that may hold surrogates, and the two escaped forms of protocol 0.

use std::borrow::Cow;

use crate::value::surrogate;

/// Text as pickles have it: UTF-8 in which lone surrogates may be encoded, too.
pub(super) enum Text<'a> {
    Borrowed(&'a str),
    Owned(String),
}

/// UTF-8 with Python's `surrogatepass`; `None` if it is not even that.
#[inline]
pub(super) fn utf8(bytes: &[u8]) -> Option<Text<'_>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Text::Borrowed(text)),
        Err(_) => with_surrogates(bytes).map(Text::Owned),
    }
}

#[cold]
fn with_surrogates(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 3);
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(tail) => {
                text.push_str(tail);
                return Some(text);
            }
            Err(error) => {
                let (sound, bad) = rest.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(sound).ok()?);
                let (surrogate, tail) = bad.split_first_chunk::<3>()?;
                let [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF] = *surrogate else { return None };
                let code_point = 0xD000 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
                text.push(surrogate::char_for(code_point)?);
                rest = tail;
            }
        }
    }
}

/// Bytes that a Python 2 program sent as its `str`.
// DIFFERENCE: CPython takes only ASCII here and refuses the record; a log rather keeps it.
pub(super) fn python2_str(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// The argument of UNICODE: Latin-1 with `\uXXXX` and `\UXXXXXXXX`.
pub(super) fn raw_unicode_escape(line: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            text.push(char::from(byte));
            continue;
        }
        let digits = match rest.first() {
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(&other) => {
                text.extend(['\\', char::from(other)]);
                rest = &rest[1..];
                continue;
            }
            None => {
                text.push('\\');
                break;
            }
        };
        let hex = rest.get(1..=digits)?;
        text.push(surrogate::char_for(number(hex, 16)?)?);
        rest = &rest[digits + 1..];
    }
    Some(text)
}

/// The argument of STRING: a quoted literal of Python 2's `str`.
pub(super) fn quoted(line: &[u8]) -> Option<Vec<u8>> {
    let line = line.trim_ascii();
    let (&quote @ (b'\'' | b'"'), rest) = line.split_first()? else { return None };
    let (&last, mut rest) = rest.split_last()?;
    if last != quote {
        return None;
    }
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let (&escaped, tail) = rest.split_first()?;
        rest = tail;
        match escaped {
            b'\\' | b'\'' | b'"' => bytes.push(escaped),
            b'n' => bytes.push(b'\n'),
            b't' => bytes.push(b'\t'),
            b'r' => bytes.push(b'\r'),
            b'a' => bytes.push(0x07),
            b'b' => bytes.push(0x08),
            b'f' => bytes.push(0x0C),
            b'v' => bytes.push(0x0B),
            b'x' => {
                bytes.push(number(rest.get(..2)?, 16)? as u8);
                rest = &rest[2..];
            }
            b'0'..=b'7' => {
                let more = rest.iter().take(2).take_while(|b| matches!(b, b'0'..=b'7')).count();
                let value = rest[..more].iter().fold(u32::from(escaped - b'0'), |n, b| n * 8 + u32::from(b - b'0'));
                bytes.push((value & 0xFF) as u8);
                rest = &rest[more..];
            }
            other => bytes.extend([b'\\', other]),
        }
    }
    Some(bytes)
}

fn number(digits: &[u8], base: u32) -> Option<u32> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_become_their_stand_ins() {
        let Some(Text::Owned(text)) = utf8(b"bad \xed\xb2\x80 one") else { panic!() };
        assert_eq!(text.chars().filter_map(surrogate::surrogate_of).collect::<Vec<_>>(), [0xDC80]);
        assert!(utf8(b"\xed\xb2").is_none());
        assert!(utf8(b"\xff").is_none());
    }

    #[test]
    fn escapes_of_protocol_0() {
        assert_eq!(raw_unicode_escape(b"a\\u0041\\U0001f600\\x \xe9\\").unwrap(), "aA\u{1f600}\\x \u{e9}\\");
        assert_eq!(raw_unicode_escape(b"\\\\u0041").unwrap(), "\\\\u0041");
        assert_eq!(raw_unicode_escape(b"\\u00"), None);
        assert_eq!(raw_unicode_escape(b"\\U00110000"), None);
        assert_eq!(quoted(b"'a\\n\\x41\\101\\q'").unwrap(), b"a\nAA\\q");
        for bad in [&b"abc"[..], b"'abc", b"'", b"", b"'\\x4'", b"'\\'"] {
            assert_eq!(quoted(bad), None, "{bad:?}");
        }
    }
}
