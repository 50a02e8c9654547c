//! What a queue over a Unix socket keeps: its order when a listener comes, and what becomes of it when the queue is let go.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use sawlog::{Level, Manager, QueueHandler, QueueListener, Queued, RecordQueue as _, UnixQueue, WhenFull, info};

use super::kept::Kept;
use super::unix::{listener, place, wait_until};

fn record(text: &str) -> Queued {
    Queued::Record(Box::new(sawlog::make_log_record([("msg", text.to_owned().into())]).into_owned()))
}

#[test]
fn what_came_before_the_listener_is_handled_before_what_came_after() {
    let (folder, path) = place();
    let soon = Duration::from_millis(5);
    let queue = Arc::new(UnixQueue::builder(&path).back_off(soon, 1.0, soon).build());
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::Block).build();
    let manager = Manager::new();
    manager.root().set_level(Level::DEBUG).unwrap();
    manager.root().add_handler(handler);
    // Nobody listens there, and nobody connects.
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    (0..5).for_each(|number| info!(manager.root(), "{number}"));
    let kept = Kept::new();
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
    listener.start().unwrap();
    (5..10).for_each(|number| info!(manager.root(), "{number}"));
    std::thread::sleep(Duration::from_millis(30));
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    // The end waits for what has yet to come over the socket.
    listener.stop().unwrap();
    assert_eq!(kept.texts(), (0..10).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(queue.len(), 0);
}

/// All of it crosses at once, and the listener comes to the second record before its answer to the first flush has gone out.
#[test]
fn nothing_is_kept_behind_flushes_that_were_answered() {
    let (_folder, path) = place();
    let soon = Duration::from_millis(5);
    let queue = Arc::new(UnixQueue::builder(&path).back_off(soon, 1.0, soon).build());
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::Block).patience(soon).build();
    let manager = Manager::new();
    manager.root().add_handler(&handler);
    for text in ["one", "two", "three"] {
        manager.root().warning(text);
        assert!(handler.flush().is_err(), "nobody listens");
    }
    let kept = Kept::new();
    let listener = listener(&path, kept.clone());
    wait_until(|| queue.stats().kept == 0);
    assert_eq!(kept.texts(), ["one", "two", "three"]);
    listener.stop().unwrap();
}

#[test]
fn a_queue_that_is_dropped_sends_what_it_keeps() {
    let (folder, path) = place();
    let soon = Duration::from_millis(5);
    let queue = UnixQueue::builder(&path).back_off(soon, 1.0, soon).build();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    (0..100).for_each(|number| queue.put(record(&number.to_string())).unwrap());
    assert_eq!(queue.stats().kept, 100);
    let kept = Kept::new();
    let listener = listener(&path, kept.clone());
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    wait_until(|| path.exists());
    drop(queue);
    assert_eq!(kept.texts().len(), 100);
    listener.stop().unwrap();
}

#[test]
fn a_queue_that_is_dropped_tells_what_is_lost() {
    const INNER: &str = "SAWLOG_TEST_DROPPED_QUEUE";
    if let Some(path) = std::env::var_os(INNER) {
        let queue = UnixQueue::new(path);
        ["one", "two", "three"].iter().for_each(|text| queue.put(record(text)).unwrap());
        return;
    }
    let (_folder, path) = place();
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "unix_kept::a_queue_that_is_dropped_tells_what_is_lost", "--nocapture"]);
    let output = again.env(INNER, &path).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("3 records were not handled when the queue at "), "{told}");
}
