//! Floats as text: the shortest that reads back the same, and C's `e`, `f` and `g` with any precision.

use std::fmt::Write as _;

use crate::scratch::Scratch;

/// How a float is written.
#[derive(Clone, Copy)]
pub(super) struct FloatStyle {
    pub(super) notation: Notation,
    pub(super) precision: usize,
    /// C's `#`: keep the point and, for `g`, the zeros at the end.
    pub(super) alternate: bool,
    /// Always at least one digit after the point, unless there is an exponent.
    pub(super) point_zero: bool,
    /// `E`, `INF`, `NAN`.
    pub(super) upper: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// `e`
    Exponent,
    /// `f`
    Fixed,
    /// `g`
    General,
    /// `repr()`; the precision does not count.
    Shortest,
}

/// Appends what `repr()` of a float gives.
pub(super) fn write_repr(number: f64, out: &mut String) {
    let style =
        FloatStyle { notation: Notation::Shortest, precision: 0, alternate: false, point_zero: true, upper: false };
    write_float(number, style, out);
}

/// Appends a float, with a minus if it is negative.
pub(super) fn write_float(number: f64, style: FloatStyle, out: &mut String) {
    if !number.is_finite() {
        out.push_str(match (number.is_nan(), number > 0.0, style.upper) {
            (true, _, false) => "nan",
            (true, _, true) => "NAN",
            (_, true, false) => "inf",
            (_, true, true) => "INF",
            (_, false, false) => "-inf",
            (_, false, true) => "-INF",
        });
        return;
    }
    if number.is_sign_negative() {
        out.push('-');
    }
    let number = number.abs();
    if style.notation == Notation::Fixed {
        let exact = style.precision.min(MAX_EXACT);
        let _ = write!(out, "{number:.exact$}");
        zeros(style.precision - exact, out);
        if style.precision == 0 && style.alternate {
            out.push('.');
        }
        return;
    }
    // The digits `d.ddd` and the power of ten that belongs to them.
    let mut buffer = Scratch::take();
    let significant = match style.notation {
        Notation::Exponent => style.precision + 1,
        _ => style.precision.max(1),
    };
    let _ = match style.notation {
        Notation::Shortest => write!(buffer, "{number:e}"),
        _ => write!(buffer, "{number:.*e}", (significant - 1).min(MAX_EXACT)),
    };
    let (mantissa, exponent) = buffer.split_once('e').unwrap_or((&buffer, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (first, rest) = mantissa.split_at(1);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    match style.notation {
        Notation::Exponent => {
            let missing = style.precision - rest.len();
            with_exponent(first, rest, missing, exponent, style, out);
        }
        _ => {
            let limit = match style.notation {
                Notation::Shortest => 16,
                _ => significant as i64 - i64::from(style.point_zero),
            };
            let keep_zeros = style.alternate && style.notation == Notation::General;
            let rest = if keep_zeros { rest } else { rest.trim_end_matches('0') };
            let missing = if keep_zeros { significant - 1 - rest.len() } else { 0 };
            let point_at = i64::from(exponent) + 1;
            if point_at <= -4 || point_at > limit {
                with_exponent(first, rest, missing, exponent, style, out);
            } else {
                positional(first, rest, missing, exponent, style, out);
            }
        }
    }
}

/// No double has more digits after its point, nor more significant ones.
const MAX_EXACT: usize = 1100;

fn with_exponent(first: &str, rest: &str, missing: usize, exponent: i32, style: FloatStyle, out: &mut String) {
    out.push_str(first);
    if !rest.is_empty() || missing > 0 || style.alternate {
        out.push('.');
    }
    out.push_str(rest);
    zeros(missing, out);
    out.push(if style.upper { 'E' } else { 'e' });
    out.push(if exponent < 0 { '-' } else { '+' });
    let _ = write!(out, "{:02}", exponent.unsigned_abs());
}

fn positional(first: &str, rest: &str, missing: usize, exponent: i32, style: FloatStyle, out: &mut String) {
    if exponent < 0 {
        out.push_str("0.");
        zeros(exponent.unsigned_abs() as usize - 1, out);
        out.push_str(first);
        out.push_str(rest);
        zeros(missing, out);
        return;
    }
    let whole = exponent as usize;
    let known = whole.min(rest.len());
    let padded = whole - known;
    out.push_str(first);
    out.push_str(&rest[..known]);
    zeros(padded, out);
    let fraction = &rest[known..];
    let missing = missing.saturating_sub(padded);
    if !fraction.is_empty() || missing > 0 {
        out.push('.');
        out.push_str(fraction);
        zeros(missing, out);
    } else if style.point_zero {
        out.push_str(".0");
    } else if style.alternate {
        out.push('.');
    }
}

fn zeros(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n('0', count));
}
