//! Peers that go, come back, reset, or do not read; names that are not resolved: nobody waits, nothing is lost in
//! silence.

use std::io::Read;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use sawlog::{
    Address, DropPolicy, HandlerRef, Level, Logger, Manager, SocketHandler, SocketHandlerBuilder, error, info,
};

use crate::peer::{Peer, until};

/// Far more than the limits of all calls of a test, far less than if each of them waited for its own.
const AT_MOST: Duration = Duration::from_secs(20);

/// A handler that tries again soon, and what it has reported.
struct Sender {
    handler: HandlerRef<SocketHandler>,
    told: Arc<Mutex<Vec<String>>>,
    log: Logger,
    _manager: Manager,
}

fn builder(address: Address) -> SocketHandlerBuilder {
    let (soon, at_most) = (Duration::from_millis(50), Duration::from_millis(500));
    SocketHandler::builder(address).back_off(soon, 2.0, at_most).timeout(Duration::from_millis(200))
}

fn sender(builder: SocketHandlerBuilder) -> Sender {
    let handler = builder.build();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    handler.on_error(move |_, error| tell.lock().unwrap().push(error.to_string()));
    let manager = Manager::new();
    let log = manager.get_logger("shop");
    log.set_level(Level::DEBUG).unwrap();
    log.add_handler(&handler);
    Sender { handler, told, log, _manager: manager }
}

impl Sender {
    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

fn local(port: u16) -> Address {
    Address::host("127.0.0.1", port)
}

#[test]
fn a_receiver_that_is_killed_and_started_again_gets_everything_once() {
    let Some(mut peer) = Peer::start(&["tcp"]) else { return };
    let port = peer.port();
    let sender = sender(builder(local(port)));
    let (mut number, mut expected) = (0, 0);
    for _ in 0..3 {
        for _ in 0..100 {
            info!(sender.log, "{number}");
            number += 1;
        }
        until(|| sender.handler.stats().waiting == 0);
        let came = peer.messages(number - expected);
        assert_eq!(came, (expected..number).map(|n| n.to_string()).collect::<Vec<_>>());
        expected = number;
        peer.kill();
        for _ in 0..100 {
            info!(sender.log, "{number}");
            number += 1;
        }
        assert_eq!(sender.handler.stats().waiting, 100);
        // Nothing is logged from here on: what waits comes by itself.
        peer = Peer::start(&["tcp", &port.to_string()]).unwrap();
        let came = peer.messages(number - expected);
        assert_eq!(came, (expected..number).map(|n| n.to_string()).collect::<Vec<_>>());
        expected = number;
    }
    until(|| sender.handler.stats().waiting == 0);
    assert_eq!(peer.rest(), [""; 0]);
    let stats = sender.handler.stats();
    assert_eq!((stats.sent, stats.dropped, sender.handler.failures()), (600, 0, 0));
    // One report for each time that it was away.
    let told = sender.told();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|line| line.contains("records wait for it")), "{told:?}");
}

#[test]
fn a_receiver_that_comes_late_gets_everything() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let sender = sender(builder(local(port)));
    let began = Instant::now();
    (0..1000).for_each(|n| info!(sender.log, "{n}"));
    assert!(began.elapsed() < AT_MOST, "{:?}", began.elapsed());
    let Some(peer) = Peer::start(&["tcp", &port.to_string()]) else { return };
    assert_eq!(peer.messages(1000), (0..1000).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_peer_that_accepts_and_never_reads_holds_nobody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = local(listener.local_addr().unwrap().port());
    let sender = sender(builder(address).backlog(50, 1 << 30));
    let (_kept, text) = (listener, "x".repeat(100_000));
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..100).for_each(|_| info!(sender.log, "{text}")));
        }
    });
    assert!(began.elapsed() < AT_MOST, "{:?}", began.elapsed());
    let stats = sender.handler.stats();
    assert!(stats.waiting > 30 && stats.waiting <= 50, "{stats:?}");
    assert_eq!(stats.sent + stats.dropped + stats.waiting as u64, 400, "{stats:?}");
    let told = sender.told();
    assert!(told.iter().any(|line| line.contains("the peer takes nothing")), "{told:?}");
    // At the end it is told what is lost.
    let flushed = sender.handler.flush();
    let closed = sender.handler.close().unwrap_err().to_string();
    assert!(closed.contains("were dropped"), "{flushed:?} {closed}");
    let stats = sender.handler.stats();
    assert_eq!((stats.waiting, stats.sent + stats.dropped), (0, 400));
    assert!(began.elapsed() < 2 * AT_MOST, "{:?}", began.elapsed());
}

#[test]
fn handlers_that_end_together_share_the_time_that_they_wait() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = local(listener.local_addr().unwrap().port());
    let senders: Vec<_> =
        (0..3).map(|_| sender(builder(address.clone()).timeout(Duration::from_secs(4)).backlog(9, 1 << 30))).collect();
    let text = "x".repeat(4_000_000);
    // The peer's system takes some of it, and the rest waits.
    thread::scope(|scope| {
        for sender in &senders {
            scope.spawn(|| (0..5).for_each(|_| info!(sender.log, "{text}")));
        }
    });
    let together = Manager::new();
    senders.iter().for_each(|sender| together.root().add_handler(&sender.handler));
    assert!(senders.iter().all(|sender| sender.handler.stats().waiting > 0));
    let began = Instant::now();
    together.shutdown();
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert!(senders.iter().all(|sender| sender.handler.stats().waiting == 0 && sender.handler.stats().dropped > 0));
}

#[test]
fn a_frame_that_a_reset_cut_off_comes_again_whole() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = sender(builder(local(port)).backlog(1000, 1 << 30));
    let (count, text) = (300, "x".repeat(200_000));
    (0..count).for_each(|n| info!(sender.log, "{n} {text}"));
    // The system has taken what it takes without a reader, and the last frame of that in part.
    let waiting = loop {
        let waiting = sender.handler.stats().waiting;
        thread::sleep(Duration::from_millis(300));
        if sender.handler.stats().waiting == waiting {
            break waiting;
        }
    };
    assert!(waiting > 0 && waiting < count, "{waiting}");
    let (mut first, _) = listener.accept().unwrap();
    drop(listener);
    let mut some = [0; 10];
    first.read_exact(&mut some).unwrap();
    // Closed with something unread: the sender is told of a reset.
    drop(first);
    let Some(peer) = Peer::start(&["tcp", &port.to_string()]) else { return };
    let came = peer.messages(waiting);
    assert!(came.iter().all(|message| message.ends_with(&text)));
    let numbers: Vec<_> = came.iter().map(|message| message.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(numbers, (count - waiting..count).map(|n| n.to_string()).collect::<Vec<_>>());
    until(|| sender.handler.stats().waiting == 0);
    assert_eq!(peer.rest(), [""; 0]);
}

#[test]
fn a_peer_that_closes_after_each_record_loses_none() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = local(listener.local_addr().unwrap().port());
    let sender = sender(builder(address));
    for round in 0..20 {
        info!(sender.log, "round {round}");
        let (mut peer, _) = listener.accept().unwrap();
        let mut header = [0; 4];
        peer.read_exact(&mut header).unwrap();
        let mut payload = vec![0; u32::from_be_bytes(header) as usize];
        peer.read_exact(&mut payload).unwrap();
        let record = sawlog::wire::record_from_pickle(&payload, &sawlog::wire::Limits::default()).unwrap();
        assert_eq!(record.message().unwrap(), format!("round {round}"));
    }
    assert_eq!((sender.handler.stats().sent, sender.handler.stats().connections), (20, 20));
}

#[test]
fn a_name_that_is_not_resolved_holds_nobody_up() {
    let (answer, asked) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(0)));
    let (given, count) = (Arc::clone(&answer), Arc::clone(&asked));
    let resolve = move |_: &str, port: u16| {
        *count.lock().unwrap() += 1;
        until(|| given.lock().unwrap().is_some());
        Ok(vec![std::net::SocketAddr::from(([127, 0, 0, 1], port))])
    };
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let sender = sender(builder(Address::host("logs.example", peer.port())).resolver(resolve));
    let began = Instant::now();
    (0..1000).for_each(|n| info!(sender.log, "{n}"));
    assert!(began.elapsed() < AT_MOST, "{:?}", began.elapsed());
    let told = sender.told();
    assert!(told.len() == 1 && told[0].contains("the name \"logs.example\" was not resolved in time"), "{told:?}");
    // The resolver answers at last, and all that waited arrives.
    *answer.lock().unwrap() = Some(());
    assert_eq!(peer.messages(1000), (0..1000).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(*asked.lock().unwrap(), 1);
}

#[test]
fn the_backlog_is_bounded_and_what_gives_way_is_counted() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for (policy, left) in [(DropPolicy::Oldest, 90..100), (DropPolicy::Newest, 0..10)] {
        let sender = sender(builder(local(port)).backlog(10, 1 << 20).drop_policy(policy));
        (0..100).for_each(|n| info!(sender.log, "{n}"));
        let stats = sender.handler.stats();
        assert_eq!((stats.waiting, stats.dropped), (10, 90));
        assert!(stats.waiting_bytes > 0 && stats.waiting_bytes <= 1 << 20);
        let Some(peer) = Peer::start(&["tcp", &port.to_string()]) else { return };
        assert_eq!(peer.messages(10), left.map(|n| n.to_string()).collect::<Vec<_>>());
        // What was lost is told with the next record, at the latest.
        error!(sender.log, "the last one");
        assert_eq!(peer.messages(1), ["the last one"]);
        assert_eq!(sender.handler.failures(), 90);
        let told = sender.told();
        assert!(told.iter().any(|line| line.contains("89 records for 127.0.0.1:")), "{told:?}");
        peer.kill();
    }
}
