//! How much memory a value takes, near enough to bound what is kept of it.

use super::Value;

/// Values looked at in one footprint; what lies beyond them counts by its own size alone.
const MOST: u32 = 10_000;
/// How deep containers are looked into.
const DEEPEST: u32 = 32;

impl Value<'_> {
    /// The bytes that the value takes, its text and items included. What is shared counts wherever it is met.
    pub(crate) fn footprint(&self) -> usize {
        let mut left = MOST;
        measure(self, DEEPEST, &mut left)
    }
}

fn measure(value: &Value<'_>, depth: u32, left: &mut u32) -> usize {
    let own = size_of::<Value<'_>>();
    if depth == 0 || *left == 0 {
        return own;
    }
    *left -= 1;
    let mut below = |value: &Value<'_>| measure(value, depth - 1, left);
    own + match value {
        Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) => 0,
        Value::BigInt(number) => number.bits() as usize / 8,
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) | Value::Tuple(items) => items.iter().map(below).sum(),
        Value::Dict(dict) => dict.iter().map(|(key, value)| below(key) + below(value)).sum(),
        Value::Set(set) => set.iter().map(below).sum(),
        Value::Decimal(_) => 64,
        Value::Opaque(opaque) => opaque.type_name.len() + opaque.text.len() + opaque.repr.len(),
        Value::Foreign(_) => 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_holds_counts() {
        let text = Value::from("x".repeat(1000));
        assert!((1000..1100).contains(&text.footprint()));
        let many = Value::list((0..10).map(|_| Value::from("x".repeat(1000))));
        assert!((10_000..11_000).contains(&many.footprint()));
    }

    #[test]
    fn a_value_within_itself_a_million_times_is_measured_at_once() {
        let mut value = Value::from("x".repeat(1000));
        for _ in 0..20 {
            value = Value::list([value.clone(), value]);
        }
        assert!(value.footprint() > 1_000_000);
    }
}
