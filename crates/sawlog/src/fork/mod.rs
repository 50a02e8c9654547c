//! What a process that forks needs: that no thread is within the library meanwhile, and that the child knows what was its
//! parent's.
//!
//! The child of a fork has all of its parent's memory and one of its threads. A lock that another thread held stays
//! locked, so a fork waits at a [gate](enter) until nobody holds one of ours. What threads of the parent's work with,
//! queues and connections, the child makes anew ([`PerProcess`]); locks and connections themselves it lets go of ([`Alone`]).

use std::sync::atomic::{AtomicU64, Ordering};

mod alone;
mod gate;
mod locked;
mod per_process;
mod place;

pub(crate) use alone::Alone;
pub(crate) use gate::{enter, hold, outside};
pub(crate) use locked::{Guarded, Locked, lock, read, write};
pub(crate) use per_process::PerProcess;
pub(crate) use place::Within;

/// Which process this is, by the forks that led to it; what was made in another generation is not ours.
#[inline]
pub(crate) fn generation() -> u64 {
    match GENERATION.load(Ordering::Relaxed) {
        0 => first_generation(),
        generation => generation,
    }
}

/// 0 until forks are heeded.
static GENERATION: AtomicU64 = AtomicU64::new(0);

#[cold]
fn first_generation() -> u64 {
    gate::install();
    GENERATION.load(Ordering::Relaxed)
}
