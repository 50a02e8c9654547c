//! `QueueHandler`, before a handler that writes.

use std::sync::Arc;

use sawlog::testkit::Cannot;
use sawlog::{BoundedQueue, QueueHandler, QueueListener, StreamHandler};

use super::sinks::on_writer;

#[test]
fn around_a_handler() {
    let make = |sink| QueueHandler::around(StreamHandler::writer(sink)).expect("a thread");
    // What the handler behind it fails in is that one's failure, and told by it.
    let report = on_writer(make).cannot(Cannot::Format, "the one behind it formats").sink(|_| {}, |_| {}).run();
    report.assert_kept();
}

#[test]
fn with_a_queue_and_a_listener() {
    let make = |sink| {
        let queue = Arc::new(BoundedQueue::new(10_000));
        let listener = QueueListener::builder(queue.clone()).handler(StreamHandler::writer(sink)).build();
        listener.start().expect("a thread");
        QueueHandler::builder(queue).listener(Arc::new(listener)).build()
    };
    on_writer(make).sink(|_| {}, |_| {}).run().assert_kept();
}
