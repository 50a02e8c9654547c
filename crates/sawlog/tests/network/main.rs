//! Handlers that send over the network, with CPython's own means at the other end.

#[path = "../python/mod.rs"]
mod python;
#[path = "../skipped/mod.rs"]
mod skipped;

mod bad_days;
mod cases;
mod datagram;
mod peer;
mod same_as_python;
mod socket;
#[cfg(feature = "tls")]
mod tls;
