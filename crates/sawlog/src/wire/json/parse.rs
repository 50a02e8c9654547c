//! A JSON reader that borrows text from what it reads, and keeps all that Python's `json` writes.

use std::borrow::Cow;

use num_bigint::BigInt;

use super::super::Limits;
use super::super::error::{JsonError, JsonErrorKind as Kind};
use super::super::inert;
use crate::value::{Dict, Value, surrogate};

/// The members of the one object in `payload`.
///
/// # Errors
/// The text is malformed, no object, or costs more than `limits` allow.
pub(super) fn object<'a>(payload: &'a [u8], limits: &Limits) -> Result<Vec<(Cow<'a, str>, Value<'a>)>, JsonError> {
    let mut members = Vec::with_capacity(24);
    Parser::run(payload, limits, |parser| {
        parser.expect(b'{', "an object")?;
        parser.members(|name, value| members.push((name, value)))
    })?;
    Ok(members)
}

/// The one value in `text`.
///
/// # Errors
/// As [`object`].
pub(super) fn value<'a>(text: &'a [u8], limits: &Limits) -> Result<Value<'a>, JsonError> {
    Parser::run(text, limits, Parser::value)
}

struct Parser<'a, 'l> {
    text: &'a str,
    position: usize,
    limits: &'l Limits,
    items: usize,
    memory: usize,
    depth: usize,
}

impl<'a, 'l> Parser<'a, 'l> {
    fn run<T>(
        bytes: &'a [u8],
        limits: &'l Limits,
        parse: impl FnOnce(&mut Self) -> Result<T, Kind>,
    ) -> Result<T, JsonError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| JsonError { kind: Kind::Encoding, offset: error.valid_up_to() })?;
        let position = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut parser = Parser { text, position, limits, items: limits.items, memory: limits.memory, depth: 0 };
        parser.skip_space();
        let parsed = parse(&mut parser).and_then(|value| {
            parser.skip_space();
            if parser.peek().is_some() { Err(Kind::Trailing) } else { Ok(value) }
        });
        parsed.map_err(|kind| JsonError { kind, offset: parser.position })
    }

    fn value(&mut self) -> Result<Value<'a>, Kind> {
        self.count()?;
        match self.peek().ok_or(Kind::Truncated)? {
            b'"' => self.string().map(Value::Str),
            open @ (b'{' | b'[') if self.depth == self.limits.nesting() => {
                self.position += 1;
                self.pass(open)?;
                Ok(inert::too_deep(if open == b'{' { "dict" } else { "list" }))
            }
            b'{' => {
                self.position += 1;
                let mut dict = Dict::new();
                self.nested(|parser| {
                    parser.members(|name, value| {
                        dict.insert(Value::from(name.into_owned()), value.into_owned());
                    })
                })?;
                Ok(Value::from(dict))
            }
            b'[' => {
                self.position += 1;
                let mut items = Vec::new();
                self.nested(|parser| parser.elements(&mut items))?;
                Ok(Value::List(items.into()))
            }
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                const WORDS: [(&str, Value<'static>); 5] = [
                    ("null", Value::None),
                    ("true", Value::Bool(true)),
                    ("false", Value::Bool(false)),
                    ("NaN", Value::Float(f64::NAN)),
                    ("Infinity", Value::Float(f64::INFINITY)),
                ];
                let rest = &self.text[self.position..];
                let (word, value) =
                    WORDS.into_iter().find(|(word, _)| rest.starts_with(word)).ok_or(Kind::Expected("a value"))?;
                self.position += word.len();
                Ok(value)
            }
        }
    }

    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Result<(), Kind>) -> Result<(), Kind> {
        self.depth += 1;
        parse(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// Goes over a container, after its opening bracket: it must be sound, but nothing of it is kept, and its depth takes no
    /// stack.
    fn pass(&mut self, open: u8) -> Result<(), Kind> {
        let close = |open| if open == b'{' { b'}' } else { b']' };
        let mut closing = vec![close(open)];
        let mut is_first = true;
        while let Some(&close_here) = closing.last() {
            self.skip_space();
            if self.take(close_here) {
                closing.pop();
                is_first = false;
                continue;
            }
            if !is_first {
                self.expect(b',', "a comma or the end of the container")?;
                self.skip_space();
            }
            if close_here == b'}' {
                self.name()?;
            }
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    self.count()?;
                    self.charge(1)?;
                    self.position += 1;
                    closing.push(close(open));
                    is_first = true;
                }
                _ => {
                    self.value()?;
                    is_first = false;
                }
            }
        }
        Ok(())
    }

    /// The name of a member and its colon.
    fn name(&mut self) -> Result<Cow<'a, str>, Kind> {
        if self.peek() != Some(b'"') {
            return Err(self.missing("a name in double quotes"));
        }
        let name = self.string()?;
        self.skip_space();
        self.expect(b':', "a colon")?;
        self.skip_space();
        Ok(name)
    }

    /// Counts a value.
    fn count(&mut self) -> Result<(), Kind> {
        self.items = self.items.checked_sub(1).ok_or(Kind::Limit { what: "values", limit: self.limits.items })?;
        Ok(())
    }

    /// The members of an object after its brace.
    fn members(&mut self, mut add: impl FnMut(Cow<'a, str>, Value<'a>)) -> Result<(), Kind> {
        self.skip_space();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            self.skip_space();
            let name = self.name()?;
            let value = self.value()?;
            self.charge(name.len() + 3 * size_of::<Value<'_>>())?;
            add(name, value);
            self.skip_space();
            if self.take(b'}') {
                return Ok(());
            }
            self.expect(b',', "a comma or the end of the object")?;
        }
    }

    /// The elements of an array after its bracket.
    fn elements(&mut self, items: &mut Vec<Value<'static>>) -> Result<(), Kind> {
        self.skip_space();
        if self.take(b']') {
            return Ok(());
        }
        loop {
            self.skip_space();
            let value = self.value()?;
            self.charge(value.as_str().map_or(0, str::len) + 2 * size_of::<Value<'_>>())?;
            items.push(value.into_owned());
            self.skip_space();
            if self.take(b']') {
                return Ok(());
            }
            self.expect(b',', "a comma or the end of the array")?;
        }
    }

    fn number(&mut self) -> Result<Value<'a>, Kind> {
        let rest = &self.text[self.position..];
        let bytes = rest.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let start = usize::from(bytes[0] == b'-');
        if rest[start..].starts_with("Infinity") {
            self.position += start + "Infinity".len();
            return Ok(Value::Float(f64::NEG_INFINITY));
        }
        let integer = digits(start);
        if integer == 0 || (integer > 1 && bytes[start] == b'0') {
            return Err(Kind::Expected("a number without leading zeros"));
        }
        let mut end = start + integer;
        let mut is_float = false;
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            if fraction == 0 {
                return Err(Kind::Expected("digits after the point"));
            }
            (end, is_float) = (end + 1 + fraction, true);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent == 0 {
                return Err(Kind::Expected("digits of the exponent"));
            }
            (end, is_float) = (end + 1 + sign + exponent, true);
        }
        let text = &rest[..end];
        let value = if is_float {
            Value::Float(text.parse().map_err(|_| Kind::Expected("a number"))?)
        } else if integer <= 18 {
            Value::Int(text.parse().map_err(|_| Kind::Expected("a number"))?)
        } else if integer <= self.limits.int_digits {
            Value::from(text.parse::<BigInt>().map_err(|_| Kind::Expected("a number"))?)
        } else {
            inert::long_integer(self.limits.int_digits)
        };
        self.position += end;
        Ok(value)
    }

    /// A string, at its opening quote.
    fn string(&mut self) -> Result<Cow<'a, str>, Kind> {
        self.position += 1;
        let start = self.position;
        let plain = self.plain();
        if self.take(b'"') {
            return Ok(Cow::Borrowed(&self.text[start..start + plain]));
        }
        let mut text = self.text[start..start + plain].to_owned();
        loop {
            if self.take(b'"') {
                self.charge(text.len())?;
                return Ok(Cow::Owned(text));
            }
            match self.peek() {
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(Kind::Expected("control characters to be escaped")),
                None => return Err(Kind::Truncated),
            }
            let start = self.position;
            let plain = self.plain();
            text.push_str(&self.text[start..start + plain]);
        }
    }

    /// Skips what stands for itself in a string; how many bytes that was.
    fn plain(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.position..];
        let len = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len());
        self.position += len;
        len
    }

    fn escape(&mut self) -> Result<char, Kind> {
        let escaped = *self.text.as_bytes().get(self.position + 1).ok_or(Kind::Truncated)?;
        let plain = match escaped {
            b'"' | b'\\' | b'/' => char::from(escaped),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(Kind::Expected("an escape")),
        };
        self.position += 2;
        Ok(plain)
    }

    fn unicode_escape(&mut self) -> Result<char, Kind> {
        let unit = |at: usize| -> Option<u32> {
            let hex = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            hex.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(hex, 16).ok())?
        };
        let first = unit(self.position).ok_or(Kind::Expected("four hexadecimal digits"))?;
        let second = if (0xD800..0xDC00).contains(&first) { unit(self.position + 6) } else { None };
        let (code_point, len) = match second {
            Some(second @ 0xDC00..0xE000) => (0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12),
            _ => (first, 6),
        };
        self.position += len;
        surrogate::char_for(code_point).ok_or(Kind::Expected("a character"))
    }

    fn charge(&mut self, bytes: usize) -> Result<(), Kind> {
        self.memory =
            self.memory.checked_sub(bytes).ok_or(Kind::Limit { what: "bytes of memory", limit: self.limits.memory })?;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.position += usize::from(taken);
        taken
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Kind> {
        if self.take(byte) { Ok(()) } else { Err(self.missing(what)) }
    }

    fn missing(&self, what: &'static str) -> Kind {
        if self.peek().is_none() { Kind::Truncated } else { Kind::Expected(what) }
    }

    fn skip_space(&mut self) {
        let rest = &self.text.as_bytes()[self.position..];
        self.position += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    }
}
