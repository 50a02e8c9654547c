//! JSON as Python's `json` module reads it, with the place of each value.
//!
//! By hand, since what a JSON crate refuses is part of Python's JSON: `NaN` and `Infinity`, integers of any size,
//! lone surrogates, keys that come twice.

use num_bigint::BigInt;

use super::budget::{Budget, MAX_DEPTH, too_deep};
use super::error::{ConfigError, ConfigErrorKind, Position};
use super::extents::Extents;
use super::lines::Lines;
use super::node::{Entry, Mapping, Node, NodeKind};
use crate::value::{Value, surrogate};

/// The longest integer that is read, in digits; Python's own limit.
const MAX_DIGITS: usize = 4300;

/// Reads one JSON text.
pub(super) fn parse(text: &str) -> Result<(Node, Extents), ConfigError> {
    let mut reader =
        Reader { text, at: 0, lines: Lines::of(text), budget: Budget::default(), extents: Extents::default() };
    reader.skip_white_space();
    let root = reader.value(0)?;
    reader.skip_white_space();
    match reader.peek() {
        None => Ok((root, reader.extents)),
        Some(_) => Err(reader.error("expected the end of the text")),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    lines: Lines<'t>,
    budget: Budget,
    extents: Extents,
}

impl<'t> Reader<'t> {
    fn value(&mut self, depth: usize) -> Result<Node, ConfigError> {
        let position = self.position();
        if depth > MAX_DEPTH {
            return Err(too_deep().at(position));
        }
        self.budget.spend(0).map_err(|error| error.at(position))?;
        let kind = match self.peek() {
            Some(b'{') => NodeKind::Mapping(self.object(depth)?),
            Some(b'[') => NodeKind::List(self.array(depth)?),
            Some(b'"') => NodeKind::Scalar(self.string()?.into()),
            _ => NodeKind::Scalar(self.literal()?),
        };
        if let NodeKind::Scalar(_) = kind {
            self.extents.note(position, self.position());
        }
        Ok(Node::new(kind, position))
    }

    fn object(&mut self, depth: usize) -> Result<Mapping, ConfigError> {
        let mut mapping = Mapping::new();
        self.at += 1;
        self.skip_white_space();
        if self.take(b'}') {
            return Ok(mapping);
        }
        loop {
            let key_position = self.position();
            if self.peek() != Some(b'"') {
                return Err(self.error("expected a key in double quotes"));
            }
            let key = self.string()?;
            self.extents.note(key_position, self.position());
            self.skip_white_space();
            if !self.take(b':') {
                return Err(self.error("expected ':' after the key"));
            }
            self.skip_white_space();
            let node = self.value(depth + 1)?;
            mapping.insert(Value::from(key), Entry { key_position: Some(key_position), node });
            self.skip_white_space();
            if self.take(b'}') {
                return Ok(mapping);
            }
            if !self.take(b',') {
                return Err(self.error("expected ',' or '}'"));
            }
            self.skip_white_space();
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, ConfigError> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip_white_space();
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_white_space();
            if self.take(b']') {
                return Ok(items);
            }
            if !self.take(b',') {
                return Err(self.error("expected ',' or ']'"));
            }
            self.skip_white_space();
        }
    }

    fn string(&mut self) -> Result<String, ConfigError> {
        let begin = self.position();
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest.find(|c| matches!(c, '"' | '\\' | '\0'..='\x1F')) else {
                return Err(syntax("the string is not closed", begin));
            };
            out.push_str(&rest[..stop]);
            self.at += stop;
            match rest.as_bytes()[stop] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => self.escape(&mut out)?,
                control => {
                    return Err(
                        self.error(format!("a control character (0x{control:02x}) must be escaped in a string"))
                    );
                }
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), ConfigError> {
        let c = match self.text.as_bytes().get(self.at + 1) {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0C',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(out),
            _ => return Err(self.error("unknown escape in a string")),
        };
        out.push(c);
        self.at += 2;
        Ok(())
    }

    fn unicode_escape(&mut self, out: &mut String) -> Result<(), ConfigError> {
        let first = self.hex_at(self.at).ok_or_else(|| self.error("expected four hexadecimal digits after \\u"))?;
        self.at += 6;
        if let (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) = (first, self.hex_at(self.at)) {
            self.at += 6;
            out.extend(char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
            return Ok(());
        }
        out.extend(surrogate::char_for(first));
        Ok(())
    }

    /// The number of a `\uXXXX` that begins here.
    fn hex_at(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    }

    fn literal(&mut self) -> Result<Value<'static>, ConfigError> {
        let rest = &self.text[self.at..];
        let words = [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ];
        if let Some((word, value)) = words.into_iter().find(|(word, _)| rest.starts_with(word)) {
            self.at += word.len();
            return Ok(value);
        }
        let (length, is_float) = number_length(rest).ok_or_else(|| self.error("expected a value"))?;
        let number = &rest[..length];
        let value = if is_float {
            number.parse().ok().map(Value::Float)
        } else if number.len() > MAX_DIGITS {
            return Err(self.error(format!("an integer of more than {MAX_DIGITS} digits")));
        } else {
            BigInt::parse_bytes(number.as_bytes(), 10).map(Value::from)
        };
        let value = value.ok_or_else(|| self.error("expected a value"))?;
        self.at += length;
        Ok(value)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn position(&self) -> Position {
        self.lines.position(self.at)
    }

    fn error(&self, message: impl Into<String>) -> ConfigError {
        syntax(message, self.position())
    }
}

fn syntax(message: impl Into<String>, position: Position) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Syntax(message.into())).at(position)
}

/// How long the number is that a text begins with, and whether it is a float.
fn number_length(text: &str) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let mut end = sign
        + match bytes.get(sign)? {
            b'0' => 1,
            b'1'..=b'9' => digits(sign),
            _ => return None,
        };
    let mut is_float = false;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
        is_float = true;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
            is_float = true;
        }
    }
    Some((end, is_float))
}
