//! Format specs: the mini-language after the colon in `{:>8.2f}`, and `format(value, spec)`.

use std::iter::{Peekable, repeat_n};
use std::str::Chars;

use super::foreign::{Text, guarded, write_text};
use super::repr::{MAX_TEXT, write_str};
use super::{Value, bounded::Bounded, decimal};
use crate::error::FormatError;
use crate::scratch::Scratch;

mod number;

/// Appends what `format(value, spec)` gives.
///
/// ```
/// use sawlog::value::{Value, spec};
/// let mut out = String::new();
/// spec::write_format(&Value::from(1234567.891), "+,.2f", &mut out)?;
/// assert_eq!(out, "+1,234,567.89");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// As Python raises them, by kind.
pub fn write_format(value: &Value<'_>, spec: &str, out: &mut String) -> Result<(), FormatError> {
    write_by(value, spec, &Spec::parse(spec), out)
}

/// A spec that was read, before it is known what for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    no_negative_zero: bool,
    alternate: bool,
    zero: bool,
    width: Option<u64>,
    separator: Option<char>,
    precision: Option<u64>,
    letter: Option<char>,
}

/// Appends a value by a spec, of which it needs the text or what was read from it.
pub(crate) fn write_by(
    value: &Value<'_>,
    spec: &str,
    read: &Result<Spec, FormatError>,
    out: &mut String,
) -> Result<(), FormatError> {
    if let Value::Foreign(foreign) = value {
        return write_foreign(foreign, spec, read, out);
    }
    if spec.is_empty() {
        return write_str(value, out);
    }
    match value {
        Value::Str(text) => read.as_ref().map_err(Clone::clone)?.write_text(text, out),
        Value::Bool(_) | Value::Int(_) | Value::BigInt(_) => {
            let spec = read.as_ref().map_err(Clone::clone)?;
            match value.as_int() {
                Some(number) => spec.write_int(&number, out),
                None => Ok(()),
            }
        }
        Value::Float(number) => read.as_ref().map_err(Clone::clone)?.write_float(*number, "float", out),
        Value::Decimal(number) => decimal::write_format(number, spec, out),
        other => {
            let message = format!("unsupported format string passed to {}.__format__", other.type_name());
            Err(FormatError::Type(message))
        }
    }
}

fn write_foreign(
    foreign: &super::ForeignRef<'_>,
    spec: &str,
    read: &Result<Spec, FormatError>,
    out: &mut String,
) -> Result<(), FormatError> {
    let start = out.len();
    if let Some(value) = foreign.get() {
        let mut bounded = Bounded::own(out);
        match guarded(foreign, || value.write_format(spec, &mut bounded)) {
            Ok(Some(Err(_))) if bounded.is_full() => return Ok(()),
            Ok(Some(Ok(()))) => return Ok(()),
            Ok(None) => {}
            Ok(Some(Err(error))) | Err(error) => {
                out.truncate(start);
                return Err(error);
            }
        }
        out.truncate(start);
    }
    if spec.is_empty() {
        return write_text(foreign, Text::Str, &mut Bounded::own(out));
    }
    let mut text = Scratch::take();
    write_text(foreign, Text::Str, &mut Bounded::own(&mut text))?;
    read.as_ref().map_err(Clone::clone)?.write_text(&text, out)
}

impl Spec {
    /// Reads a spec.
    ///
    /// # Errors
    /// `ValueError` for what no built-in type takes.
    pub(crate) fn parse(text: &str) -> Result<Spec, FormatError> {
        let mut spec = Spec::default();
        let mut chars = text.chars().peekable();
        let mut ahead = text.chars();
        match (ahead.next(), ahead.next()) {
            (Some(fill), Some(align @ ('<' | '>' | '=' | '^'))) => {
                (spec.fill, spec.align) = (Some(fill), Some(align));
                chars.nth(1);
            }
            (Some(align @ ('<' | '>' | '=' | '^')), _) => {
                spec.align = Some(align);
                chars.next();
            }
            _ => {}
        }
        spec.sign = chars.next_if(|c| matches!(c, ' ' | '+' | '-'));
        spec.no_negative_zero = chars.next_if_eq(&'z').is_some();
        spec.alternate = chars.next_if_eq(&'#').is_some();
        spec.zero = spec.fill.is_none() && chars.next_if_eq(&'0').is_some();
        spec.width = number(&mut chars)?;
        spec.separator = chars.next_if_eq(&',');
        if chars.next_if_eq(&'_').is_some() {
            if spec.separator.is_some() {
                return Err(invalid("cannot specify both ',' and '_'"));
            }
            spec.separator = Some('_');
        }
        if spec.separator == Some('_') && chars.peek() == Some(&',') {
            return Err(invalid("cannot specify both ',' and '_'"));
        }
        if chars.next_if_eq(&'.').is_some() {
            spec.precision = number(&mut chars)?;
            if spec.precision.is_none() {
                return Err(invalid("format specifier missing precision"));
            }
        }
        spec.letter = chars.next();
        match chars.next() {
            Some(_) => Err(FormatError::Value(format!("invalid format specifier {text:?}"))),
            None => Ok(spec),
        }
    }

    /// Appends a text in its field.
    pub(crate) fn write_text(&self, text: &str, out: &mut String) -> Result<(), FormatError> {
        self.check_separator('s')?;
        match self.letter {
            None | Some('s') => {}
            Some(letter) => return Err(unknown_letter(letter, "str")),
        }
        if self.sign.is_some() || self.no_negative_zero || self.alternate || self.align == Some('=') {
            return Err(invalid("sign, 'z', '#' and '=' are not allowed in a string format specifier"));
        }
        let text = match self.precision {
            Some(count) if (count as usize) < text.len() => {
                text.char_indices().nth(count as usize).map_or(text, |(end, _)| &text[..end])
            }
            _ => text,
        };
        let missing = match self.width {
            None => 0,
            Some(width) => bounded(width)?.saturating_sub(text.chars().count()),
        };
        let (before, after) = match self.align {
            Some('>') => (missing, 0),
            Some('^') => (missing / 2, missing - missing / 2),
            _ => (0, missing),
        };
        let fill = self.fill_char();
        out.extend(repeat_n(fill, before));
        out.push_str(text);
        out.extend(repeat_n(fill, after));
        Ok(())
    }

    fn fill_char(&self) -> char {
        self.fill.unwrap_or(if self.zero { '0' } else { ' ' })
    }

    /// Says whether the separator goes with the letter, or with the one that is meant where none is written.
    fn check_separator(&self, meant: char) -> Result<(), FormatError> {
        let letter = self.letter.unwrap_or(meant);
        let fits = match self.separator {
            None => true,
            Some('_') if matches!(letter, 'b' | 'o' | 'x' | 'X') => true,
            Some(_) => matches!(letter, 'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0'),
        };
        match self.separator {
            Some(separator) if !fits => {
                Err(FormatError::Value(format!("cannot specify '{separator}' with '{}'", letter.escape_default())))
            }
            _ => Ok(()),
        }
    }
}

fn number(chars: &mut Peekable<Chars<'_>>) -> Result<Option<u64>, FormatError> {
    let mut number = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        let longer = number.unwrap_or(0u64).checked_mul(10).and_then(|n| n.checked_add(u64::from(digit)));
        match longer {
            Some(longer) if longer <= i64::MAX as u64 => number = Some(longer),
            _ => return Err(invalid("too many decimal digits in format string")),
        }
        chars.next();
    }
    Ok(number)
}

fn bounded(size: u64) -> Result<usize, FormatError> {
    if size > MAX_TEXT as u64 { Err(FormatError::TooLong { limit: MAX_TEXT }) } else { Ok(size as usize) }
}

fn invalid(message: &str) -> FormatError {
    FormatError::Value(message.to_owned())
}

fn unknown_letter(letter: char, type_name: &str) -> FormatError {
    let letter = letter.escape_default();
    FormatError::Value(format!("unknown format code '{letter}' for object of type '{type_name}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'a>(value: impl Into<Value<'a>>, spec: &str) -> String {
        let mut out = String::new();
        write_format(&value.into(), spec, &mut out).unwrap();
        out
    }

    #[test]
    fn text() {
        assert_eq!(shown("héllo", ">8"), "   héllo");
        assert_eq!(shown("héllo", "*^8.3"), "**hél***");
        assert_eq!(shown("ab", "05"), "ab000");
        assert_eq!(shown("ab", ""), "ab");
    }

    #[test]
    fn integers() {
        assert_eq!(shown(1234567, ","), "1,234,567");
        assert_eq!(shown(1234567, "012,"), "0,001,234,567");
        assert_eq!(shown(-255, "#010_x"), "-0x00_00ff");
        assert_eq!(shown(-42, "=+8"), "-     42");
        assert_eq!(shown(65, "5c"), "    A");
        assert_eq!(shown(true, "5"), "    1");
        assert_eq!(shown(true, ""), "True");
        assert_eq!(shown(5, "%"), "500.000000%");
        assert_eq!(shown(5, ".1f"), "5.0");
        assert_eq!(shown(10, "b"), "1010");
    }

    #[test]
    fn floats() {
        assert_eq!(shown(3.0, ""), "3.0");
        assert_eq!(shown(3.0, "g"), "3");
        assert_eq!(shown(3.0, ".3"), "3.0");
        assert_eq!(shown(3.0, ".0"), "3e+00");
        assert_eq!(shown(1e16, "#"), "1.e+16");
        assert_eq!(shown(-0.04, "z.1f"), "0.0");
        assert_eq!(shown(f64::INFINITY, "010"), "0000000inf");
        assert_eq!(shown(0.256, ".1%"), "25.6%");
        assert_eq!(shown(1234.5, "010,"), "0,001,234.5");
    }

    #[test]
    fn errors_are_of_pythons_kinds() {
        let failed = |value: Value<'_>, spec: &str| write_format(&value, spec, &mut String::new()).unwrap_err();
        for (value, spec) in [
            (Value::from("a"), "+"),
            ("a".into(), "="),
            ("a".into(), "d"),
            ("a".into(), ","),
            (1.into(), ".2"),
            (1.into(), "s"),
            (1.into(), ",x"),
            (1.into(), ",_"),
            (1.into(), "+c"),
            (1.5.into(), "d"),
            (1.5.into(), "."),
            (1.5.into(), "99999999999999999999"),
        ] {
            assert!(matches!(failed(value.clone(), spec), FormatError::Value(_)), "{value:?} {spec}");
        }
        assert!(matches!(failed(Value::None, "5"), FormatError::Type(_)));
        assert!(matches!(failed((-1).into(), "c"), FormatError::Overflow(_)));
        assert!(matches!(failed(1.into(), "9999999999"), FormatError::TooLong { .. }));
    }
}
