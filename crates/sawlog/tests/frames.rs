//! The wire: real frames of CPython, hostile ones, the project's own samples, and random bytes.

#[path = "frames/blow_up.rs"]
mod blow_up;
#[path = "frames/budget.rs"]
mod budget;
#[path = "frames/compact.rs"]
mod compact;
#[path = "frames/compact_hostile.rs"]
mod compact_hostile;
#[path = "frames/expected.rs"]
mod expected;
#[path = "frames/framing.rs"]
mod framing;
#[path = "frames/hostile.rs"]
mod hostile;
#[path = "frames/json.rs"]
mod json;
#[path = "frames/opcodes.rs"]
mod opcodes;
#[path = "frames/real.rs"]
mod real;
#[path = "frames/shared.rs"]
mod shared;
mod skipped;
