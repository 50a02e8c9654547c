//! The handlers that put files aside, through what programs call.

mod bad_days;
mod chain;
mod configured;
mod hooks;
#[path = "../python/mod.rs"]
mod python;
mod replaced;
mod schedule;
#[path = "../skipped/mod.rs"]
mod skipped;
mod threads;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use sawlog::clock::{Clock, Timestamp};
use sawlog::{Handler, HandlerRef, Logger, Manager};

/// A logger that is heard by this handler alone; its tree goes with the manager.
fn logger_to<H: Handler>(handler: &HandlerRef<H>) -> (Manager, Logger) {
    let manager = Manager::new();
    let logger = manager.get_logger("rotation");
    logger.add_handler(handler);
    (manager, logger)
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// What a handler reports, in order.
fn reports<H: Handler>(handler: &HandlerRef<H>) -> Arc<Mutex<Vec<String>>> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let reports = Arc::clone(&seen);
    handler.on_error(move |_, error| reports.lock().unwrap().push(error.to_string()));
    seen
}

/// Stands still until it is moved, in seconds.
#[derive(Debug, Default)]
struct Seconds(AtomicI64);

impl Seconds {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.load(Ordering::Relaxed) * 1_000_000_000)
    }
}
