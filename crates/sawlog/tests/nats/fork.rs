//! A process that forks: its child publishes by a queue of its own, and what the parent had put stays the parent's.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sawlog::{NatsQueue, QueueHandler, RecordQueue, make_log_record};

use crate::child;
use crate::collected::{Collected, check, put};
use crate::forking::{End, fork};
use crate::server::Node;

#[test]
fn a_child_of_a_fork_publishes_what_it_logs() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: a fork") else { return };
    let collected = Collected::default();
    let (_queue, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    let mut program = child::start(&["fork", &node.url()]);
    assert!(program.wait().unwrap().success());
    collected.wait_for(400);
    listener.stop().unwrap();
    assert_eq!(check(&collected.counts(), 400), 0);
}

#[test]
fn a_child_of_a_fork_does_not_keep_the_spool() {
    let folder = tempfile::tempdir().unwrap();
    child::told(&["fork-spool", folder.path().to_str().unwrap()]);
}

/// The process that forks, whose spool another queue has while the child lives.
pub(crate) fn program_with_spool(folder: &Path) {
    let spool_one = || {
        // Nobody listens there.
        let queue = NatsQueue::builder(["nats://127.0.0.1:1"]).spool(folder.join("spool"), 1 << 20).build().unwrap();
        let queue = Arc::new(queue);
        put(&*queue, 0..1);
        QueueHandler::new(queue.clone()).flush().unwrap();
        queue
    };
    let queue = spool_one();
    assert_eq!(queue.stats().in_spool, 1);
    assert_eq!(queue.gone(), 1);
    let done = folder.join("done");
    let child = fork(End::AtOnce, || {
        while !done.exists() {
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    drop(queue);
    let in_spool = std::panic::catch_unwind(|| spool_one().stats().in_spool);
    std::fs::write(&done, []).unwrap();
    assert!(child.ended());
    assert_eq!(in_spool.unwrap(), 2);
}

/// The process that forks, with some of its records on their way.
pub(crate) fn program(url: &str) {
    let queue = Arc::new(NatsQueue::builder([url]).build().unwrap());
    let handler = QueueHandler::new(queue.clone());
    let log = |numbers: Range<usize>| {
        for number in numbers {
            let attributes = [("name", "app.part".into()), ("levelno", 20.into()), ("msg", number.to_string().into())];
            handler.handle(&mut make_log_record(attributes));
        }
    };
    log(0..100);
    handler.flush().unwrap();
    log(100..200);
    let child = fork(End::Exit, || {
        // The parent's may have been in the middle of a change.
        assert!(!std::ptr::addr_eq(Arc::as_ptr(handler.queue()), Arc::as_ptr(&queue)));
        log(200..300);
        handler.flush().unwrap();
    });
    assert!(child.ended());
    log(300..400);
    handler.flush().unwrap();
}
