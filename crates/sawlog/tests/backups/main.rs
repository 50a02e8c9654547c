//! What rotating handlers do beyond Python's: compressed backups, limits on them, files that several processes share.
//!
//! The processes are this program itself, started again.

#[path = "../python/mod.rs"]
mod python;
#[path = "../skipped/mod.rs"]
mod skipped;

mod child;
mod compressed;
mod configured;
mod disk_full;
mod forked;
mod killed;
mod left;
mod places;
mod processes;
mod retained;
mod size_and_time;
