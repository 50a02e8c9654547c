//! Many workers at once, and a listener that stops and starts.

use std::sync::Arc;
use std::time::Duration;

use sawlog::{QueueListener, UnixQueue};

use super::children::{Place, Process, wait_for_lines, written};
use super::roles::writes_to;

/// Each worker ends when its flush is acknowledged, so all is in the file when they have ended.
pub(crate) fn sixteen_workers() {
    const EACH: usize = 1500;
    let place = Place::new();
    let queue = Arc::new(UnixQueue::new(&place.socket));
    let listener = QueueListener::builder(queue.clone()).handler(writes_to(&place.file)).build();
    listener.start().unwrap();
    let names: Vec<String> = (0..16).map(|number| format!("w{number:02}")).collect();
    let workers: Vec<_> = names.iter().map(|name| Process::worker(&place.socket, name, EACH, Duration::ZERO)).collect();
    for worker in workers {
        assert_eq!(worker.end(), "flushed, 0 dropped, 0 kept");
    }
    let written = written(&place.file);
    assert_eq!(written.keys().cloned().collect::<Vec<_>>(), names);
    for (name, numbers) in written {
        assert!(numbers.into_iter().eq(0..EACH), "{name}");
    }
    listener.stop().unwrap();
    let stats = queue.stats();
    assert_eq!((stats.received, stats.doubles, stats.torn, stats.refused), (16 * EACH as u64, 0, 0, 0));
    assert!(!place.socket.exists());
}

/// What was sent to the first listener and not handled by it comes again to the second: each record once.
pub(crate) fn a_listener_that_stops_while_workers_log() {
    const EACH: usize = 3000;
    let place = Place::new();
    let queue = Arc::new(UnixQueue::new(&place.socket));
    let listener = QueueListener::builder(queue.clone()).handler(writes_to(&place.file)).build();
    listener.start().unwrap();
    let names = ["a", "b", "c"];
    let workers = names.map(|name| Process::worker(&place.socket, name, EACH, Duration::from_micros(50)));
    for stop in 1..=5 {
        wait_for_lines(&place.file, stop * EACH / 3);
        listener.stop().unwrap();
        let so_far = written(&place.file);
        std::thread::sleep(Duration::from_millis(30));
        assert_eq!(written(&place.file), so_far);
        listener.start().unwrap();
    }
    for worker in workers {
        assert_eq!(worker.end(), "flushed, 0 dropped, 0 kept");
    }
    for (name, numbers) in written(&place.file) {
        assert!(numbers.iter().copied().eq(0..EACH), "{name}: {} lines", numbers.len());
    }
    listener.stop().unwrap();
    println!("queue_processes: {} came again after five stops, and were dropped", queue.stats().doubles);
}
