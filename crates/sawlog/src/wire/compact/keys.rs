//! What keys of a dict, or items of a set, cost to be compared.

use crate::value::Value;

/// A comparison of two keys costs a step for each value in them, or for so many bytes; so many steps are made for one payload.
pub(super) const KEY_STEPS: usize = 4_000_000;
const STEP: usize = 32;
/// A key of more values than this is shown, but not compared by its items.
pub(super) const KEY_WEIGHT: usize = 1_000;
/// Hashes look at no more values of a tuple than these.
const HASHED: usize = 64;

/// What it takes to hash and compare a key.
pub(super) struct Weighed {
    /// How many more values are looked at.
    left: usize,
    pub(super) steps: usize,
    /// Whether others are likely to have the same hash.
    pub(super) collides: bool,
}

impl Weighed {
    pub(super) fn new() -> Weighed {
        Weighed { left: KEY_WEIGHT, steps: 0, collides: false }
    }

    /// Whether there are more values in it than a key may have.
    pub(super) fn is_heavy(&self) -> bool {
        self.left == 0
    }

    /// Looks into a value, as far as there is anything left; whether Python could hash it.
    pub(super) fn add(&mut self, value: &Value<'static>) -> bool {
        if self.left == 0 {
            return true;
        }
        self.left -= 1;
        self.steps += 1;
        self.collides |= KEY_WEIGHT - self.left > HASHED;
        match value {
            Value::Str(text) => self.steps += text.len() / STEP,
            Value::Bytes(bytes) => self.steps += bytes.len() / STEP,
            Value::Opaque(opaque) => self.steps += opaque.repr.len() / STEP,
            Value::BigInt(number) => self.steps += number.bits() as usize / (8 * STEP),
            Value::Float(number) => self.collides |= !number.is_finite(),
            Value::Decimal(number) => {
                // Read as a float and as an integer, whichever it may be.
                let (digits, whole) = number.lengths();
                self.steps += 8 + digits / STEP + whole / 8;
                self.collides |= !number.is_finite();
            }
            Value::Tuple(items) => return items.iter().all(|item| self.add(item)),
            Value::Set(set) if set.is_frozen() => {
                self.collides = true;
                return set.iter().all(|item| self.add(item));
            }
            Value::List(_) | Value::Dict(_) | Value::Set(_) => return false,
            _ => {}
        }
        true
    }
}
