//! A spool that is full: what there is no room for is dropped as the handler says, and counted.

use std::sync::Arc;

use sawlog::{NatsQueue, QueueHandler, RecordQueue, WhenFull, make_log_record};

use crate::collected::{Collected, wait_until};
use crate::server::Node;

#[test]
fn what_there_is_no_room_for_is_counted_and_the_rest_arrives() {
    const RECORDS: u64 = 20_000;
    let folder = tempfile::tempdir().unwrap();
    let Some(mut node) = Node::start(folder.path(), "NATS: a full spool") else { return };
    node.kill();
    let builder = NatsQueue::builder([node.url()]).spool(folder.path().join("spool"), 128 << 10);
    let builder = builder.maxsize(100).max_bytes(1 << 20);
    let queue = Arc::new(builder.build().unwrap());
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::DropNewest).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let mut number = 0;
    let log = |number: u64| {
        let attributes = [("name", "app".into()), ("levelno", 30.into()), ("msg", number.to_string().into())];
        handler.handle(&mut make_log_record(attributes));
    };
    // The spool is full, and so is memory.
    let is_full = || queue.stats().spool_bytes > 127 << 10 && queue.len() == 100 && queue.ledger().dropped() > 0;
    while number < RECORDS || !is_full() {
        log(number);
        number += 1;
        if number.is_multiple_of(100) {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
    let stats = queue.stats();
    assert!(stats.spool_bytes <= 128 << 10 && stats.in_spool > 100, "{stats:?}");
    node.start_again();
    let collected = Collected::default();
    let (_queue, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    wait_until("the queue to be empty", || queue.is_empty() && queue.stats().in_spool == 0);
    let (put, dropped) = (queue.stats().put, queue.ledger().dropped());
    assert_eq!(put + dropped, number);
    collected.wait_for(usize::try_from(put).unwrap());
    listener.stop().unwrap();
    assert_eq!(collected.counts().len() as u64, put);
}
