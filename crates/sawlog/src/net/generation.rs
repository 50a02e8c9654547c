//! Which process this is: a forked child has its parent's memory, but neither its threads nor a right to its connections.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often the process's ancestors forked on the way to it; what was made in another generation is not ours.
pub(crate) fn generation() -> u64 {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| crate::platform::on_fork_child(forked));
    GENERATION.load(Ordering::Relaxed)
}

static GENERATION: AtomicU64 = AtomicU64::new(0);

fn forked() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
}
