//! `decimal.Decimal`: digits and a power of ten, printed as Python prints them.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use num_bigint::BigInt;

use super::integer::{MAX_DECIMAL_DIGITS, too_many_digits, write_i64};
use crate::error::FormatError;

mod format;

pub(super) use format::write_format;

/// A decimal number as Python's `decimal` module has it: sign, digits and exponent, an infinity, or a NaN.
///
/// ```
/// use sawlog::value::Decimal;
/// let price: Decimal = "19.90".parse()?;
/// assert_eq!(price.to_string(), "19.90");
/// assert_eq!(price, "1.99E+1".parse()?);
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// Equal by value, as there; a NaN, too, is equal to itself here, so that it can be a key.
#[derive(Clone, Debug)]
pub struct Decimal {
    /// Whether a minus stands before it.
    negative: bool,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// Digits `0` to `9` without leading zeros (but one for zero), times ten to the exponent.
    Finite {
        digits: String,
        exponent: i64,
    },
    Infinity,
    /// With its payload digits, often none.
    Nan {
        signalling: bool,
        payload: String,
    },
}

/// The largest adjusted exponent that Python's decimals have.
const MAX_EXPONENT: i64 = 999_999_999_999_999_999;
/// The smallest exponent.
const MIN_EXPONENT: i64 = -1_999_999_999_999_999_997;

impl FromStr for Decimal {
    type Err = FormatError;

    /// Reads what `Decimal(text)` takes: `1.50`, `-2e-7`, `Infinity`, `NaN`, with white space around it.
    fn from_str(text: &str) -> Result<Decimal, FormatError> {
        parse(text).ok_or_else(|| FormatError::Value(format!("not a decimal number: {text:?}")))
    }
}

impl Default for Decimal {
    fn default() -> Decimal {
        Decimal { negative: false, kind: Kind::Finite { digits: "0".to_owned(), exponent: 0 } }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.pad(&text)
    }
}

impl Decimal {
    /// Whether this is a zero of either sign.
    pub fn is_zero(&self) -> bool {
        matches!(&self.kind, Kind::Finite { digits, .. } if digits == "0")
    }

    /// Whether this is neither an infinity nor a NaN.
    pub fn is_finite(&self) -> bool {
        matches!(self.kind, Kind::Finite { .. })
    }

    /// Whether this has no fraction.
    pub(super) fn is_integer(&self) -> bool {
        self.is_zero() || (self.is_finite() && self.normal().2 >= 0)
    }

    /// Appends what `str()` gives.
    pub(super) fn write(&self, out: &mut String) {
        self.write_scientific('E', out);
    }

    fn write_scientific(&self, letter: char, out: &mut String) {
        if self.negative {
            out.push('-');
        }
        let (digits, exponent) = match &self.kind {
            Kind::Infinity => return out.push_str("Infinity"),
            Kind::Nan { signalling, payload } => {
                out.push_str(if *signalling { "sNaN" } else { "NaN" });
                return out.push_str(payload);
            }
            Kind::Finite { digits, exponent } => (digits, *exponent),
        };
        let point_at = digits.len() as i64 + exponent;
        if exponent <= 0 && point_at > -6 {
            return write_plain(digits, exponent, out);
        }
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        out.push(letter);
        write_exponent(point_at - 1, out);
    }

    /// The integer that is left when the fraction is dropped.
    ///
    /// # Errors
    /// `OverflowError` for an infinity, `ValueError` for a NaN, and for more digits than Python writes.
    pub(super) fn to_integer(&self) -> Result<BigInt, FormatError> {
        let (digits, exponent) = match &self.kind {
            Kind::Infinity => return Err(FormatError::Overflow("cannot convert Infinity to integer".to_owned())),
            Kind::Nan { .. } => return Err(FormatError::Value("cannot convert NaN to integer".to_owned())),
            Kind::Finite { digits, exponent } => (digits, *exponent),
        };
        let length = digits.len() as i64 + exponent;
        if length <= 0 || self.is_zero() {
            return Ok(BigInt::default());
        }
        if length > MAX_DECIMAL_DIGITS as i64 {
            return Err(too_many_digits());
        }
        let mut whole = digits.get(..length as usize).unwrap_or(digits).to_owned();
        whole.extend(std::iter::repeat_n('0', (length as usize).saturating_sub(digits.len())));
        let whole: BigInt = whole.parse().unwrap_or_default();
        Ok(if self.negative { -whole } else { whole })
    }

    /// The nearest float.
    ///
    /// # Errors
    /// `ValueError` for a signalling NaN.
    pub(super) fn to_f64(&self) -> Result<f64, FormatError> {
        let magnitude = match &self.kind {
            Kind::Infinity => f64::INFINITY,
            Kind::Nan { signalling: true, .. } => {
                return Err(FormatError::Value("cannot convert signaling NaN to float".to_owned()));
            }
            Kind::Nan { .. } => f64::NAN,
            Kind::Finite { digits, exponent } => {
                let exponent = (*exponent).clamp(-i64::from(u32::MAX), i64::from(u32::MAX));
                format!("{digits}e{exponent}").parse().unwrap_or(f64::NAN)
            }
        };
        Ok(if self.negative { -magnitude } else { magnitude })
    }

    /// The float that has exactly this value, if there is one: what a number with a fraction is compared as.
    ///
    /// Few decimals need more than a look at their last digit.
    pub(super) fn as_exact_f64(&self) -> Option<f64> {
        let Kind::Finite { .. } = self.kind else { return None };
        let (_, digits, exponent) = self.normal();
        if exponent >= 0 {
            return None;
        }
        // A fraction of a power of two has a 5 at its end, and as many digits after the point as the power says.
        let after_point = usize::try_from(exponent.unsigned_abs()).ok().filter(|count| *count <= MOST_BINARY_DIGITS)?;
        if !digits.ends_with('5') || digits.len() > MOST_SIGNIFICANT || digits.len() * 10 < after_point * 6 {
            return None;
        }
        let nearest = self.to_f64().ok()?;
        let (mantissa, power) = binary(nearest);
        if power != -(after_point as i32) {
            return None;
        }
        // mantissa / 2^n is mantissa * 5^n / 10^n.
        let scaled = BigInt::from(mantissa) * BigInt::from(5).pow(after_point as u32);
        (digits.parse() == Ok(scaled)).then_some(nearest)
    }

    /// How many digits the number has, and how many its integer would have.
    pub(crate) fn lengths(&self) -> (usize, usize) {
        match &self.kind {
            Kind::Finite { digits, exponent } => {
                let whole = (digits.len() as i64).saturating_add(*exponent).clamp(0, MAX_DECIMAL_DIGITS as i64);
                (digits.len(), whole as usize)
            }
            Kind::Infinity | Kind::Nan { .. } => (0, 0),
        }
    }

    /// Sign, digits without zeros at the end, and exponent: the same for equal numbers.
    fn normal(&self) -> (bool, &str, i64) {
        match &self.kind {
            Kind::Finite { .. } if self.is_zero() => (false, "0", 0),
            Kind::Finite { digits, exponent } => {
                let significant = digits.trim_end_matches('0');
                (self.negative, significant, exponent + (digits.len() - significant.len()) as i64)
            }
            Kind::Infinity => (self.negative, "inf", 0),
            Kind::Nan { .. } => (false, "nan", 0),
        }
    }
}

/// The most binary digits after the point, and the most significant decimal ones, that a double has.
const MOST_BINARY_DIGITS: usize = 1074;
const MOST_SIGNIFICANT: usize = 767;

/// The magnitude of a finite float as an odd number times a power of two.
fn binary(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let (fraction, biased) = (bits & ((1 << 52) - 1), (bits >> 52) as i32 & 0x7FF);
    let (mantissa, power) = if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    let zeros = if mantissa == 0 { 0 } else { mantissa.trailing_zeros() };
    (mantissa >> zeros, power + zeros as i32)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.normal() == other.normal()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normal().hash(state);
    }
}

fn parse(text: &str) -> Option<Decimal> {
    let text: String = text.trim().chars().filter(|c| *c != '_').collect();
    let (negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, &text[..]),
    };
    let lower = text.to_ascii_lowercase();
    let kind = if lower == "inf" || lower == "infinity" {
        Kind::Infinity
    } else if let Some(payload) = lower.strip_prefix("nan") {
        Kind::Nan { signalling: false, payload: nan_payload(payload)? }
    } else if let Some(payload) = lower.strip_prefix("snan") {
        Kind::Nan { signalling: true, payload: nan_payload(payload)? }
    } else {
        finite(&lower)?
    };
    Some(Decimal { negative, kind })
}

fn finite(text: &str) -> Option<Kind> {
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = [whole, fraction].concat();
    let digits = match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    };
    let exponent = exponent.checked_sub(fraction.len() as i64)?;
    let adjusted = exponent.checked_add(digits.len() as i64 - 1)?;
    (adjusted <= MAX_EXPONENT && exponent >= MIN_EXPONENT).then_some(Kind::Finite { digits, exponent })
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn nan_payload(digits: &str) -> Option<String> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.trim_start_matches('0').to_owned())
}

/// Appends digits with a point where the exponent (zero or less) puts it.
fn write_plain(digits: &str, exponent: i64, out: &mut String) {
    let point_at = digits.len() as i64 + exponent;
    if exponent >= 0 {
        out.push_str(digits);
        out.extend(std::iter::repeat_n('0', exponent as usize));
    } else if point_at > 0 {
        out.push_str(&digits[..point_at as usize]);
        out.push('.');
        out.push_str(&digits[point_at as usize..]);
    } else {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', point_at.unsigned_abs() as usize));
        out.push_str(digits);
    }
}

fn write_exponent(exponent: i64, out: &mut String) {
    if exponent >= 0 {
        out.push('+');
    }
    write_i64(exponent, out);
}

/// Rounds digits to `keep` of them, half to even; whether a digit was added in front (`99.9` becomes `100`).
fn round_digits(digits: &mut String, keep: usize) -> bool {
    let bytes = digits.as_bytes();
    let Some(&next) = bytes.get(keep) else { return false };
    let tail_is_zero = bytes[keep + 1..].iter().all(|b| *b == b'0');
    let odd = keep > 0 && (bytes[keep - 1] - b'0') % 2 == 1;
    let up = match next.cmp(&b'5') {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => !tail_is_zero || odd,
    };
    let mut kept: Vec<u8> = bytes[..keep].to_vec();
    let mut carried = up;
    for digit in kept.iter_mut().rev() {
        if !carried {
            break;
        }
        carried = *digit == b'9';
        *digit = if carried { b'0' } else { *digit + 1 };
    }
    if carried {
        kept.insert(0, b'1');
    }
    *digits = kept.into_iter().map(char::from).collect();
    carried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_python_does() {
        for (given, expected) in [
            ("1.50", "1.50"),
            (" -0.0_1 ", "-0.01"),
            ("1E+3", "1E+3"),
            ("123e-9", "1.23E-7"),
            ("0.000001", "0.000001"),
            ("0.0000001", "1E-7"),
            ("0E+2", "0E+2"),
            ("00012", "12"),
            ("-inf", "-Infinity"),
            ("nan0012", "NaN12"),
            ("-sNaN", "-sNaN"),
            (".5", "0.5"),
            ("5.", "5"),
        ] {
            assert_eq!(given.parse::<Decimal>().unwrap().to_string(), expected);
        }
        for wrong in ["", "-", ".", "1e", "e5", "1.2.3", "--1", "0x1", "infin", "1e1000000000000000000"] {
            assert!(wrong.parse::<Decimal>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn rounds_half_to_even() {
        for (digits, keep, expected) in [
            ("25", 1, "2"),
            ("35", 1, "4"),
            ("251", 1, "3"),
            ("999", 2, "100"),
            ("5", 0, ""),
            ("6", 0, "1"),
            ("51", 0, "1"),
        ] {
            let mut text = digits.to_owned();
            round_digits(&mut text, keep);
            assert_eq!(text, expected, "{digits}");
        }
    }

    #[test]
    fn integers_and_floats() {
        let integer = |text: &str| text.parse::<Decimal>().unwrap().to_integer();
        assert_eq!(integer("-12.9").unwrap(), BigInt::from(-12));
        assert_eq!(integer("1.2E+3").unwrap(), BigInt::from(1200));
        assert_eq!(integer("0E+99999999").unwrap(), BigInt::from(0));
        assert!(integer("1E+999999999999").is_err());
        assert_eq!("1E+999999999999".parse::<Decimal>().unwrap().to_f64(), Ok(f64::INFINITY));
    }

    #[test]
    fn a_decimal_knows_whether_it_is_a_float() {
        for float in [0.5, -0.1, 1.0 / 3.0, 123456.789, 5e-324, 2.2250738585072014e-308, 1e-300, 2251799813685248.5] {
            let exact: Decimal = format!("{float:.1100}").parse().unwrap();
            assert_eq!(exact.as_exact_f64(), Some(float), "{float}");
            // The last digit is a 5 still, but the value another one.
            let (_, digits, exponent) = exact.normal();
            let other = Decimal {
                negative: exact.negative,
                kind: Kind::Finite { digits: format!("{}15", &digits[..digits.len() - 1]), exponent: exponent - 1 },
            };
            assert_eq!(other.as_exact_f64(), None, "{float}");
        }
        for text in ["0.1", "0.05", "1.10", "3", "25E+1", "0.15", "1E-400", "0.50000000000000000000005", "nan", "-inf"]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().as_exact_f64(), None, "{text}");
        }
        assert_eq!("0.0".parse::<Decimal>().unwrap().as_exact_f64(), None);
    }
}
