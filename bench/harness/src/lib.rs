//! What the measured programs have in common: the line that all write, and how their calls are made and timed.

pub mod line;
mod peer;
pub mod timed;

pub use peer::{CAPACITY, Peer, main};
