//! One server: all arrives once, whatever becomes of the server meanwhile.

use std::sync::Arc;

use sawlog::{NatsQueue, QueueHandler, RecordQueue};

use crate::collected::{Collected, check, put, record, wait_until};
use crate::raw::Raw;
use crate::server::Node;

const RECORDS: usize = 100_000;

fn queue(node: &Node) -> sawlog::NatsQueueBuilder {
    NatsQueue::builder([node.url()])
}

#[test]
fn all_arrives_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: 100,000 records through one server") else { return };
    let collected = Collected::default();
    let (taking, listener) = collected.listen(queue(&node).build().unwrap());
    let putting = queue(&node).build().unwrap();
    put(&putting, 0..RECORDS);
    QueueHandler::new(Arc::new(putting)).flush().unwrap();
    collected.wait_for(RECORDS);
    listener.stop().unwrap();
    let all = collected.all();
    assert!(all.iter().enumerate().all(|(at, message)| *message == at.to_string()));
    let stats = taking.stats();
    assert_eq!((stats.taken, stats.poisoned), (RECORDS as u64, 0));
    // All was acknowledged: a new listener of the group finds nothing.
    let left = Raw::connect(node.port).request("$JS.API.STREAM.INFO.logs", "");
    assert!(left.contains("\"messages\":0,"), "{left}");
}

#[test]
fn a_server_that_is_killed_in_the_middle_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut node) = Node::start(folder.path(), "NATS: a server killed in the middle") else { return };
    let collected = Collected::default();
    let (taking, listener) =
        collected.listen(queue(&node).ack_wait(std::time::Duration::from_secs(2)).build().unwrap());
    let putting = Arc::new(queue(&node).spool(folder.path().join("spool"), 64 << 20).build().unwrap());
    let handler = QueueHandler::new(putting.clone());
    put(&*putting, 0..RECORDS / 3);
    node.kill();
    put(&*putting, RECORDS / 3..RECORDS * 2 / 3);
    // Safe: on the disk.
    handler.flush().unwrap();
    let stats = putting.stats();
    assert!(stats.in_spool > 0 && putting.is_empty(), "{stats:?}");
    node.start_again();
    put(&*putting, RECORDS * 2 / 3..RECORDS);
    collected.wait_for(RECORDS);
    listener.stop().unwrap();
    let twice = check(&collected.counts(), RECORDS);
    wait_until("the spool to be empty", || putting.stats().in_spool == 0);
    let (put, taken) = (putting.stats(), taking.stats());
    assert_eq!(twice, 0, "{put:?} {taken:?}");
    println!("killed in the middle: {put:?} {taken:?}");
}

#[test]
fn subjects_and_ids_are_what_other_programs_see() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: what another client sees") else { return };
    let mut raw = Raw::connect(node.port);
    raw.subscribe("logs.>");
    let queue = Arc::new(queue(&node).build().unwrap());
    assert!(queue.put(record(1)).is_ok() && queue.put(record(2)).is_ok());
    QueueHandler::new(queue.clone()).flush().unwrap();
    let (one, two) = (raw.message(), raw.message());
    assert_eq!((&*one.subject, &*two.subject), ("logs.app.part", "logs.app.part"));
    assert_eq!(queue.logger(&one.subject).as_deref(), Some("app.part"));
    let id = |headers: &str| headers.split("Nats-Msg-Id: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let (one, two) = (id(&one.headers), id(&two.headers));
    assert_ne!(one, two);
    assert_eq!(one.split_once('-').unwrap().0, two.split_once('-').unwrap().0);
}

#[test]
fn nobody_waits_for_servers_that_are_not_there() {
    let queue = NatsQueue::builder(["nats://127.0.0.1:1", "nats://nowhere.invalid"]).maxsize(100).build().unwrap();
    // All at once: were it to wait for a connection, this would take minutes.
    for number in 0..100 {
        assert!(queue.put(record(number)).is_ok());
    }
    assert!(queue.put(record(100)).is_err());
    assert_eq!((queue.len(), queue.stats().put), (100, 100));
    assert_eq!(
        queue
            .displace(match record(101) {
                sawlog::Queued::Record(record) => record,
                _ => unreachable!(),
            })
            .unwrap(),
        1
    );
    assert_eq!(queue.len(), 100);
}
