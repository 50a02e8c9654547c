//! What is the parent's stays the parent's: what it has kept in memory is written by it alone.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sawlog::{FileHandler, Level, MemoryHandler, QueueHandler, QueueListener, UnixQueue, error, info, root};

use crate::forking::{End, fork};
use crate::program::run;

/// Forks with something kept; the child logs, and ends in both ways.
pub(crate) fn program(kind: &str, folder: &Path) {
    let file = FileHandler::new(folder.join("app.log")).expect("it opens");
    let log = root();
    log.set_level(Level::INFO).expect("a level");
    let children = |ends: &[End]| {
        for (number, end) in ends.iter().enumerate() {
            assert!(fork(*end, || error!("child {number}")).ended());
        }
    };
    match kind {
        // An error has it flushed.
        "memory" => {
            log.add_handler(MemoryHandler::new(100, file));
            info!("parent");
            children(&[End::Exit, End::AtOnce]);
        }
        "batch" => {
            log.add_handler(file);
            sawlog::handler::batch(|| {
                info!("parent");
                let child = fork(End::Exit, || {
                    error!("child 0");
                    log.handlers().iter().for_each(|handler| handler.flush().expect("it can"));
                });
                assert!(child.ended());
            });
            assert!(fork(End::AtOnce, || error!("child 1")).ended());
        }
        "queue" => {
            // Its listener has not got to it when the process forks.
            let go = std::sync::Arc::new(std::sync::Barrier::new(2));
            let waits = std::sync::Arc::clone(&go);
            let parent = std::process::id();
            file.add_filter_fn(move |record| {
                if record.message().is_ok_and(|message| message == "first") && std::process::id() == parent {
                    // Twice: when it is there, and when it may go on.
                    waits.wait();
                    waits.wait();
                }
                true
            });
            let queue = QueueHandler::around(file).expect("a thread");
            log.add_handler(&queue);
            info!("first");
            info!("parent");
            go.wait();
            for (number, end) in [End::Exit, End::AtOnce].into_iter().enumerate() {
                let child = fork(end, || {
                    assert_eq!(queue.queue().len(), 0);
                    error!("child {number}");
                    queue.flush().expect("it is handled");
                });
                assert!(child.ended());
            }
            // One that never logs has nothing to repeat, either.
            assert!(fork(End::Exit, || {}).ended());
            go.wait();
            sawlog::shutdown();
            return;
        }
        "unix" => {
            // Who does not wait for it does not find it there.
            file.add_filter_fn(|_| {
                std::thread::sleep(std::time::Duration::from_millis(200));
                true
            });
            let queue = Arc::new(UnixQueue::new(folder.join("q.sock")));
            let listener = QueueListener::builder(queue.clone()).handler(file).build();
            listener.start().expect("a thread");
            let handler = QueueHandler::new(queue);
            log.add_handler(&handler);
            info!("parent");
            handler.flush().expect("it is handled");
            let child = fork(End::AtOnce, || {
                error!("child 0");
                handler.flush().expect("it is handled by the parent");
                let text = fs::read_to_string(folder.join("app.log")).expect("it was made");
                assert_eq!(text, "parent\nchild 0\n");
                assert!(!listener.is_running());
            });
            assert!(child.ended());
            assert!(fork(End::Exit, || error!("child 1")).ended());
            // All that they were told is written is written.
            let text = fs::read_to_string(folder.join("app.log")).expect("it was made");
            assert_eq!(text, "parent\nchild 0\nchild 1\n");
            listener.stop().expect("it ends");
            return;
        }
        "unix configured" => {
            let text = format!(
                "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, queue: {{(): sawlog.UnixQueue, path: {}}}, handlers: [f]}}, f: {{class: logging.FileHandler, filename: {}}}}}, root: {{handlers: [q], level: INFO}}}}",
                folder.join("q.sock").display(),
                folder.join("configured.log").display()
            );
            let guard = sawlog::dict_config_str(&text, sawlog::config::Format::Yaml).expect("a configuration");
            info!("parent");
            children(&[End::Exit, End::Exit]);
            let text = fs::read_to_string(folder.join("configured.log")).expect("it was made");
            assert_eq!(text, "parent\nchild 0\nchild 1\n");
            drop(guard);
            return;
        }
        _ => panic!("unknown: {kind}"),
    }
    sawlog::shutdown();
}

fn lines(kind: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    run(&format!("ours {kind}"), folder.path());
    let text = fs::read_to_string(folder.path().join("app.log")).expect("it was made");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_a_memory_handler_holds() {
    assert_eq!(lines("memory"), ["child 0", "child 1", "parent"]);
}

#[test]
fn what_a_batch_has_kept() {
    assert_eq!(lines("batch"), ["child 0", "parent", "child 1"]);
}

#[test]
fn what_is_in_a_queue() {
    assert_eq!(lines("queue"), ["child 0", "child 1", "first", "parent"]);
}

#[test]
fn what_is_for_the_parents_listener() {
    let folder = tempfile::tempdir().expect("a folder");
    run("ours unix", folder.path());
}

#[test]
fn what_is_for_the_parents_configured_listener() {
    let folder = tempfile::tempdir().expect("a folder");
    run("ours unix configured", folder.path());
}
