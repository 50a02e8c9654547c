//! Flushing, dropping, and options that do not go together.

use std::time::Duration;

use sawlog::{RecordQueue, WhenFull, ZmqError, ZmqQueue};

use crate::ends::{Sender, Taker, ipc};

#[test]
fn a_flush_without_a_peer_says_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let sender = Sender::new(ZmqQueue::push().connect(&ipc(&folder)).linger(Duration::ZERO), WhenFull::Block);
    sender.handler.flush().unwrap();
    sender.log(0..7);
    let handler = sawlog::QueueHandler::builder(sender.queue.clone()).patience(Duration::from_millis(50)).build();
    let error = handler.flush().unwrap_err().to_string();
    assert_eq!(error, "7 records were left in the queue after 50ms");
}

#[test]
fn a_queue_that_is_dropped_sends_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let taker = Taker::new(ZmqQueue::pull().bind(&ipc(&folder)));
    taker.address();
    let sender = Sender::new(ZmqQueue::push().connect(&ipc(&folder)).linger(crate::peer::PATIENCE), WhenFull::Block);
    sender.log(0..5000);
    drop(sender);
    taker.kept.wait_for(5000);
    assert_eq!(taker.kept.numbers(), (0..5000).collect::<Vec<_>>());
}

#[test]
fn one_that_lingers_in_vain_counts_what_it_could_not_send() {
    let folder = tempfile::tempdir().unwrap();
    let queue = ZmqQueue::push().connect(&ipc(&folder)).linger(Duration::from_millis(50)).build().unwrap();
    let record = sawlog::make_log_record([("msg", "left".into())]).into_owned();
    queue.put(sawlog::Queued::Record(Box::new(record))).unwrap();
    let began = std::time::Instant::now();
    drop(queue);
    // It has a second more for the thread to end, and all the time of a busy machine.
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_full_listener_makes_the_peers_wait() {
    let folder = tempfile::tempdir().unwrap();
    let queue = std::sync::Arc::new(ZmqQueue::pull().bind(&ipc(&folder)).maxsize(10).build().unwrap());
    queue.start().unwrap();
    let sender = Sender::new(
        ZmqQueue::push().connect(&ipc(&folder)).maxsize(10),
        WhenFull::BlockFor(Duration::from_millis(100)),
    );
    sender.queue.start().unwrap();
    crate::ends::wait_until(|| sender.queue.stats().open == 1);
    let mut logged = 0;
    // Until the kernel is full, too.
    while sender.queue.stats().dropped == 0 || queue.len() < 10 {
        sender.log(logged..logged + 1);
        logged += 1;
        assert!(logged < 100_000);
    }
    assert_eq!(queue.len(), 10);
    let kept = crate::ends::Kept::default();
    let shared: std::sync::Arc<dyn RecordQueue> = queue;
    let listener = sawlog::QueueListener::builder(shared).handler(kept.clone()).build();
    listener.start().unwrap();
    sender.handler.flush().unwrap();
    let dropped = usize::try_from(sender.queue.stats().dropped).unwrap();
    let numbers = || kept.all().iter().filter_map(|what| what.parse::<usize>().ok()).collect::<Vec<_>>();
    crate::ends::wait_until(|| numbers().len() >= logged - dropped);
    assert!(numbers().is_sorted() && numbers().len() == logged - dropped, "in order, but for {dropped}");
    let told = kept
        .all()
        .iter()
        .filter_map(|what| what.strip_suffix(" dropped: the queue was full")?.split(' ').next()?.parse::<usize>().ok())
        .sum::<usize>();
    assert_eq!(told, dropped);
}

#[test]
fn options_are_checked() {
    let address = |address: &str, why: &str| {
        let error = ZmqQueue::push().connect(address).build().unwrap_err();
        assert_eq!(error, ZmqError::Address { address: address.to_owned(), why: why.to_owned() });
    };
    address("localhost:5556", "an address begins with tcp:// or ipc://");
    address("tcp://*:5556", "a peer's host and port have to be spelled out");
    address("tcp://localhost:70000", "a port is a number from 0 to 65535, or *");
    assert_eq!(ZmqQueue::pull().build().unwrap_err(), ZmqError::NoAddress);
    let error = ZmqQueue::publish().bind("tcp://*:1").subscription("a").build().unwrap_err();
    assert_eq!(error.to_string(), "a subscription is for a queue that subscribes");
}
