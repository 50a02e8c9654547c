//! Conformance harness.
fn main() {}
