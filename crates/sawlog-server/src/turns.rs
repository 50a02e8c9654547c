//! Who may block: handlers write to files and terminals while a runtime's thread waits for them.
//!
//! All but one of the runtime's threads may do so in place, which costs nothing. The last one asks for a replacement
//! first, so that there is always a thread that serves the other connections.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The turns of a multi-threaded runtime's workers.
#[derive(Debug)]
pub(crate) struct Turns {
    busy: AtomicUsize,
    workers: usize,
}

impl Turns {
    /// For a runtime with this many worker threads.
    pub(crate) fn new(workers: usize) -> Turns {
        Turns { busy: AtomicUsize::new(0), workers }
    }

    /// Runs what may block, on the present worker thread.
    pub(crate) fn take<R>(&self, f: impl FnOnce() -> R) -> R {
        let busy = Busy::begin(&self.busy);
        if busy.others + 1 < self.workers {
            return f();
        }
        drop(busy);
        tokio::task::block_in_place(f)
    }
}

/// A worker that may be blocked; no longer when dropped, by a panic too.
struct Busy<'a> {
    count: &'a AtomicUsize,
    others: usize,
}

impl<'a> Busy<'a> {
    fn begin(count: &'a AtomicUsize) -> Busy<'a> {
        Busy { count, others: count.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn blocked_turns_leave_a_thread_for_the_others() {
        let workers = 2;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).build().unwrap();
        let turns = Arc::new(Turns::new(workers));
        let (release, blocked) = mpsc::channel::<()>();
        let blocked = Arc::new(Mutex::new(blocked));
        let stuck: Vec<_> = (0..5)
            .map(|_| {
                let (turns, blocked) = (Arc::clone(&turns), Arc::clone(&blocked));
                runtime.spawn(async move { turns.take(|| blocked.lock().unwrap().recv().unwrap()) })
            })
            .collect();
        let free = runtime.spawn(async { 7 });
        assert_eq!(runtime.block_on(free).unwrap(), 7);
        for task in stuck {
            release.send(()).unwrap();
            drop(task);
        }
    }
}
