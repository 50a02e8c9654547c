//! A process that forks: its child publishes by a queue of its own, and what the parent had put stays the parent's.

use std::ops::Range;
use std::sync::Arc;

use sawlog::{NatsQueue, QueueHandler, make_log_record};

use crate::child;
use crate::collected::{Collected, check};
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
