//! Documents written as text: what they look like, that they say the same to us and to Python, what formats cannot say.

#[path = "../config_text/canonical.rs"]
mod canonical;
#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../python/mod.rs"]
mod interpreter;
#[path = "../config_text/python.rs"]
mod python;
#[path = "../skipped/mod.rs"]
mod skipped;

mod in_python; // real CPython, configured by both
mod ini; // what fileConfig's text looks like, and what it cannot say
mod looks; // what a person would write
mod proof; // `Document::convert`
mod refused; // what a format cannot say
mod round_trip; // every configuration of the repository
mod texts; // texts that need quotes
