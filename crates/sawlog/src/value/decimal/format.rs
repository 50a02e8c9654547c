//! `format(decimal, spec)`, whose mini-language is a little different from that of other numbers.

use std::iter::{Peekable, repeat_n};
use std::str::Chars;

use super::{Decimal, Kind, round_digits, write_exponent, write_plain};
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::value::grouping::write_grouped;
use crate::value::repr::MAX_TEXT;

struct Spec {
    fill: char,
    /// `0` for zeros after the sign.
    align: char,
    sign: char,
    no_negative_zero: bool,
    /// A point even where no digit follows it.
    alternate: bool,
    width: usize,
    grouped: bool,
    precision: Option<usize>,
    letter: char,
}

/// Appends a decimal by a spec.
pub(in crate::value) fn write_format(number: &Decimal, spec: &str, out: &mut String) -> Result<(), FormatError> {
    let mut spec = Spec::parse(spec)?;
    let upper = spec.letter.is_ascii_uppercase();
    let exponent_letter = if upper { 'E' } else { 'e' };
    let mut negative = number.negative;
    let mut body = Scratch::take();
    match &number.kind {
        Kind::Finite { digits, exponent } => {
            let (mut digits, mut exponent) = (digits.clone(), *exponent);
            let letter = spec.letter.to_ascii_lowercase();
            if letter == '%' {
                exponent += 2;
            }
            let plain = matches!(letter, 'f' | '%');
            if plain {
                fix(&mut digits, &mut exponent, spec.precision)?;
            } else {
                round(&mut digits, &mut exponent, letter, spec.precision);
            }
            if spec.no_negative_zero && digits.bytes().all(|b| b == b'0') {
                negative = false;
            }
            if plain {
                write_plain(&digits, exponent, &mut body);
            } else if letter == 'e' {
                write_with_exponent(&digits, exponent, spec.precision, exponent_letter, &mut body);
            } else {
                let rounded = Decimal { negative: false, kind: Kind::Finite { digits, exponent } };
                rounded.write_scientific(exponent_letter, &mut body);
            }
        }
        _ => {
            if spec.align == '0' {
                (spec.align, spec.fill) = ('>', ' ');
            }
            Decimal { negative: false, kind: number.kind.clone() }.write(&mut body);
        }
    }
    if spec.letter == '%' {
        body.push('%');
    }
    spec.write(negative, &body, number.is_finite(), out);
    Ok(())
}

/// Gives a number as many digits after its point as wanted, or none behind its last if none are wanted.
fn fix(digits: &mut String, exponent: &mut i64, precision: Option<usize>) -> Result<(), FormatError> {
    let wanted = match precision {
        Some(precision) => -(precision as i64),
        None => (*exponent).min(0),
    };
    let zero = digits == "0";
    if *exponent >= wanted {
        let missing = (*exponent - wanted) as u64;
        if !zero {
            if missing > MAX_TEXT as u64 {
                return Err(FormatError::TooLong { limit: MAX_TEXT });
            }
            digits.extend(repeat_n('0', missing as usize));
        }
    } else {
        let dropped = (wanted - *exponent) as u64;
        let kept = (digits.len() as u64).checked_sub(dropped);
        match kept {
            Some(kept) => {
                round_digits(digits, kept as usize);
            }
            // Less than a tenth of the last place that is kept.
            None => digits.clear(),
        }
        if digits.is_empty() {
            digits.push('0');
        }
    }
    *exponent = wanted;
    if wanted < -(MAX_TEXT as i64) {
        return Err(FormatError::TooLong { limit: MAX_TEXT });
    }
    Ok(())
}

/// Rounds to the significant digits wanted.
fn round(digits: &mut String, exponent: &mut i64, letter: char, precision: Option<usize>) {
    let Some(precision) = precision else { return };
    let keep = if letter == 'e' { precision + 1 } else { precision.max(1) };
    if digits.len() > keep {
        let dropped = digits.len() - keep;
        if round_digits(digits, keep) {
            // 9.99 became 10.0: one digit too many.
            digits.pop();
            *exponent += 1;
        }
        *exponent += dropped as i64;
    }
}

/// Writes `d.ddde+7`, with zeros up to the precision; a zero keeps its own exponent, less its places.
fn write_with_exponent(digits: &str, exponent: i64, precision: Option<usize>, letter: char, out: &mut String) {
    let (first, rest) = digits.split_at(1);
    let places = precision.unwrap_or(rest.len()).max(rest.len());
    out.push_str(first);
    if places > 0 {
        out.push('.');
    }
    out.push_str(rest);
    out.extend(repeat_n('0', places - rest.len()));
    out.push(letter);
    let adjusted = exponent + rest.len() as i64;
    write_exponent(if digits == "0" { exponent + places as i64 } else { adjusted }, out);
}

impl Spec {
    fn parse(text: &str) -> Result<Spec, FormatError> {
        let mut spec = Spec {
            fill: ' ',
            align: '>',
            sign: '-',
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouped: false,
            precision: None,
            letter: 'G',
        };
        let mut chars = text.chars().peekable();
        let mut ahead = text.chars();
        let mut aligned = true;
        match (ahead.next(), ahead.next()) {
            (Some(fill), Some(align @ ('<' | '>' | '=' | '^'))) => {
                (spec.fill, spec.align) = (fill, align);
                chars.nth(1);
            }
            (Some(align @ ('<' | '>' | '=' | '^')), _) => {
                spec.align = align;
                chars.next();
            }
            _ => aligned = false,
        }
        if let Some(sign) = chars.next_if(|c| matches!(c, '+' | '-' | ' ')) {
            spec.sign = sign;
        }
        spec.no_negative_zero = chars.next_if_eq(&'z').is_some();
        spec.alternate = chars.next_if_eq(&'#').is_some();
        // With either of them Python takes another road, whose grammar is a little narrower.
        let narrow = spec.no_negative_zero || spec.alternate;
        if chars.next_if_eq(&'0').is_some() {
            if aligned {
                return Err(invalid());
            }
            (spec.align, spec.fill) = ('0', '0');
            if chars.peek() == Some(&'0') {
                return Err(invalid());
            }
        }
        spec.width = number(&mut chars).unwrap_or(0);
        spec.grouped = chars.next_if_eq(&',').is_some();
        if chars.next_if_eq(&'.').is_some() {
            let starts_with_zero = chars.peek() == Some(&'0');
            let before = chars.clone().count();
            spec.precision = Some(number(&mut chars).ok_or_else(invalid)?);
            if narrow && starts_with_zero && before - chars.clone().count() > 1 {
                return Err(invalid());
            }
        }
        match chars.next() {
            None => {}
            Some(letter @ ('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%')) => spec.letter = letter,
            Some('n') if !spec.grouped => spec.letter = 'g',
            Some('N') if !spec.grouped && !narrow => spec.letter = 'G',
            Some(_) => return Err(invalid()),
        }
        if chars.next().is_some() {
            return Err(invalid());
        }
        if spec.width.max(spec.precision.unwrap_or(0)) > MAX_TEXT {
            return Err(FormatError::TooLong { limit: MAX_TEXT });
        }
        Ok(spec)
    }

    fn write(&self, negative: bool, body: &str, finite: bool, out: &mut String) {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, '+') => "+",
            (false, ' ') => " ",
            _ => "",
        };
        let whole = body.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(body.len());
        let (digits, rest) = body.split_at(whole);
        let point = if self.alternate && finite && !rest.starts_with('.') { "." } else { "" };
        let fixed = sign.len() + point.len() + rest.len();
        let least = if self.align == '0' { self.width.saturating_sub(fixed) } else { 0 };
        let mut grouped = Scratch::take();
        if self.grouped && finite {
            write_grouped(digits, least, 3, ',', &mut grouped);
        } else {
            grouped.extend(repeat_n('0', least.saturating_sub(digits.len())));
            grouped.push_str(digits);
        }
        let missing = self.width.saturating_sub(fixed + grouped.len());
        let (before, inside, after) = match self.align {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        out.extend(repeat_n(self.fill, before));
        out.push_str(sign);
        out.extend(repeat_n(self.fill, inside));
        out.push_str(&grouped);
        out.push_str(point);
        out.push_str(rest);
        out.extend(repeat_n(self.fill, after));
    }
}

fn number(chars: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut number: Option<u64> = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(u64::from(digit)));
        chars.next();
    }
    number.map(|number| usize::try_from(number).unwrap_or(usize::MAX))
}

fn invalid() -> FormatError {
    FormatError::Value("invalid format string".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_as_python_does() {
        for (number, spec, expected) in [
            ("1234.567", ".2f", "1234.57"),
            ("1234.565", ",.2f", "1,234.56"),
            ("0.5", ".0f", "0"),
            ("1.5", ".0f", "2"),
            ("1E+3", "f", "1000"),
            ("1E+3", "", "1E+3"),
            ("1E+3", "g", "1e+3"),
            ("123.456", ".2e", "1.23e+2"),
            ("9.99", ".1e", "1.0e+1"),
            ("0.256", ".1%", "25.6%"),
            ("-0.001", "z.1f", "0.0"),
            ("-1234.5", "012,.1f", "-0,001,234.5"),
            ("Infinity", "012", "    Infinity"),
            ("1.5", "*^+9", "**+1.5***"),
            ("1.5", "n", "1.5"),
        ] {
            let mut out = String::new();
            write_format(&number.parse().unwrap(), spec, &mut out).unwrap();
            assert_eq!(out, expected, "{number} {spec}");
        }
        let number = "1E+999999999".parse().unwrap();
        assert!(matches!(write_format(&number, "f", &mut String::new()), Err(FormatError::TooLong { .. })));
    }
}
