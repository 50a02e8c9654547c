//! The thread that looks after a backlog: it lives as long as something waits.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::delivery::Shared;

/// How long it waits for the peer at a time; in between, the connection is looked at.
const PATIENCE: Duration = Duration::from_secs(1);

/// Starts the thread. Without one, the senders themselves look for the peer, when the back-off lets them.
pub(super) fn start(shared: &Arc<Shared>) -> bool {
    let shared = Arc::clone(shared);
    thread::Builder::new().name("sawlog-net".to_owned()).spawn(move || run(&shared)).is_ok()
}

fn run(shared: &Shared) {
    let _leaving = Leaving(shared);
    loop {
        // Whoever is busy may take as long as it likes.
        let mut state = shared.idle(Instant::now() + PATIENCE);
        if state.ended || state.backlog.is_empty() {
            state.has_courier = false;
            return;
        }
        if state.busy {
            continue;
        }
        let wait = if state.stream.is_some() { Duration::ZERO } else { state.back_off.wait(Instant::now()) };
        if wait.is_zero() {
            let patience = PATIENCE.max(shared.timeout);
            drop(shared.deliver(state, Instant::now() + patience, false));
        } else {
            let waited = shared.changed.wait_timeout(state, wait);
            drop(waited.unwrap_or_else(|e| e.into_inner()));
        }
    }
}

/// Has another thread be started if this one panics.
struct Leaving<'s>(&'s Shared);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let mut state = self.0.lock();
            (state.busy, state.has_courier) = (false, false);
        }
    }
}
