//! Two fences that work against each other like two full ones, of which the one that is on every record's way costs nothing.
//!
//! Who puts a record in has to look, after that, whether the listener sleeps; who goes to sleep has to look, after saying so, whether
//! there is a record. A full fence on both sides has one of them see the other. The caller's would wait until all that it
//! has written has left its core, some of it to memory that the listener's core has. Linux offers the listener to do both
//! (`membarrier(2)`). Elsewhere, both are full fences.

use std::sync::atomic::{AtomicU8, Ordering, compiler_fence, fence};

const UNASKED: u8 = 0;
const OFFERED: u8 = 1;
const NOT_OFFERED: u8 = 2;

/// What the system offers.
static OFFER: AtomicU8 = AtomicU8::new(UNASKED);

/// For who must not wait: what was written before is written, and what comes after is read, as [`heavy`] sees it.
#[inline]
pub(super) fn light() {
    if OFFER.load(Ordering::Relaxed) == OFFERED {
        compiler_fence(Ordering::SeqCst);
    } else {
        fence(Ordering::SeqCst);
    }
}

/// For who may wait, as every thread does for a system call.
pub(super) fn heavy() {
    fence(Ordering::SeqCst);
    if OFFER.load(Ordering::Relaxed) == OFFERED {
        system::barrier();
    }
    fence(Ordering::SeqCst);
}

/// Asks what the system offers; until then both fences are full ones.
pub(super) fn prepare() {
    if OFFER.load(Ordering::Relaxed) == UNASKED {
        OFFER.store(if system::is_offered() { OFFERED } else { NOT_OFFERED }, Ordering::SeqCst);
    }
}

#[cfg(target_os = "linux")]
mod system {
    use rustix::thread::{MembarrierCommand, membarrier};

    /// Has every running thread of the process go through a full fence.
    pub(super) fn barrier() {
        // A child of a fork has its parent's registration; where it has not, it is made now.
        if membarrier(MembarrierCommand::PrivateExpedited).is_err() && is_offered() {
            let _ = membarrier(MembarrierCommand::PrivateExpedited);
        }
    }

    pub(super) fn is_offered() -> bool {
        membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn barrier() {}

    pub(super) fn is_offered() -> bool {
        false
    }
}
