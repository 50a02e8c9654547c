//! Our ends of a queue over ZeroMQ.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::{
    HandleRecord, HandlerRef, LogRecord, Logger, Manager, QueueHandler, QueueListener, RecordQueue, Value, WhenFull,
    ZmqQueue, ZmqQueueBuilder, warn,
};

use crate::peer::PATIENCE;

/// What logs into a queue.
pub(crate) struct Sender {
    pub(crate) queue: Arc<ZmqQueue>,
    pub(crate) handler: HandlerRef<QueueHandler>,
    manager: Manager,
}

impl Sender {
    pub(crate) fn new(queue: ZmqQueueBuilder, when_full: WhenFull) -> Sender {
        let queue = Arc::new(queue.build().unwrap());
        let shared: Arc<dyn RecordQueue> = queue.clone();
        let handler = QueueHandler::builder(shared).when_full(when_full).patience(PATIENCE).build();
        // What is dropped is counted.
        handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
        let manager = Manager::new();
        manager.root().add_handler(&handler);
        Sender { queue, handler, manager }
    }

    pub(crate) fn logger(&self, name: &str) -> Logger {
        self.manager.get_logger(name)
    }

    /// Logs records of these numbers.
    pub(crate) fn log(&self, numbers: std::ops::Range<usize>) {
        let log = self.logger("rust.sender");
        for number in numbers {
            warn!(log, number; "number {number}");
        }
    }
}

/// What keeps the numbers that come out of a queue, or else the messages.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<String>>>);

impl HandleRecord for Kept {
    fn handle(&self, record: &mut LogRecord<'_>) {
        let number = record.get("number").as_ref().and_then(Value::as_i64);
        let what = number.map_or_else(|| record.message().unwrap_or_default().to_owned(), |number| number.to_string());
        self.0.lock().unwrap().push(what);
    }
}

impl Kept {
    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn numbers(&self) -> Vec<usize> {
        self.all().iter().map(|number| number.parse().expect("a number")).collect()
    }

    #[track_caller]
    pub(crate) fn wait_for(&self, count: usize) {
        wait_until(|| self.len() >= count);
    }
}

/// A taking end that listens.
pub(crate) struct Taker {
    pub(crate) queue: Arc<ZmqQueue>,
    pub(crate) listener: QueueListener,
    pub(crate) kept: Kept,
}

impl Taker {
    pub(crate) fn new(queue: ZmqQueueBuilder) -> Taker {
        let queue = Arc::new(queue.build().unwrap());
        let kept = Kept::default();
        let shared: Arc<dyn RecordQueue> = queue.clone();
        let listener = QueueListener::builder(shared).handler(kept.clone()).patience(PATIENCE).build();
        listener.start().unwrap();
        Taker { queue, listener, kept }
    }

    /// Where it is bound.
    pub(crate) fn address(&self) -> String {
        wait_until(|| !self.queue.bound().is_empty());
        self.queue.bound().remove(0)
    }
}

#[track_caller]
pub(crate) fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "it never came to that");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// An address of a Unix socket in a folder.
pub(crate) fn ipc(folder: &tempfile::TempDir) -> String {
    format!("ipc://{}", folder.path().join("queue").display())
}
