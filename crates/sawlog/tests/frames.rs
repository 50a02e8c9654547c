//! The wire: real frames of CPython, and hostile ones.

#[path = "frames/expected.rs"]
mod expected;
#[path = "frames/hostile.rs"]
mod hostile;
#[path = "frames/real.rs"]
mod real;
