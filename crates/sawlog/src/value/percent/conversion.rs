//! One value by one directive.

use super::named;
use super::parse::{Conversion, Directive};
use crate::error::FormatError;
use crate::scratch::Scratch;
use crate::value::Value;
use crate::value::float::{FloatStyle, Notation, write_float};
use crate::value::integer::{Int, write_i64};
use crate::value::repr::{MAX_TEXT, write_ascii, write_repr, write_str};
use crate::value::surrogate::char_for;

/// Appends a value as a directive wants it, with the width and precision that the template or `*` gave.
///
/// Returns how many bytes were made or read on the way and do not show: a list of which a precision leaves one character
/// was written as a whole.
#[inline]
pub(crate) fn write_converted(
    directive: &Directive<'_>,
    left: bool,
    width: Option<u64>,
    precision: Option<u64>,
    value: &Value<'_>,
    out: &mut String,
) -> Result<usize, FormatError> {
    if width.is_none() && precision.is_none() {
        match (directive.conversion, value) {
            (Conversion::Str, _) => return write_str(value, out).map(|()| 0),
            (Conversion::Decimal(_), Value::Int(number)) if directive.is_bare() => {
                write_i64(*number, out);
                return Ok(0);
            }
            _ => {}
        }
    }
    let width = width.unwrap_or(0);
    if let (Conversion::Str, Value::Str(text)) = (directive.conversion, value) {
        return write_padded(cut(text, precision), width, left, out).map(|()| 0);
    }
    let (start, mut body) = (out.len(), Scratch::take());
    write_fitted(directive, left, width, precision, value, &mut body, out)?;
    let read = match value {
        Value::Decimal(number) => number.lengths().0,
        _ => 0,
    };
    // The digits that `%g` leaves out again were made, too.
    let asked = match directive.conversion {
        Conversion::General(_) => precision.map_or(0, |digits| digits as usize),
        _ => 0,
    };
    Ok((body.len() + read + asked).saturating_sub(out.len() - start))
}

#[allow(clippy::too_many_arguments)]
fn write_fitted(
    directive: &Directive<'_>,
    left: bool,
    width: u64,
    precision: Option<u64>,
    value: &Value<'_>,
    body: &mut Scratch,
    out: &mut String,
) -> Result<(), FormatError> {
    match directive.conversion {
        Conversion::Str | Conversion::Repr | Conversion::Ascii => {
            match directive.conversion {
                Conversion::Str => write_str(value, body)?,
                Conversion::Repr => write_repr(value, body)?,
                _ => write_ascii(value, body)?,
            }
            write_padded(cut(body, precision), width, left, out)
        }
        Conversion::Char => {
            body.push(single_char(value)?);
            write_padded(body, width, left, out)
        }
        Conversion::Decimal(letter) => {
            let number = value.truncated().unwrap_or_else(|| Err(not_a_number(letter, "real number", value)))?;
            let body = with_least_digits(&number, 10, precision, body)?;
            write_number(directive, left, width, number.is_negative(), "", body, out)
        }
        Conversion::Octal => {
            let number = value.as_int().ok_or_else(|| not_a_number('o', "integer", value))?;
            let prefix = if directive.alternate { "0o" } else { "" };
            let body = with_least_digits(&number, 8, precision, body)?;
            write_number(directive, left, width, number.is_negative(), prefix, body, out)
        }
        Conversion::Hex(upper) => {
            let letter = if upper { 'X' } else { 'x' };
            let number = value.as_int().ok_or_else(|| not_a_number(letter, "integer", value))?;
            let prefix = match (directive.alternate, upper) {
                (false, _) => "",
                (true, false) => "0x",
                (true, true) => "0X",
            };
            let body = with_least_digits(&number, 16, precision, body)?;
            if upper {
                body.make_ascii_uppercase();
            }
            write_number(directive, left, width, number.is_negative(), prefix, body, out)
        }
        Conversion::Exponent(upper) => {
            write_real(directive, left, width, precision, Notation::Exponent, upper, value, out)
        }
        Conversion::Fixed(upper) => write_real(directive, left, width, precision, Notation::Fixed, upper, value, out),
        Conversion::General(upper) => {
            write_real(directive, left, width, precision, Notation::General, upper, value, out)
        }
        Conversion::Unknown(letter, index) => {
            let shown = if (' '..'~').contains(&letter) { letter } else { '?' };
            let code = u32::from(letter);
            let what = format!("unsupported format character '{shown}' (0x{code:x}) at index {index}");
            Err(FormatError::Value(what))
        }
        // Both were dealt with before a value was taken.
        Conversion::Percent | Conversion::Incomplete => Ok(()),
    }
}

#[allow(clippy::too_many_arguments)]
fn write_real(
    directive: &Directive<'_>,
    left: bool,
    width: u64,
    precision: Option<u64>,
    notation: Notation,
    upper: bool,
    value: &Value<'_>,
    out: &mut String,
) -> Result<(), FormatError> {
    let must_be_real = || FormatError::Type(format!("must be real number, not {}", named(value)));
    let number = value.to_real().unwrap_or_else(|| Err(must_be_real()))?;
    let precision = bounded(precision.unwrap_or(6))?;
    let mut body = Scratch::take();
    let style = FloatStyle { notation, precision, alternate: directive.alternate, point_zero: false, upper };
    write_float(number, style, &mut body);
    let (negative, digits) = match body.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, &**body),
    };
    write_number(directive, left, width, negative, "", digits, out)
}

/// Appends sign, prefix and digits in a field: zeros go after the prefix, spaces before the sign.
fn write_number(
    directive: &Directive<'_>,
    left: bool,
    width: u64,
    negative: bool,
    prefix: &str,
    digits: &str,
    out: &mut String,
) -> Result<(), FormatError> {
    let sign = match (negative, directive.plus, directive.blank) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    let missing = bounded(width)?.saturating_sub(sign.len() + prefix.len() + digits.len());
    if !left && !directive.zero {
        pad(missing, ' ', out);
    }
    out.push_str(sign);
    out.push_str(prefix);
    if !left && directive.zero {
        pad(missing, '0', out);
    }
    out.push_str(digits);
    if left {
        pad(missing, ' ', out);
    }
    Ok(())
}

/// The digits of an integer, with zeros before them up to the precision.
fn with_least_digits<'s>(
    number: &Int<'_>,
    radix: u32,
    precision: Option<u64>,
    body: &'s mut Scratch,
) -> Result<&'s mut str, FormatError> {
    if precision.is_some_and(|digits| digits > i32::MAX as u64 - 3) {
        return Err(FormatError::Overflow("precision too large".to_owned()));
    }
    number.write_digits(radix, body)?;
    let missing = bounded(precision.unwrap_or(0))?.saturating_sub(body.len());
    if missing > 0 {
        body.insert_str(0, &"0".repeat(missing));
    }
    Ok(body.as_mut_str())
}

fn write_padded(text: &str, width: u64, left: bool, out: &mut String) -> Result<(), FormatError> {
    let missing = if width == 0 { 0 } else { bounded(width)?.saturating_sub(text.chars().count()) };
    if !left {
        pad(missing, ' ', out);
    }
    out.push_str(text);
    if left {
        pad(missing, ' ', out);
    }
    Ok(())
}

fn pad(count: usize, fill: char, out: &mut String) {
    let fills = if fill == '0' { ZEROS } else { SPACES };
    let mut missing = count;
    while missing > 0 {
        let now = missing.min(fills.len());
        out.push_str(&fills[..now]);
        missing -= now;
    }
}

const SPACES: &str = "                                ";
const ZEROS: &str = "00000000000000000000000000000000";

/// The first characters of a text, as many as the precision says.
fn cut(text: &str, precision: Option<u64>) -> &str {
    match precision {
        Some(count) if (count as usize) < text.len() => {
            text.char_indices().nth(count as usize).map_or(text, |(end, _)| &text[..end])
        }
        _ => text,
    }
}

fn bounded(size: u64) -> Result<usize, FormatError> {
    if size > MAX_TEXT as u64 { Err(FormatError::TooLong { limit: MAX_TEXT }) } else { Ok(size as usize) }
}

fn single_char(value: &Value<'_>) -> Result<char, FormatError> {
    let wrong = || FormatError::Type(format!("%c requires an int or a single character, not {}", named(value)));
    if let Value::Str(text) = value {
        let mut chars = text.chars();
        return match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(c),
            _ => Err(wrong()),
        };
    }
    let out_of_range = || FormatError::Overflow("%c arg not in range(0x110000)".to_owned());
    match value.as_int().ok_or_else(wrong)? {
        Int::Small(number) => u32::try_from(number).ok().and_then(char_for).ok_or_else(out_of_range),
        Int::Big(_) => Err(out_of_range()),
    }
}

fn not_a_number(letter: char, wanted: &str, value: &Value<'_>) -> FormatError {
    let article = if wanted == "integer" { "an" } else { "a" };
    FormatError::Type(format!("%{letter} format: {article} {wanted} is required, not {}", named(value)))
}
