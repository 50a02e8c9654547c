//! `HTTPHandler` and CPython's own web server, beside what CPython's own handler sends there.
#![cfg(feature = "http")]

mod answers;
mod bad_days;
mod captured;
mod configured;
#[path = "../python/mod.rs"]
mod python;
mod same_as_python;
mod server;
#[path = "../silent_names/mod.rs"]
mod silent_names;
#[path = "../skipped/mod.rs"]
mod skipped;
