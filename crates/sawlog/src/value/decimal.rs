//! `decimal.Decimal`: digits and a power of ten, printed as Python prints them.

/// A decimal number as Python's `decimal` module has it: sign, digits and exponent, an infinity, or a NaN.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// Whether a minus stands before it.
    pub(super) negative: bool,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
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

impl Decimal {
    /// Whether this is a zero of either sign.
    pub fn is_zero(&self) -> bool {
        matches!(&self.kind, Kind::Finite { digits, .. } if digits == "0")
    }
}
