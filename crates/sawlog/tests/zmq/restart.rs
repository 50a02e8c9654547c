//! Peers that go and come again.

use std::collections::HashSet;
use std::time::Duration;

use sawlog::{RecordQueue, WhenFull, ZmqQueue};

use crate::ends::{Sender, Taker, wait_until};
use crate::peer::Peer;

#[test]
fn a_peer_that_is_killed_costs_what_the_kernel_held_and_what_is_counted() {
    let Some(first) = Peer::start("PULL", "bind", "tcp://127.0.0.1:*", usize::MAX >> 1, &[]) else { return };
    let address = first.address.clone();
    let sender = Sender::new(ZmqQueue::push().connect(&address).maxsize(1000), WhenFull::DropNewest);
    let mut arrived = Vec::new();
    // It is killed in the middle of records that come one after the other.
    let (mut logged, mut dropped) = (0, 0);
    while arrived.len() < 2000 {
        sender.log(logged..logged + 100);
        logged += 100;
        wait_until(|| sender.queue.len() < 500);
        arrived.extend(first.numbers(50));
    }
    sender.log(logged..logged + 500);
    logged += 500;
    // The last line may be torn.
    arrived.extend(first.kill().iter().filter_map(|told| told.what.parse::<usize>().ok()));
    wait_until(|| sender.queue.stats().open == 0);
    // The backlog is bounded while it is away.
    sender.log(logged..logged + 5000);
    logged += 5000;
    dropped += sender.queue.stats().dropped;
    assert!(dropped >= 3900, "{dropped}");
    assert!(sender.queue.len() <= 1000 + 256);

    let second = Peer::start("PULL", "bind", &address, usize::MAX >> 1, &[]).unwrap();
    sender.handler.flush().unwrap();
    let stats = sender.queue.stats();
    // One more that tells of the drops, and nothing that is neither sent nor counted.
    assert_eq!(stats.sent + stats.dropped, logged as u64 + 1, "{stats:?}");
    assert_eq!(stats.connections, 2);
    sender.log(logged..logged + 1);
    let last = logged;
    let mut notes = Vec::new();
    loop {
        let what = second.next().what;
        match what.parse::<usize>() {
            Ok(number) => arrived.push(number),
            Err(_) => notes.push(what),
        }
        if arrived.last() == Some(&last) {
            break;
        }
    }
    assert_eq!(notes, [format!("{dropped} records were dropped: the queue was full")]);
    let unique: HashSet<_> = arrived.iter().collect();
    assert_eq!(unique.len(), arrived.len(), "none twice");
    assert!(arrived.is_sorted(), "in order");
    // What the kernels held when it was killed is all that is lost without being counted: one stretch.
    let lost = logged as u64 + 1 - dropped - arrived.len() as u64;
    let stretch = arrived.windows(2).map(|pair| pair[1] - pair[0] - 1).filter(|gap| *gap > 0).collect::<Vec<_>>();
    assert!(
        stretch.len() <= 2 && stretch.iter().sum::<usize>() as u64 == lost + dropped,
        "{stretch:?} {lost} {dropped}"
    );
}

#[test]
fn what_was_logged_before_the_peer_is_there_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let address = crate::ends::ipc(&folder);
    let sender = Sender::new(ZmqQueue::push().connect(&address), WhenFull::Block);
    sender.log(0..1000);
    assert_eq!(sender.queue.len(), 1000);
    let taker = Taker::new(ZmqQueue::pull().bind(&address));
    sender.handler.flush().unwrap();
    taker.kept.wait_for(1000);
    assert_eq!(taker.kept.numbers(), (0..1000).collect::<Vec<_>>());
}

#[test]
fn a_listener_that_is_stopped_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let address = crate::ends::ipc(&folder);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for address in [address, format!("tcp://127.0.0.1:{port}")] {
        let sender = Sender::new(ZmqQueue::push().connect(&address), WhenFull::Block);
        let mut taker = Taker::new(ZmqQueue::pull().bind(&address));
        let mut arrived = Vec::new();
        std::thread::scope(|scope| {
            let logging = scope.spawn(|| {
                for lot in 0..200 {
                    sender.log(lot * 100..(lot + 1) * 100);
                    std::thread::sleep(Duration::from_millis(2));
                }
            });
            for _ in 0..4 {
                taker.kept.wait_for(1500);
                taker.listener.stop().unwrap();
                arrived.extend(taker.kept.numbers());
                taker = Taker::new(ZmqQueue::pull().bind(&address));
            }
            logging.join().unwrap();
        });
        sender.handler.flush().unwrap();
        taker.kept.wait_for(20_000 - arrived.len());
        arrived.extend(taker.kept.numbers());
        assert_eq!(arrived, (0..20_000).collect::<Vec<_>>(), "none lost, none twice, in order");
        assert!(sender.queue.stats().connections >= 5);
    }
}

#[test]
fn a_bound_address_is_waited_for() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", taken.local_addr().unwrap());
    let taker = Taker::new(ZmqQueue::pull().bind(&address));
    let sender = Sender::new(ZmqQueue::push().connect(&address), WhenFull::Block);
    sender.log(0..10);
    std::thread::sleep(Duration::from_millis(300));
    assert!(taker.queue.bound().is_empty());
    drop(taken);
    taker.kept.wait_for(10);
    assert_eq!(taker.kept.numbers(), (0..10).collect::<Vec<_>>());
}

#[test]
fn what_a_peer_was_not_given_whole_goes_to_the_next_one() {
    use std::io::{Read, Write};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue");
    let deaf = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let sender = Sender::new(ZmqQueue::push().connect(&crate::ends::ipc(&folder)), WhenFull::Block);
    sender.queue.start().unwrap();
    let (mut peer, _) = deaf.accept().unwrap();
    peer.write_all(&[&crate::hostile::greeting()[..], &crate::hostile::ready("PULL")].concat()).unwrap();
    peer.read_exact(&mut [0; 64]).unwrap();
    wait_until(|| sender.queue.stats().open == 1);
    sender.log(0..5000);
    // Until the kernel takes no more.
    let before = std::cell::Cell::new(0);
    wait_until(|| {
        std::thread::sleep(Duration::from_millis(200));
        let sent = sender.queue.stats().sent;
        sent > 0 && before.replace(sent) == sent
    });
    let sent = before.get();
    assert!(sent < 5000);
    drop((peer, deaf));
    let taker = Taker::new(ZmqQueue::pull().bind(&crate::ends::ipc(&folder)));
    sender.handler.flush().unwrap();
    let sent = usize::try_from(sent).unwrap();
    taker.kept.wait_for(5000 - sent);
    assert_eq!(taker.kept.numbers(), (sent..5000).collect::<Vec<_>>(), "from the first that was not given whole");
}
