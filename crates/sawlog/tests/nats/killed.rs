//! Processes that are killed: one that publishes while there is no server, one that consumes.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use sawlog::{NatsQueue, QueueHandler, RecordQueue as _};

use crate::child;
use crate::collected::{Collected, check, count, put, wait_until};
use crate::raw::Raw;
use crate::server::Node;

#[test]
fn what_was_safe_on_disk_is_sent_by_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut node) = Node::start(folder.path(), "NATS: a publisher killed") else { return };
    node.kill();
    let spool = folder.path().join("spool");
    let mut publisher = child::start(&["publish", &node.url(), spool.to_str().unwrap(), "5000"]);
    child::wait_for(&mut publisher, "safe");
    publisher.kill().unwrap();
    publisher.wait().unwrap();
    node.start_again();

    let collected = Collected::default();
    let (_queue, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    let queue = Arc::new(NatsQueue::builder([node.url()]).spool(&spool, 64 << 20).build().unwrap());
    put(&*queue, 5000..5001);
    collected.wait_for(5001);
    listener.stop().unwrap();
    assert_eq!(check(&collected.counts(), 5001), 0);
    // In order: what was there first is sent first.
    assert_eq!(collected.all().last().map(String::as_str), Some("5000"));
    QueueHandler::new(queue.clone()).flush().unwrap();
    wait_until("the spool to be empty", || queue.stats().in_spool == 0);
}

#[test]
fn what_a_restart_sends_again_is_known_by_its_ids() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut node) = Node::start(folder.path(), "NATS: a spool that is sent twice") else { return };
    node.kill();
    let spool = folder.path().join("spool");
    let url = node.url();
    let queue = |spool: &Path| Arc::new(NatsQueue::builder([&*url]).spool(spool, 64 << 20).build().unwrap());
    let first = queue(&spool);
    put(&*first, 0..1000);
    QueueHandler::new(first.clone()).flush().unwrap();
    // The folder as it would be had the process been killed before it noted what it had sent.
    let before = folder.path().join("before");
    fs::create_dir(&before).unwrap();
    for file in fs::read_dir(&spool).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), before.join(file.file_name())).unwrap();
    }
    let second = queue(&before);
    node.start_again();
    wait_until("all to be sent", || first.stats().in_spool == 0);
    drop(first);
    put(&*second, 1000..1001);
    QueueHandler::new(second.clone()).flush().unwrap();
    wait_until("all to be sent again", || second.stats().in_spool == 0 && second.is_empty());
    let stats = second.stats();
    assert!(stats.duplicates >= 1000, "{stats:?}");
    assert_eq!(Raw::connect(node.port).state_of("logs", "messages"), 1001);
}

#[test]
fn what_a_killed_listener_had_comes_to_the_next_one() {
    const RECORDS: usize = 30_000;
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: a listener killed") else { return };
    let path = folder.path().join("log");
    let written = || fs::read_to_string(&path).unwrap_or_default();
    let mut first = child::start(&["write", &node.url(), path.to_str().unwrap()]);
    let queue = NatsQueue::builder([node.url()]).build().unwrap();
    put(&queue, 0..RECORDS);
    wait_until("a third of them", || written().lines().count() > RECORDS / 3);
    first.kill().unwrap();
    first.wait().unwrap();
    let before = written().lines().count();
    let mut second = child::start(&["write", &node.url(), path.to_str().unwrap()]);
    // A last line may be cut off by the kill: it was not acknowledged, and comes again.
    let whole = || count(written().lines().map(str::to_owned)).len();
    wait_until("all of them", || whole() >= RECORDS);
    second.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert!(second.wait().unwrap().success());
    let mut counts = count(written().lines().map(str::to_owned));
    counts.retain(|line, _| line.parse::<usize>().is_ok_and(|number| number < RECORDS));
    let twice = check(&counts, RECORDS);
    println!("a listener was killed after {before} records; {twice} came again");
    // No more than it had in its hands.
    assert!(twice <= 2048, "{twice}");
}
