//! Listeners of one group share the work; groups of a stream that keeps its records get all of it, each.

use std::time::{Duration, Instant};

use sawlog::NatsQueue;

use crate::collected::{Collected, PATIENCE, check, count, put, wait_until};
use crate::raw::Raw;
use crate::server::Node;

const RECORDS: usize = 20_000;

#[test]
fn two_listeners_share() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: two listeners share") else { return };
    let queue = || NatsQueue::builder([node.url()]).build().unwrap();
    let (one, other) = (Collected::default(), Collected::default());
    let (_one_queue, one_listener) = one.listen(queue());
    let (_other_queue, other_listener) = other.listen(queue());
    let putting = queue();
    // One of them may be late: there is more until both had some.
    let (began, mut all) = (Instant::now(), 0);
    while all < RECORDS || one.len() == 0 || other.len() == 0 {
        assert!(began.elapsed() < PATIENCE, "{} and {}", one.len(), other.len());
        put(&putting, all..all + 1000);
        all += 1000;
    }
    wait_until("all", || one.len() + other.len() >= all);
    one_listener.stop().unwrap();
    other_listener.stop().unwrap();
    let counts = count(one.all().into_iter().chain(other.all()));
    assert_eq!(check(&counts, all), 0);
}

#[test]
fn each_group_gets_all_of_a_stream_that_keeps_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: several groups") else { return };
    let builder = || NatsQueue::builder([node.url()]).keep(true).stream_age(Duration::from_secs(600));
    let putting = builder().build().unwrap();
    put(&putting, 0..1000);
    for group in ["files", "alarms"] {
        let collected = Collected::default();
        let (_queue, listener) = collected.listen(builder().group(group).build().unwrap());
        collected.wait_for(1000);
        listener.stop().unwrap();
        assert_eq!(check(&collected.counts(), 1000), 0);
    }
}

#[test]
fn what_a_listener_could_not_flush_comes_again() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: handlers that cannot be flushed") else { return };
    let collected = Collected::default();
    collected.refuse_to_flush(true);
    let (queue, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    put(&NatsQueue::builder([node.url()]).build().unwrap(), 0..10);
    wait_until("each to have come again", || collected.counts().values().filter(|count| **count > 1).count() == 10);
    collected.refuse_to_flush(false);
    let seen = queue.stats();
    assert!(seen.redelivered >= 10 && seen.repeated == 0, "{seen:?}");
    wait_until("them to be acknowledged", || {
        Raw::connect(node.port).request("$JS.API.STREAM.INFO.logs", "").contains("\"messages\":0,")
    });
    listener.stop().unwrap();
    check(&collected.counts(), 10);
}
