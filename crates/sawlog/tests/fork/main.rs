//! What becomes of a process that forks while its threads log: its children hang nowhere, and repeat nothing.
//!
//! The processes that fork are this program itself, started again, so that no other test is forked with them.

#[path = "../backups/left.rs"]
#[allow(dead_code, reason = "some of it is for backups")]
mod left;

mod forking;
mod ours;
mod program;
mod settings;
mod sinks;
mod stuck;
mod within;
