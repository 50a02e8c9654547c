//! The program `sawlog`.
fn main() {}
