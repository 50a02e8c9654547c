//! The one thread that compresses and deletes backups, for all handlers of the process.
//!
//! It is started when there is something to do, ends when there has been nothing for a while, and steps back where the
//! system lets a thread do so. What it does is found in the folders, not kept in the queue: work that is given up at the exit,
//! or lost by a kill, is found again at the next start.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::fork::{self, PerProcess};

/// Something to be done off the threads that log.
pub(super) trait Chore: Send + Sync {
    /// Does it, for as long as `go_on` says so.
    fn run(&self, go_on: &dyn Fn() -> bool) -> Outcome;
}

/// What became of a chore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// It has to wait for others, and is tried again after this time.
    Busy(Duration),
    /// It is done, and there may be more after this time.
    Later(Duration),
}

/// How long the exit of the process waits for what is under way.
pub(super) const EXIT_LIMIT: Duration = Duration::from_secs(5);

/// How long it then waits for the thread to put away what is half made.
const GIVE_UP_LIMIT: Duration = Duration::from_millis(200);

/// Has a chore done; one that waits already is not queued twice.
pub(super) fn schedule(chore: Arc<dyn Chore>) {
    let queue = queue();
    let mut state = queue.lock();
    state.add(Waiting { chore, due: Instant::now(), is_busy: false });
    start(queue, state);
}

/// Closes a file off this thread: a file without a name is freed then, which takes its time.
pub(super) fn close(file: File) {
    let queue = queue();
    let mut state = queue.lock();
    if state.to_close.len() < MOST_TO_CLOSE {
        state.to_close.push(file);
        start(queue, state);
    }
}

/// Waits until what is there to do has been done, for so long at most; whether it has.
pub(super) fn wait(limit: Duration) -> bool {
    wait_for(limit, true)
}

/// Waits, also or not for what others hold up.
fn wait_for(limit: Duration, others: bool) -> bool {
    let queue = queue();
    let until = Instant::now() + limit;
    let mut state = queue.lock();
    while state.is_busy(others) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || !state.running {
            return false;
        }
        // A chore that waits for others becomes due without a word.
        let slice = left.min(Duration::from_millis(50));
        state = queue.idle.wait_timeout(state, slice).unwrap_or_else(|e| e.into_inner()).0;
    }
    true
}

/// How long the thread waits for more before it ends.
const LINGER: Duration = Duration::from_secs(10);
const MOST_TO_CLOSE: usize = 64;

static QUEUE: PerProcess<Queue> = PerProcess::new();

struct Queue {
    state: Mutex<State>,
    more: Condvar,
    idle: Condvar,
    give_up: AtomicBool,
}

struct State {
    chores: VecDeque<Waiting>,
    to_close: Vec<File>,
    /// Whether there is a thread, and whether it is at work.
    running: bool,
    working: bool,
}

struct Waiting {
    chore: Arc<dyn Chore>,
    due: Instant,
    /// Whether it is others that it waits for.
    is_busy: bool,
}

fn queue() -> &'static Queue {
    QUEUE.get_or(|_| Queue::new())
}

impl Queue {
    fn new() -> Queue {
        let state = State { chores: VecDeque::new(), to_close: Vec::new(), running: false, working: false };
        Queue { state: Mutex::new(state), more: Condvar::new(), idle: Condvar::new(), give_up: AtomicBool::new(false) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn work(&self) {
        step_back();
        let mut state = self.lock();
        loop {
            let files = std::mem::take(&mut state.to_close);
            let chore = state.take_due();
            if files.is_empty() && chore.is_none() {
                let next = state.chores.iter().map(|waiting| waiting.due).min();
                let time = next.map_or(LINGER, |due| due.saturating_duration_since(Instant::now()));
                self.idle.notify_all();
                let (woken, timeout) = self.more.wait_timeout(state, time).unwrap_or_else(|e| e.into_inner());
                state = woken;
                if timeout.timed_out() && state.chores.is_empty() && state.to_close.is_empty() {
                    state.running = false;
                    return;
                }
                continue;
            }
            state.working = true;
            drop(state);
            drop(files);
            let again = chore.and_then(|chore| match self.run(&*chore) {
                Outcome::Done => None,
                Outcome::Busy(after) => Some(Waiting { chore, due: Instant::now() + after, is_busy: true }),
                Outcome::Later(after) => Some(Waiting { chore, due: Instant::now() + after, is_busy: false }),
            });
            state = self.lock();
            state.working = false;
            if let Some(again) = again {
                state.add(again);
            }
        }
    }

    fn run(&self, chore: &dyn Chore) -> Outcome {
        let go_on = || !self.give_up.load(Ordering::Relaxed);
        // A namer of the program's own may panic.
        let run = std::panic::AssertUnwindSafe(|| chore.run(&go_on));
        std::panic::catch_unwind(run).unwrap_or(Outcome::Done)
    }
}

impl State {
    fn add(&mut self, waiting: Waiting) {
        match self.chores.iter_mut().find(|known| Arc::ptr_eq(&known.chore, &waiting.chore)) {
            Some(known) => known.due = known.due.min(waiting.due),
            None => self.chores.push_back(waiting),
        }
    }

    fn take_due(&mut self) -> Option<Arc<dyn Chore>> {
        let now = Instant::now();
        let at = self.chores.iter().position(|waiting| waiting.due <= now)?;
        self.chores.remove(at).map(|waiting| waiting.chore)
    }

    fn is_busy(&self, others: bool) -> bool {
        let now = Instant::now();
        let to_do = |waiting: &Waiting| waiting.due <= now || (others && waiting.is_busy);
        self.working || !self.to_close.is_empty() || self.chores.iter().any(to_do)
    }
}

fn start(queue: &'static Queue, mut state: MutexGuard<'_, State>) {
    if state.running {
        drop(state);
        return queue.more.notify_all();
    }
    let _within = fork::enter();
    crate::platform::on_exit(at_exit);
    let thread = std::thread::Builder::new().name("sawlog-backups".to_owned()).spawn(|| queue.work());
    // Without a thread the work is found again with the next rotation.
    state.running = thread.is_ok();
}

fn at_exit() {
    wait_for(EXIT_LIMIT, false);
    let queue = queue();
    queue.give_up.store(true, Ordering::Relaxed);
    // What is half made is taken away by the thread, which looks up at each block that it reads.
    let until = Instant::now() + GIVE_UP_LIMIT;
    let mut state = queue.lock();
    while state.working {
        let left = until.saturating_duration_since(Instant::now()).min(Duration::from_millis(5));
        if left.is_zero() {
            return;
        }
        state = queue.idle.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
    }
}

/// Gives other threads the precedence.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        // There a thread has a niceness of its own; elsewhere it would be the whole process.
        let _ = rustix::process::nice(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    struct Counts {
        runs: AtomicUsize,
        waits: usize,
    }

    impl Chore for Counts {
        fn run(&self, _: &dyn Fn() -> bool) -> Outcome {
            match self.runs.fetch_add(1, Ordering::SeqCst) < self.waits {
                true => Outcome::Busy(Duration::from_millis(1)),
                false => Outcome::Done,
            }
        }
    }

    #[test]
    fn a_chore_is_done_and_one_that_waits_is_tried_again() {
        let chore = Arc::new(Counts { runs: AtomicUsize::new(0), waits: 3 });
        schedule(chore.clone());
        assert!(wait(Duration::from_secs(60)));
        assert_eq!(chore.runs.load(Ordering::SeqCst), 4);
    }

    #[test]
    fn a_chore_that_panics_does_not_end_the_others() {
        struct Panics;
        impl Chore for Panics {
            fn run(&self, _: &dyn Fn() -> bool) -> Outcome {
                panic!("in a namer")
            }
        }
        let chore = Arc::new(Counts { runs: AtomicUsize::new(0), waits: 0 });
        schedule(Arc::new(Panics));
        schedule(chore.clone());
        assert!(wait(Duration::from_secs(60)));
        assert_eq!(chore.runs.load(Ordering::SeqCst), 1);
    }
}
