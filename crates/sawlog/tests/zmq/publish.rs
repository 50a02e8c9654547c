//! PUB and SUB: all who have subscribed get a copy, and what one does not get is counted.

use sawlog::{WhenFull, ZmqQueue, warn};

use crate::ends::{Sender, Taker, wait_until};
use crate::peer::Peer;

const MANY: usize = 20_000;

fn publisher(queue: sawlog::ZmqQueueBuilder) -> Sender {
    let sender = Sender::new(queue.bind("tcp://127.0.0.1:*"), WhenFull::Block);
    sender.queue.start().unwrap();
    wait_until(|| !sender.queue.bound().is_empty());
    sender
}

/// Logs until a record is no longer unheard; its number, the first that the subscriber has.
fn first_heard(sender: &Sender) -> usize {
    for number in 0.. {
        sender.log(number..number + 1);
        sender.handler.flush().unwrap();
        if sender.queue.stats().sent > 0 {
            return number;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    unreachable!()
}

#[test]
fn python_gets_what_we_publish() {
    let sender = publisher(ZmqQueue::publish().subscriber_bytes(64 << 20));
    let Some(peer) = Peer::start("SUB", "connect", &sender.queue.bound()[0], MANY + 1, &[]) else { return };
    let first = first_heard(&sender);
    sender.log(first + 1..first + 1 + MANY);
    sender.handler.flush().unwrap();
    assert_eq!(peer.numbers(MANY + 1), (first..=first + MANY).collect::<Vec<_>>());
    let stats = sender.queue.stats();
    assert_eq!((stats.sent, stats.unheard, stats.missed), (MANY as u64 + 1, first as u64, 0));
}

#[test]
fn we_get_what_python_publishes() {
    let Some(mut peer) = Peer::start("PUB", "bind", "tcp://127.0.0.1:*", MANY, &[]) else { return };
    let taker = Taker::new(ZmqQueue::subscribe().connect(&peer.address));
    wait_until(|| taker.queue.stats().open == 1);
    // The publisher reads the subscription when it sends next.
    std::thread::sleep(std::time::Duration::from_millis(300));
    peer.go();
    taker.kept.wait_for(MANY);
    assert_eq!(taker.kept.numbers(), (0..MANY).collect::<Vec<_>>());
}

#[test]
fn topics_are_names_of_loggers() {
    let sender = publisher(ZmqQueue::publish().topics(true));
    let address = &sender.queue.bound()[0];
    let taker = Taker::new(ZmqQueue::subscribe().connect(address).subscription("shop").subscription("bank.till"));
    let python = Peer::start("SUB", "connect", address, 2, &["shop.db"]);
    let peers = 1 + usize::from(python.is_some());
    wait_until(|| sender.queue.stats().open == peers && taker.queue.stats().open == 1);
    // Subscriptions come right behind.
    std::thread::sleep(std::time::Duration::from_millis(300));
    for name in ["shop", "bank", "shop.db", "shop.web", "bank.till", "other", "shop.db.pool"] {
        warn!(sender.logger(name), "{name}");
    }
    taker.kept.wait_for(5);
    assert_eq!(taker.kept.all(), ["shop", "shop.db", "shop.web", "bank.till", "shop.db.pool"]);
    sender.handler.flush().unwrap();
    assert_eq!(sender.queue.stats().unheard, 2);
    if let Some(python) = python {
        let told = [python.next(), python.next()].map(|told| (told.what, told.topic));
        assert_eq!(told, ["shop.db", "shop.db.pool"].map(|name| (name.to_owned(), name.to_owned())));
    }
}

#[test]
fn a_subscriber_that_does_not_read_misses_what_does_not_fit() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let address = crate::ends::ipc(&folder);
    let queue = ZmqQueue::publish().subscriber_bytes(100_000).linger(std::time::Duration::from_millis(100));
    let sender = Sender::new(queue.bind(&address), WhenFull::Block);
    sender.queue.start().unwrap();
    wait_until(|| !sender.queue.bound().is_empty());
    let mut deaf = std::os::unix::net::UnixStream::connect(folder.path().join("queue")).unwrap();
    let hello =
        [crate::hostile::greeting().as_slice(), &crate::hostile::ready("SUB"), b"\x04\x0A\x09SUBSCRIBE"].concat();
    deaf.write_all(&hello).unwrap();
    wait_until(|| sender.queue.stats().open == 1);
    let good = Taker::new(ZmqQueue::subscribe().connect(&address));
    wait_until(|| good.queue.stats().open == 1);
    std::thread::sleep(std::time::Duration::from_millis(100));
    // In small lots, so that the one that reads keeps up.
    for lot in 0..50 {
        sender.log(lot * 100..(lot + 1) * 100);
        good.kept.wait_for((lot + 1) * 100);
    }
    // It is waited for no longer than the queue lingers.
    sender.handler.flush().unwrap();
    let stats = sender.queue.stats();
    assert!(stats.missed > 1000, "{stats:?}");
    assert_eq!(good.kept.numbers(), (0..5000).collect::<Vec<_>>());
    drop(deaf);
    wait_until(|| sender.queue.stats().open == 1);
    let stats = sender.queue.stats();
    assert_eq!(stats.sent + stats.missed, 10_000, "each record for each of both: {stats:?}");
}
