//! What the listener's own process put in, on its way to the socket.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use super::super::{HandleRecord, QueueListener, Queued, RecordQueue as _};
use super::UnixQueue;
use crate::record::{LogRecord, make_log_record};
use crate::value::{Foreign, Value};

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.sock");
    (folder, path)
}

fn queue(path: &Path, max_bytes: usize) -> UnixQueue {
    let soon = Duration::from_millis(5);
    UnixQueue::builder(path).max_bytes(max_bytes).back_off(soon, 1.0, soon).build()
}

/// Puts a record where the listener's own process does, with something that the program has to write.
fn push(queue: &UnixQueue, what: Value<'static>) {
    let record = make_log_record([("msg", "own".into()), ("what", what)]);
    queue.own().push(Queued::Record(Box::new(record.into_owned())), &queue.sender);
}

/// Says that it is being written, and waits to be told to go on.
struct Slow(Arc<Barrier>);

impl fmt::Display for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.wait();
        self.0.wait();
        f.write_str("slow")
    }
}

/// Panics when it is to be written.
#[derive(Debug)]
struct Broken;

impl Foreign for Broken {
    fn type_name(&self) -> Cow<'_, str> {
        "Broken".into()
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("broken")
    }

    fn as_any(&self) -> Option<&dyn Any> {
        panic!("broken")
    }
}

#[derive(Clone, Default)]
struct Count(Arc<Mutex<usize>>);

impl HandleRecord for Count {
    fn handle(&self, _: &mut LogRecord<'_>) {
        *self.0.lock().unwrap() += 1;
    }
}

#[test]
fn a_record_that_comes_back_is_taken_soon() {
    let (_folder, path) = place();
    let queue = queue(&path, 1 << 20);
    let barrier = Arc::new(Barrier::new(2));
    push(&queue, Value::display(Slow(Arc::clone(&barrier))));
    std::thread::scope(|scope| {
        scope.spawn(|| queue.see_to_own());
        barrier.wait();
        // A listener begins, finds nothing and waits.
        queue.ledger.attend();
        let began = Instant::now();
        let taken = scope.spawn(|| queue.get(Duration::from_secs(60)));
        std::thread::sleep(Duration::from_millis(100));
        barrier.wait();
        assert!(matches!(taken.join().unwrap(), Some(Queued::Record(_))));
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    });
    queue.ledger.leave();
}

#[test]
fn a_record_whose_value_panics_is_counted() {
    let (_folder, path) = place();
    let queue = queue(&path, 1 << 20);
    push(&queue, Value::shared(Arc::new(Broken)));
    push(&queue, "whole".into());
    assert!(catch_unwind(AssertUnwindSafe(|| queue.see_to_own())).is_err());
    queue.see_to_own();
    assert_eq!((queue.ledger.dropped(), queue.own().records(), queue.sender.kept()), (1, 0, 1));
}

#[test]
fn a_queue_that_is_dropped_sends_by_parts_what_a_listener_left() {
    let (_folder, path) = place();
    let count = Count::default();
    let other = QueueListener::builder(Arc::new(queue(&path, 1 << 20))).handler(count.clone()).build();
    other.start().unwrap();
    while !path.exists() {
        std::thread::yield_now();
    }
    let queue = queue(&path, 4000);
    (0..40).for_each(|_| push(&queue, "x".repeat(200).into()));
    drop(queue);
    assert_eq!(*count.0.lock().unwrap(), 40);
    other.stop().unwrap();
}
