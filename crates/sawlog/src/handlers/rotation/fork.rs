//! How many forks lie between this process and the one that was started: what a parent's thread held is nobody's here.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of forks since the library was first used for this.
pub(in crate::handlers) fn generation() -> u64 {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        crate::platform::on_fork_child(|| {
            GENERATION.fetch_add(1, Ordering::Relaxed);
        });
    });
    GENERATION.load(Ordering::Relaxed)
}

static GENERATION: AtomicU64 = AtomicU64::new(0);
