//! Queues of records in one process: what arrives, what is dropped, and how it ends.

#[path = "../python/mod.rs"]
mod python;
#[path = "../skipped/mod.rs"]
mod skipped;

mod configured;
mod delivery;
mod dispatch;
mod ending;
mod full;
mod kept;
mod lent;
mod memory;
mod own_queue;
mod rendering;
mod same_as_direct;
mod sharing;
mod slow_sink;
mod stress;
mod threads;
mod unix;
mod unix_kept;
mod unix_own;
mod unix_strangers;
