//! The line that every contender writes: 71 bytes, its end included.
//!
//! `2026-11-22 18:16:45,123 INFO shop.basket put 100042 into sheila's cart`

use anyhow::ensure;

pub const LOGGER: &str = "shop.basket";
pub const BASKET: &str = "sheila's cart";
/// Bytes of a line, its end included.
pub const LENGTH: u64 = 71;

/// The first argument of a call: always six digits.
pub fn item(call: u64) -> u64 {
    100_000 + call % 900_000
}

/// Whether a line has the shape that all have.
pub fn check(line: &str) -> anyhow::Result<()> {
    let shape: String = line.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let expected = format!("0000-00-00 00:00:00,000 INFO {LOGGER} put 000000 into {BASKET}");
    // spdlog-rs knows the level by the same name in small letters.
    ensure!(shape.replace(" info ", " INFO ") == expected, "this line is unlike the others': {line:?}");
    Ok(())
}
