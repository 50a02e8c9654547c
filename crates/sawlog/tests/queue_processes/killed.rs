//! Workers and listeners that get no chance to end.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sawlog::{Manager, QueueHandler, QueueListener, UnixQueue};

use super::children::{Place, Process, wait_for_lines, written};
use super::roles::writes_to;

/// What it had sent is there, without a gap; others are not disturbed.
pub(crate) fn a_killed_worker() {
    let place = Place::new();
    let queue = Arc::new(UnixQueue::new(&place.socket));
    let listener = QueueListener::builder(queue.clone()).handler(writes_to(&place.file)).build();
    listener.start().unwrap();
    let killed = Process::worker(&place.socket, "killed", 1_000_000, Duration::ZERO);
    let other = Process::worker(&place.socket, "other", 2000, Duration::from_micros(100));
    wait_for_lines(&place.file, 500);
    killed.kill();
    assert_eq!(other.end(), "flushed, 0 dropped, 0 kept");
    // It has no connection any more when all that it had sent was read.
    let began = Instant::now();
    while queue.stats().connections > 0 {
        assert!(began.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(5));
    }
    listener.stop().unwrap();
    let written = written(&place.file);
    assert!(written["other"].iter().copied().eq(0..2000));
    let of_killed = &written["killed"];
    assert!(of_killed.len() < 1_000_000 && of_killed.iter().copied().eq(0..of_killed.len()));
    // At most the one that it was writing.
    let stats = queue.stats();
    assert!(stats.torn <= 1 && stats.doubles == 0, "{stats:?}");
    assert_eq!(stats.received, (of_killed.len() + 2000) as u64);
}

pub(crate) fn a_worker_killed_within_a_record() {
    let place = Place::new();
    let queue = Arc::new(UnixQueue::new(&place.socket));
    let listener = QueueListener::builder(queue.clone()).handler(writes_to(&place.file)).build();
    listener.start().unwrap();
    // It has to be there when the worker, which does not try again, looks for it.
    while !place.socket.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut half = Process::start(&["as-half-a-record"], &[&place.socket], &[]);
    assert_eq!(half.line(), "half");
    wait_for_lines(&place.file, 1);
    assert_eq!(queue.stats().torn, 0);
    half.kill();
    let began = Instant::now();
    while queue.stats().torn == 0 {
        assert!(began.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(Process::worker(&place.socket, "next", 10, Duration::ZERO).end(), "flushed, 0 dropped, 0 kept");
    listener.stop().unwrap();
    let written = written(&place.file);
    assert_eq!((&written["half"][..], written["next"].len()), (&[0][..], 10));
    let stats = queue.stats();
    assert_eq!((stats.torn, stats.received), (1, 11));
}

/// Workers go on and lose nothing. The next listener does not know what the one that was killed had not acknowledged: that comes twice.
pub(crate) fn a_killed_listener() {
    const EACH: usize = 4000;
    let place = Place::new();
    let mut listener = Process::listener(&place);
    let names = ["a", "b", "c", "d"];
    let workers = names.map(|name| Process::worker(&place.socket, name, EACH, Duration::from_micros(50)));
    for killed in 1..=3 {
        wait_for_lines(&place.file, killed * EACH);
        listener.kill();
        // Workers are without one for a while.
        std::thread::sleep(Duration::from_millis(50));
        listener = Process::listener(&place);
    }
    for worker in workers {
        assert_eq!(worker.end(), "flushed, 0 dropped, 0 kept");
    }
    println!("queue_processes: the last listener: {}", listener.end());
    let written = written(&place.file);
    let (mut lines, mut again) = (0, 0);
    for name in names {
        let unique: BTreeSet<usize> = written[name].iter().copied().collect();
        assert!(unique.iter().copied().eq(0..EACH), "{name}: {} of {EACH}", unique.len());
        lines += written[name].len();
        again += written[name].len() - unique.len();
    }
    println!("queue_processes: {lines} lines after three kills, {again} of them again");
    // What was read at once and not acknowledged yet, with each worker.
    assert!(again <= 3 * names.len() * 1000, "{again}");
}

/// The child of its that lives on holds neither its place nor its connections.
pub(crate) fn a_killed_listener_with_a_child() {
    let place = Place::new();
    let mut killed = Process::start(&["as-forking-listener"], &[&place.socket, &place.file], &[]);
    assert_eq!(killed.line(), "listening");
    let worker = Arc::new(UnixQueue::new(&place.socket));
    let handler = QueueHandler::builder(worker.clone()).patience(Duration::from_secs(60)).build();
    let manager = Manager::new();
    manager.root().add_handler(&handler);
    sawlog::set_process_name("here");
    manager.root().error("0");
    handler.flush().unwrap();
    killed.go_on();
    assert_eq!(killed.line(), "forked");
    killed.kill_alone();
    // That it is gone is seen without anything being sent.
    let began = Instant::now();
    while worker.stats().connected {
        assert!(began.elapsed() < Duration::from_secs(60), "its child has the connection");
        std::thread::sleep(Duration::from_millis(1));
    }
    let queue = Arc::new(UnixQueue::new(&place.socket));
    let next = QueueListener::builder(queue).handler(writes_to(&place.file)).build();
    next.start().unwrap();
    manager.root().error("1");
    handler.flush().expect("its child has the place");
    assert_eq!(written(&place.file)["here"], [0, 1]);
    next.stop().unwrap();
}
