//! Messages in the stream that are no records, and a folder that another process has.

use std::cell::RefCell;
use std::sync::Arc;

use sawlog::{NatsQueue, QueueHandler, RecordQueue};

use crate::collected::{Collected, put, record, wait_until};
use crate::raw::Raw;
use crate::server::Node;

#[test]
fn what_is_no_record_is_taken_out_counted_and_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: messages that are no records") else { return };
    let putting = Arc::new(NatsQueue::builder([node.url()]).build().unwrap());
    put(&*putting, 0..1);
    QueueHandler::new(putting.clone()).flush().unwrap();
    let mut raw = Raw::connect(node.port);
    let deep = "[".repeat(100_000);
    let system = b"cos\nsystem\n(S'true'\ntR.";
    let payloads: [&[u8]; 8] =
        [b"", b"hello", b"{", b"[1, 2]", b"\xff\xff\xff\xff", b"\x80\x04", deep.as_bytes(), &system[..]];
    for payload in payloads {
        raw.publish("logs.hostile", "", payload);
    }
    raw.publish("logs.friendly", "", b"{\"name\": \"a\", \"levelno\": 30, \"msg\": \"a record of another program\"}");
    raw.settle();
    put(&*putting, 1..2);
    let collected = Collected::default();
    let (taking, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    collected.wait_for(3);
    wait_until("the stream to be empty", || {
        Raw::connect(node.port).request("$JS.API.STREAM.INFO.logs", "").contains("\"messages\":0,")
    });
    listener.stop().unwrap();
    let stats = taking.stats();
    assert_eq!(stats.poisoned + stats.taken, payloads.len() as u64 + 3, "{stats:?}");
    assert!(stats.poisoned >= 7, "{stats:?}");
    assert!(collected.all().contains(&"a record of another program".to_owned()));
}

#[test]
fn other_programs_messages_are_told_apart_as_the_servers_do() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: ids of other programs") else { return };
    // What is made forgets ids soon.
    let window = std::time::Duration::from_millis(100);
    let queue = || NatsQueue::builder([node.url()]).duplicate_window(window).build().unwrap();
    let putting = Arc::new(queue());
    put(&*putting, 0..1);
    QueueHandler::new(putting).flush().unwrap();
    let collected = Collected::default();
    let (taking, listener) = collected.listen(queue());
    collected.wait_for(1);
    let raw = RefCell::new(Raw::connect(node.port));
    let publish = |id: &str, number: usize| {
        let payload = format!("{{\"name\": \"a\", \"levelno\": 30, \"msg\": \"{number}\"}}");
        let mut raw = raw.borrow_mut();
        raw.publish_as(id, "logs.others", payload.as_bytes());
        raw.settle();
    };
    // None of them is another's, though read as numbers they are.
    for (number, id) in ["00000000000000ab-5", "00000000000000AB-5", "00000000000000ab-05"].into_iter().enumerate() {
        publish(id, number + 1);
    }
    collected.wait_for(4);
    // The servers have forgotten an id when it is used again for something else.
    publish("order", 4);
    collected.wait_for(5);
    wait_until("the second to be taken", || {
        publish("order", 5);
        collected.counts().contains_key("5")
    });
    listener.stop().unwrap();
    assert_eq!(taking.stats().repeated, 0);
}

#[test]
fn a_message_that_servers_do_not_take_is_dropped_and_the_next_one_sent() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start_with(folder.path(), "NATS: too large a record", "max_payload: 4096") else { return };
    let queue = Arc::new(NatsQueue::builder([node.url()]).build().unwrap());
    put(&*queue, 0..1);
    let handler = QueueHandler::new(queue.clone());
    handler.flush().unwrap();
    let large = sawlog::make_log_record([("msg", "x".repeat(10_000).into())]).into_owned();
    assert!(queue.put(sawlog::Queued::Record(Box::new(large))).is_ok());
    assert!(queue.put(record(1)).is_ok());
    handler.flush().unwrap();
    let stats = queue.stats();
    assert_eq!((stats.refused, stats.acknowledged, queue.ledger().dropped()), (1, 2, 1), "{stats:?}");
}

#[test]
fn a_folder_that_another_queue_has_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: one folder for two queues") else { return };
    let queue =
        || Arc::new(NatsQueue::builder([node.url()]).spool(folder.path().join("spool"), 1 << 20).build().unwrap());
    let (one, other) = (queue(), queue());
    for queue in [&one, &other] {
        put(&**queue, 0..10);
        QueueHandler::new(queue.clone()).flush().unwrap();
        assert_eq!(queue.stats().acknowledged, 10);
    }
}
