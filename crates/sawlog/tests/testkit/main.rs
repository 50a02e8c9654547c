//! Every handler that ships, through the test kit; and handlers that break one rule each, which the kit has to find.
//!
//! One file a handler: `sinks` has what those that write files have in common, `peers` the other end of those that send.

mod broken;
mod peers;
mod sinks;

mod datagram;
mod file;
#[cfg(feature = "http")]
mod http;
mod journald;
mod memory;
mod null;
mod queue;
mod rotating;
#[cfg(feature = "smtp")]
mod smtp;
mod socket;
mod stream;
mod syslog;
mod timed;
mod watched;
