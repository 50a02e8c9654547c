//! Numbers by a format spec.

use std::iter::repeat_n;

use super::{Spec, bounded, invalid, unknown_letter};
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::value::float::{FloatStyle, Notation, write_float};
use crate::value::grouping;
use crate::value::integer::Int;
use crate::value::surrogate::char_for;

impl Spec {
    pub(super) fn write_int(&self, number: &Int<'_>, out: &mut String) -> Result<(), FormatError> {
        self.check_separator('d')?;
        let letter = self.letter.unwrap_or('d');
        let (radix, prefix) = match letter {
            'd' | 'n' => (10, ""),
            'b' => (2, "0b"),
            'o' => (8, "0o"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            'c' => return self.write_char(number, out),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => return self.write_float(number.to_f64()?, "int", out),
            _ => return Err(unknown_letter(letter, "int")),
        };
        self.check_int("an integer")?;
        let mut digits = Scratch::take();
        number.write_digits(radix, &mut digits)?;
        if letter == 'X' {
            digits.make_ascii_uppercase();
        }
        let prefix = if self.alternate { prefix } else { "" };
        let group = if radix == 10 { 3 } else { 4 };
        self.write_number(number.is_negative(), prefix, &digits, "", group, out)
    }

    fn write_char(&self, number: &Int<'_>, out: &mut String) -> Result<(), FormatError> {
        self.check_int("the format specifier 'c'")?;
        if self.sign.is_some() || self.alternate {
            return Err(invalid("sign and '#' are not allowed with the format specifier 'c'"));
        }
        let c = match number {
            Int::Small(number) => u32::try_from(*number).ok().and_then(char_for),
            Int::Big(_) => None,
        };
        let c = c.ok_or_else(|| FormatError::Overflow("%c arg not in range(0x110000)".to_owned()))?;
        self.write_number(false, "", "", c.encode_utf8(&mut [0; 4]), 3, out)
    }

    pub(super) fn write_float(&self, number: f64, type_name: &str, out: &mut String) -> Result<(), FormatError> {
        self.check_separator('\0')?;
        let letter = self.letter.unwrap_or('\0');
        let notation = match letter {
            'e' | 'E' => Notation::Exponent,
            'f' | 'F' | '%' => Notation::Fixed,
            'g' | 'G' | 'n' => Notation::General,
            '\0' if self.precision.is_some() => Notation::General,
            '\0' => Notation::Shortest,
            _ => return Err(unknown_letter(letter, type_name)),
        };
        if self.precision.is_some_and(|digits| digits > i32::MAX as u64) {
            return Err(invalid("precision too big"));
        }
        let style = FloatStyle {
            notation,
            precision: bounded(self.precision.unwrap_or(6))?,
            alternate: self.alternate,
            point_zero: letter == '\0',
            upper: letter.is_ascii_uppercase(),
        };
        let mut text = Scratch::take();
        write_float(if letter == '%' { number * 100.0 } else { number }, style, &mut text);
        if letter == '%' {
            text.push('%');
        }
        let (mut negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, &**text),
        };
        if self.no_negative_zero
            && unsigned.bytes().take_while(|b| !matches!(b, b'e' | b'E')).all(|b| b"0.%".contains(&b))
        {
            negative = false;
        }
        let whole = unsigned.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(unsigned.len());
        self.write_number(negative, "", &unsigned[..whole], &unsigned[whole..], 3, out)
    }

    /// Appends a number in its field: padding, sign, prefix, padding, digits in groups, the rest, padding.
    fn write_number(
        &self,
        negative: bool,
        prefix: &str,
        digits: &str,
        rest: &str,
        group: usize,
        out: &mut String,
    ) -> Result<(), FormatError> {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let width = bounded(self.width.unwrap_or(0))?;
        let align = self.align.unwrap_or(if self.zero { '=' } else { '>' });
        let fill = self.fill_char();
        let fixed = sign.len() + prefix.len() + rest.chars().count();
        let least = if fill == '0' && align == '=' { width.saturating_sub(fixed) } else { 0 };
        let mut grouped = Scratch::take();
        match self.separator {
            _ if digits.is_empty() => {}
            Some(separator) => grouping::write_grouped(digits, least, group, separator, &mut grouped),
            None => {
                grouped.extend(repeat_n('0', least.saturating_sub(digits.len())));
                grouped.push_str(digits);
            }
        }
        let missing = width.saturating_sub(fixed + grouped.len());
        let (before, inside, after) = match align {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        out.extend(repeat_n(fill, before));
        out.push_str(sign);
        out.push_str(prefix);
        out.extend(repeat_n(fill, inside));
        out.push_str(&grouped);
        out.push_str(rest);
        out.extend(repeat_n(fill, after));
        Ok(())
    }

    fn check_int(&self, what: &str) -> Result<(), FormatError> {
        if self.precision.is_some() || self.no_negative_zero {
            return Err(FormatError::Value(format!("precision and 'z' are not allowed with {what}")));
        }
        Ok(())
    }
}
