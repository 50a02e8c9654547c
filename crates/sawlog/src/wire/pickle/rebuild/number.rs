//! Numbers that are no `int` or `float`: `Decimal`, `Fraction`, `complex`; and `UUID`, which is one large `int`.

use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};

use super::{Call, Made, text_only};
use crate::value::{Decimal, Uuid, Value, repr};
use crate::wire::error::PickleErrorKind as Kind;
use crate::wire::pickle::item::{Item, Node};
use crate::wire::pickle::names;

/// Characters of a number's text.
const MAX_TEXT: usize = 4300;

/// `Decimal("1.10")`.
pub(super) fn decimal(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let [text] = call.args else { return Ok(None) };
    let Some(text) = call.short_text(*text, MAX_TEXT) else { return Ok(None) };
    call.converter.charge(text.len())?;
    Ok(text.parse::<Decimal>().ok().map(|number| Made::scalar(Value::from(number))))
}

/// `Fraction(-3, 7)`, or `Fraction("-3/7")` as older Pythons have it.
pub(super) fn fraction(call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let texts = call.args.iter().take(2).map(|part| match call.text(*part) {
        Some(text) => text.len().min(MAX_TEXT),
        None => match names::node(*part, call.converter.nodes) {
            // A digit takes three bits and some.
            Some(Node::BigInt(number)) => number.bits() as usize / 3,
            _ => 0,
        },
    });
    // Both texts of the fraction hold both numbers; reading and reducing them take room for several copies more.
    let len = 8 * texts.sum::<usize>();
    call.converter.charge(len)?;
    Ok(known_fraction(call))
}

fn known_fraction(call: &Call<'_, '_, '_>) -> Option<Made> {
    let (numerator, denominator) = match call.args {
        [text] => {
            let text = call.short_text(*text, MAX_TEXT)?;
            let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
            (numerator.parse().ok()?, denominator.parse().ok()?)
        }
        [numerator, denominator] => (call.integer(*numerator)?, call.integer(*denominator)?),
        _ => return None,
    };
    if denominator <= BigInt::zero() {
        return None;
    }
    let text =
        if denominator == BigInt::from(1) { numerator.to_string() } else { format!("{numerator}/{denominator}") };
    Some(text_only("fractions.Fraction", text, format!("Fraction({numerator}, {denominator})")))
}

/// `complex(1.5, -2.0)`.
pub(super) fn complex(call: &Call<'_, '_, '_>) -> Option<Made> {
    let [Item::Float(real), Item::Float(imaginary)] = call.args else { return None };
    let sign = if imaginary.is_sign_negative() && !imaginary.is_nan() { "" } else { "+" };
    let text = if *real == 0.0 && real.is_sign_positive() {
        format!("{}j", part(*imaginary))
    } else {
        format!("({}{sign}{}j)", part(*real), part(*imaginary))
    };
    Some(text_only("complex", text.clone(), text))
}

/// A part of a complex number: as a float prints, but without the zero after the point.
fn part(number: f64) -> String {
    let mut text = String::new();
    // Floats always have a text.
    let _ = repr::write_repr(&Value::Float(number), &mut text);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// `UUID`: the state has its number.
pub(super) fn uuid(call: &Call<'_, '_, '_>) -> Option<Made> {
    let number = call.integer(call.state("int")?)?.to_u128()?;
    Some(Made::scalar(Value::from(Uuid::from_u128(number))))
}
