//! PUSH and PULL: each record arrives once, and in order.

use sawlog::wire::Encoding;
use sawlog::{RecordQueue, WhenFull, ZmqQueue};

use crate::ends::{Sender, Taker, ipc, wait_until};
use crate::peer::Peer;

const MANY: usize = 20_000;

fn all(count: usize) -> Vec<usize> {
    (0..count).collect()
}

#[test]
fn python_takes_what_we_push() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["tcp://127.0.0.1:*", &ipc(&folder)] {
        let Some(peer) = Peer::start("PULL", "bind", address, MANY, &[]) else { return };
        let sender = Sender::new(ZmqQueue::push().connect(&peer.address), WhenFull::Block);
        sender.log(0..MANY);
        sender.handler.flush().unwrap();
        assert_eq!(sender.queue.stats().sent, MANY as u64);
        assert!(sender.queue.gone() >= MANY as u64);
        assert_eq!(peer.numbers(MANY), all(MANY));
    }
}

#[test]
fn we_take_what_python_pushes() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["tcp://127.0.0.1:*", &ipc(&folder)] {
        let taker = Taker::new(ZmqQueue::pull().bind(address));
        let Some(mut peer) = Peer::start("PUSH", "connect", &taker.address(), MANY, &[]) else { return };
        peer.go();
        assert_eq!(peer.line(), "sent");
        taker.kept.wait_for(MANY);
        taker.listener.stop().unwrap();
        assert_eq!(taker.kept.numbers(), all(MANY));
        assert_eq!((taker.queue.stats().taken, taker.queue.stats().refused), (MANY as u64, 0));
    }
}

#[test]
fn either_end_binds() {
    let sender = Sender::new(ZmqQueue::push().bind("tcp://*:*"), WhenFull::Block);
    sender.queue.start().unwrap();
    wait_until(|| !sender.queue.bound().is_empty());
    let Some(peer) = Peer::start("PULL", "connect", &sender.queue.bound()[0], 100, &[]) else { return };
    sender.log(0..100);
    assert_eq!(peer.numbers(100), all(100));

    let mut peer = Peer::start("PUSH", "bind", "tcp://127.0.0.1:*", 100, &[]).unwrap();
    let taker = Taker::new(ZmqQueue::pull().connect(&peer.address));
    peer.go();
    taker.kept.wait_for(100);
    assert_eq!(taker.kept.numbers(), all(100));
}

#[test]
fn records_are_shared_out_among_those_that_pull() {
    let takers = [(); 3].map(|()| Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*")));
    let queue = takers.iter().fold(ZmqQueue::push(), |queue, taker| queue.connect(&taker.address()));
    let sender = Sender::new(queue, WhenFull::Block);
    sender.queue.start().unwrap();
    wait_until(|| sender.queue.stats().open == 3);
    sender.log(0..3000);
    let taken = || takers.iter().map(|taker| taker.kept.len()).sum::<usize>();
    wait_until(|| taken() >= 3000);
    let mut numbers: Vec<_> = takers.iter().flat_map(|taker| taker.kept.numbers()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, all(3000));
    assert!(takers.iter().all(|taker| taker.kept.len() > 100), "{:?}", takers.each_ref().map(|taker| taker.kept.len()));
}

#[test]
fn every_form_of_a_record_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let taker = Taker::new(ZmqQueue::pull().bind(&ipc(&folder)));
    for (index, encoding) in [Encoding::Json, Encoding::Pickle, Encoding::Compact].into_iter().enumerate() {
        let queue = ZmqQueue::push().connect(&ipc(&folder)).format(encoding).topics(index == 1);
        let sender = Sender::new(queue, WhenFull::Block);
        sender.log(index..index + 1);
        taker.kept.wait_for(index + 1);
    }
    assert_eq!(taker.kept.numbers(), [0, 1, 2]);
}

#[test]
fn a_unix_socket_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue");
    let taker = Taker::new(ZmqQueue::pull().bind(&ipc(&folder)));
    wait_until(|| !taker.queue.bound().is_empty());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    taker.listener.stop().unwrap();
    assert!(!path.exists(), "it is gone with its listener");
    // What one that was killed has left is replaced.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let taker = Taker::new(ZmqQueue::pull().bind(&ipc(&folder)));
    let sender = Sender::new(ZmqQueue::push().connect(&ipc(&folder)), WhenFull::Block);
    sender.log(0..1);
    taker.kept.wait_for(1);
}
