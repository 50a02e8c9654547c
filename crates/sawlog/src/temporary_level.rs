//! Levels that go back by themselves: [`Manager::set_level_for`], and the thread that waits for their time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::error::LevelError;
use crate::fork::{self, Locked, generation};
use crate::level::IntoLevel;
use crate::logger::Logger;
use crate::manager::Manager;

/// The longest time; whoever asks for more gets this.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

impl Manager {
    /// Sets a logger's level for a time, at most a year; after it the level of before comes back by itself.
    ///
    /// Whoever sets the level meanwhile, by [`Logger::set_level`] or by an incremental configuration, ends it: that level
    /// stays. A level that is set for a time again takes the place of this one, and what comes back is still the
    /// level of before the first. A configuration that is not incremental has it come back at once, and then
    /// does what it says.
    ///
    /// ```
    /// use std::time::Duration;
    /// use sawlog::{Level, Manager};
    ///
    /// let manager = Manager::new();
    /// manager.set_level_for("shop.db", "DEBUG", Duration::from_secs(600))?;
    /// assert_eq!(manager.get_logger("shop.db").level(), Level::DEBUG);
    /// # Ok::<(), sawlog::LevelError>(())
    /// ```
    ///
    /// In a forked child the levels that the parent has set go back once the child sets one itself.
    ///
    /// # Errors
    /// A name that no level has; or the system gives no thread. Then nothing has changed.
    ///
    /// # Python
    /// Has none.
    pub fn set_level_for(&self, name: &str, level: impl IntoLevel, time: Duration) -> Result<(), LevelError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let level = level.into_level()?;
        let logger = self.get_logger(name);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut queue = lock();
        queue.start_thread().map_err(|error| LevelError::NoTimer(error.to_string()))?;
        let until = Instant::now() + time.min(LONGEST);
        // Under the queue's lock, so that of two threads the one that sets the level last is also waited for last.
        if let Some(tree) = logger.node().tree() {
            tree.change(logger.node().key(), |settings| settings.set_level_until(level, until, number));
        }
        queue.wait_for(Waiting { logger, until, number });
        Ok(())
    }
}

static QUEUE: Mutex<Queue> = Mutex::new(Queue { waiting: Vec::new(), thread: None });

/// The levels that are to go back: at most one for each logger.
struct Queue {
    waiting: Vec<Waiting>,
    /// The thread that waits, and its process: a forked child has none.
    thread: Option<(Thread, u64)>,
}

struct Waiting {
    logger: Logger,
    until: Instant,
    number: u64,
}

impl Queue {
    fn start_thread(&mut self) -> std::io::Result<()> {
        let now = generation();
        if self.thread.as_ref().is_none_or(|(_, of)| *of != now) {
            let waiting = thread::Builder::new().name("sawlog-levels".to_owned()).spawn(wait)?;
            self.thread = Some((waiting.thread().clone(), now));
        }
        Ok(())
    }

    fn wait_for(&mut self, new: Waiting) {
        self.waiting.retain(|waiting| !Arc::ptr_eq(waiting.logger.node(), new.logger.node()));
        self.waiting.push(new);
        if let Some((thread, _)) = &self.thread {
            thread.unpark();
        }
    }

    fn take_due(&mut self, now: Instant) -> Vec<Waiting> {
        self.waiting.extract_if(.., |waiting| waiting.until <= now).collect()
    }
}

impl Waiting {
    /// Has the level of before come back, unless another setting has come between.
    fn go_back(&self) {
        let node = self.logger.node();
        let Some(tree) = node.tree() else { return };
        tree.change(node.key(), |settings| {
            if settings.temporary.is_some_and(|temporary| temporary.number == self.number) {
                settings.end_temporary_level();
            }
        });
    }
}

/// Waits as long as there is anything to wait for.
fn wait() {
    let mut queue = lock();
    loop {
        let due = queue.take_due(Instant::now());
        if !due.is_empty() {
            drop(queue);
            due.iter().for_each(Waiting::go_back);
            queue = lock();
            continue;
        }
        let Some(next) = queue.waiting.iter().map(|waiting| waiting.until).min() else { break };
        let time = next.saturating_duration_since(Instant::now());
        // Without the lock, for a fork would have to wait for it.
        drop(queue);
        thread::park_timeout(time);
        queue = lock();
    }
    queue.thread = None;
}

fn lock() -> Locked<'static, Queue> {
    fork::lock(&QUEUE)
}
