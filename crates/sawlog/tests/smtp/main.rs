//! `SMTPHandler` and a real mail server that demands STARTTLS and a login, beside what CPython's own handler sends.
#![cfg(feature = "smtp")]

mod bad_days;
mod batches;
mod configured;
mod exit;
#[path = "../python/mod.rs"]
mod python;
mod same_as_python;
mod server;
#[path = "../silent_names/mod.rs"]
mod silent_names;
#[path = "../skipped/mod.rs"]
mod skipped;
mod tls;
