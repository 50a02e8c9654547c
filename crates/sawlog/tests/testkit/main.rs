//! Every handler that ships, through the test kit; and handlers that break one rule each, which the kit has to find.
//!
//! One file a handler: `sinks` has what their sinks have in common.

mod broken;
mod sinks;

mod file;
mod memory;
mod null;
mod stream;
