use std::io::Read;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::net::DropPolicy;

const LONG: Duration = Duration::from_secs(60);

fn options() -> LinkOptions {
    let times = BackOffTimes { initial: Duration::from_millis(20), factor: 1.5, max: Duration::from_millis(200) };
    LinkOptions { timeout: Duration::from_millis(200), back_off: times, ..LinkOptions::default() }
}

fn listener() -> (TcpListener, Address) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::host("127.0.0.1", listener.local_addr().unwrap().port());
    (listener, address)
}

/// Reads until so many bytes have come, or the stream ends.
fn read(stream: &mut impl Read, len: usize) -> String {
    let mut text = vec![0; len];
    let mut read = 0;
    while read < len {
        match stream.read(&mut text[read..]) {
            Ok(0) | Err(_) => break,
            Ok(more) => read += more,
        }
    }
    text.truncate(read);
    String::from_utf8(text).unwrap()
}

#[track_caller]
fn until(what: impl Fn() -> bool) {
    let end = Instant::now() + LONG;
    while !what() {
        assert!(Instant::now() < end, "it does not come to pass");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn frames_wait_for_a_peer_and_come_in_order() {
    let (gone, address) = listener();
    drop(gone);
    let link = Link::new(address.clone(), options());
    let outcomes: Vec<_> = (0..10).map(|n| link.send(format!("<{n}>").as_bytes())).collect();
    assert!(matches!(outcomes[0], Err(EmitError::Unreachable { .. })), "{outcomes:?}");
    assert!(outcomes[1..].iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!((link.stats().waiting, link.stats().waiting_bytes), (10, 30));

    let Address::Host { host, port } = address else { unreachable!() };
    let listener = TcpListener::bind((host, port)).unwrap();
    // Nothing more is sent: the peer is looked for all the same.
    let (mut peer, _) = listener.accept().unwrap();
    assert_eq!(read(&mut peer, 30), "<0><1><2><3><4><5><6><7><8><9>");
    until(|| link.stats().waiting == 0);
    link.send(b"<10>").unwrap();
    assert_eq!(read(&mut peer, 4), "<10>");
    assert_eq!((link.stats().sent, link.stats().dropped, link.stats().connections), (11, 0, 1));
}

#[test]
fn a_peer_that_closed_is_noticed_before_anything_is_lost() {
    let (listener, address) = listener();
    let link = Link::new(address, options());
    for round in 0..5 {
        link.send(format!("<a{round}>").as_bytes()).unwrap();
        link.send(format!("<b{round}>").as_bytes()).unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        assert_eq!(read(&mut peer, 8), format!("<a{round}><b{round}>"));
    }
    assert_eq!((link.stats().connections, link.stats().sent), (5, 10));
}

#[test]
fn a_peer_that_does_not_read_holds_nobody_up() {
    let (listener, address) = listener();
    let link = Link::new(address, options());
    let frame = vec![b'x'; 256 * 1024];
    let began = Instant::now();
    let outcomes: Vec<_> = (0..60).map(|_| link.send(&frame)).collect();
    // One call waits for the limit; sixty that did would take twelve seconds.
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 1, "{outcomes:?}");
    assert!(link.stats().waiting > 0);

    let (mut peer, _) = listener.accept().unwrap();
    assert_eq!(read(&mut peer, 60 * frame.len()).len(), 60 * frame.len());
    until(|| link.stats().waiting == 0);
    assert_eq!((link.stats().sent, link.stats().dropped), (60, 0));
}

#[test]
fn a_frame_that_was_cut_off_comes_again_whole() {
    let (listener, address) = listener();
    let link = Link::new(address, options());
    let frame = format!("<{}>", "x".repeat(32 << 20));
    assert!(link.send(frame.as_bytes()).is_err());
    let (mut peer, _) = listener.accept().unwrap();
    assert_eq!(read(&mut peer, 100).len(), 100);
    // What it was sent and has not read makes this a reset.
    drop(peer);
    let (mut peer, _) = listener.accept().unwrap();
    assert!(read(&mut peer, frame.len()) == frame);
    until(|| link.stats().waiting == 0);
    assert_eq!((link.stats().sent, link.stats().connections), (1, 2));
}

#[test]
fn what_has_no_room_is_dropped_and_told() {
    let (gone, address) = listener();
    drop(gone);
    let limits = |policy| BacklogLimits { frames: 5, bytes: 1000, policy };
    for (policy, left) in [(DropPolicy::Oldest, "<5><6><7><8><9>"), (DropPolicy::Newest, "<0><1><2><3><4>")] {
        let link = Link::new(address.clone(), LinkOptions { backlog: limits(policy), ..options() });
        let outcomes: Vec<_> = (0..10).map(|n| link.send(format!("<{n}>").as_bytes())).collect();
        assert!(matches!(outcomes[5], Err(EmitError::Dropped { records: 1, .. })), "{outcomes:?}");
        assert!(outcomes[6..].iter().all(Result::is_ok), "{outcomes:?}");
        assert_eq!((link.stats().dropped, link.stats().waiting), (5, 5));

        let Address::Host { host, port } = &address else { unreachable!() };
        let listener = TcpListener::bind((host.as_str(), *port)).unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        assert_eq!(read(&mut peer, left.len()), left);
        until(|| link.stats().waiting == 0);
        assert!(matches!(link.flush(), Err(EmitError::Dropped { records: 4, .. })));
        drop(link);
        assert_eq!(read(&mut peer, 1), "");
    }
}

#[test]
fn what_waits_when_it_is_closed_is_counted() {
    let (gone, address) = listener();
    drop(gone);
    let link = Link::new(address, options());
    for _ in 0..3 {
        let _ = link.send(b"frame");
    }
    assert!(matches!(link.flush(), Err(EmitError::Unreachable { .. })));
    assert!(matches!(link.close(), Err(EmitError::Dropped { records: 3, .. })));
    assert_eq!((link.stats().dropped, link.stats().waiting), (3, 0));
    assert!(link.close().is_ok());
}

#[test]
fn a_name_that_is_not_resolved_holds_nobody_up() {
    let resolver = Resolver::new(|_, _| {
        thread::sleep(LONG);
        Ok(Vec::new())
    });
    let link = Link::new(Address::host("logs.example", 9020), LinkOptions { resolver, ..options() });
    let began = Instant::now();
    for _ in 0..100 {
        let _ = link.send(b"frame");
    }
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    let error = link.flush().unwrap_err().to_string();
    assert!(error.contains("the name \"logs.example\" was not resolved in time"), "{error}");
    assert_eq!(link.stats().waiting, 100);
}

#[test]
fn a_unix_socket() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let link = Link::new(Address::unix(&path), options());
    assert!(link.send(b"<1>").is_err());
    let listener = UnixListener::bind(&path).unwrap();
    let (mut peer, _) = listener.accept().unwrap();
    assert_eq!(read(&mut peer, 3), "<1>");
    link.close().unwrap();
    assert_eq!(read(&mut peer, 1), "");
    link.send(b"<2>").unwrap();
    let (mut peer, _) = listener.accept().unwrap();
    assert_eq!(read(&mut peer, 3), "<2>");
}

#[test]
fn threads_leave_their_frames_with_one_another() {
    let (listener, address) = listener();
    let link = Link::new(address, options());
    let reading = thread::spawn(move || read(&mut listener.accept().unwrap().0, 8 * 1000 * 9));
    thread::scope(|scope| {
        for thread in 0..8 {
            let link = &link;
            scope.spawn(move || (0..1000).for_each(|n| link.send(format!("<{thread} {n:05}>").as_bytes()).unwrap()));
        }
    });
    link.flush().unwrap();
    let text = reading.join().unwrap();
    for thread in 0..8 {
        let start = format!("{thread} ");
        let numbers: Vec<_> = text.split(['<', '>']).filter_map(|frame| frame.strip_prefix(&start)).collect();
        assert_eq!(numbers, (0..1000).map(|n| format!("{n:05}")).collect::<Vec<_>>());
    }
}
