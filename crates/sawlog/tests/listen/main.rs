//! Listening for configurations: real sockets, real clients, and those that mean harm.

#[path = "../python/mod.rs"]
mod python; // the CPython that clients run in, and that is compared with
#[path = "../skipped/mod.rs"]
mod skipped; // what this machine lacks, told

mod server; // a listener of a test's own, and raw clients

mod control; // levels, trees, configurations in other languages
mod frames; // the protocol, kept and broken
mod levels; // levels that go back by themselves
mod policy; // what may not be made from outside
mod same_as_python; // what CPython's `listen` makes of the same frames
mod signed; // keys, times, replays
mod sockets; // ports and paths: taken, freed, left behind
