//! Records that a queue lends to who handles them.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sawlog::{
    BoundedQueue, HandleRecord, LogRecord, Manager, QueueError, QueueHandler, QueueListener, Queued, RecordQueue, info,
};

const CAPACITY: usize = 8192;

fn got(queue: &BoundedQueue) -> Option<String> {
    match queue.get(Duration::ZERO)? {
        Queued::Record(record) => Some(record.message().unwrap().to_owned()),
        other => panic!("{other:?}"),
    }
}

fn lent(queue: &BoundedQueue, most: usize) -> Vec<String> {
    let mut messages = Vec::new();
    let count = queue.lend(&mut |record| {
        messages.push(record.message().unwrap().to_owned());
        messages.len() < most
    });
    assert_eq!(count, messages.len());
    messages
}

/// Who has enough leaves the others in the queue, where they count and are next; all places come back.
#[test]
fn what_is_left_stays_in_order() {
    let queue = Arc::new(BoundedQueue::new(CAPACITY));
    let manager = Manager::new();
    let log = manager.get_logger("lent");
    log.set_level("INFO").unwrap();
    log.add_handler(QueueHandler::builder(queue.clone()).structured(true).build());
    for round in 0..3 {
        (0..CAPACITY).for_each(|n| info!(log, "{round} {n}"));
        assert_eq!(queue.len(), CAPACITY);
        assert_eq!(lent(&queue, 3), [0, 1, 2].map(|n| format!("{round} {n}")));
        assert_eq!(queue.len(), CAPACITY - 3);
        let mut next = 3;
        while next < CAPACITY {
            let taken = match next % 5 {
                0 => Vec::from_iter(got(&queue)),
                most => lent(&queue, most),
            };
            let expected: Vec<String> = (next..next + taken.len()).map(|n| format!("{round} {n}")).collect();
            assert_eq!(taken, expected);
            next += taken.len();
            assert_eq!(queue.len(), CAPACITY - next);
        }
        assert_eq!((got(&queue), lent(&queue, 1)), (None, vec![]));
    }
}

/// While records are handled, what waits behind them counts, and nobody else is lent any.
#[test]
fn one_at_a_time_is_lent_any() {
    let queue = Arc::new(BoundedQueue::new(CAPACITY));
    let manager = Manager::new();
    let log = manager.get_logger("lent");
    log.set_level("INFO").unwrap();
    let handler = QueueHandler::builder(queue.clone()).structured(true).build();
    log.add_handler(&handler);
    (0..CAPACITY).for_each(|n| info!(log, "{n}"));
    let mut handled = 0;
    let count = queue.lend(&mut |record| {
        assert_eq!(record.thread_name(), std::thread::current().name().unwrap());
        assert_eq!(queue.len(), CAPACITY - handled - 1);
        if handled == 0 {
            info!(log, "no room");
            assert_eq!(handler.dropped(), 1);
        }
        handled += 1;
        assert!(lent(&queue, 1).is_empty());
        true
    });
    assert!((2..100).contains(&count) && count == handled);
    assert_eq!((queue.len(), got(&queue)), (CAPACITY - count, Some(count.to_string())));
}

/// What has no place in a ring is not lent, and stays where it is in the order.
#[test]
fn what_is_not_lent_is_got() {
    let queue = Arc::new(BoundedQueue::new(CAPACITY));
    let manager = Manager::new();
    let log = manager.get_logger("lent");
    log.set_level("INFO").unwrap();
    log.add_handler(QueueHandler::builder(queue.clone()).structured(true).build());
    let long = "x".repeat(5000);
    for n in 0..10 {
        info!(log, "plain {n}");
        info!(log, user = "ann"; "extra {n}");
        info!(log, "{n} {long}");
    }
    for n in 0..10 {
        assert_eq!(lent(&queue, 100), [format!("plain {n}")]);
        assert!(lent(&queue, 100).is_empty());
        assert_eq!(got(&queue), Some(format!("extra {n}")));
        assert_eq!(got(&queue), Some(format!("{n} {long}")));
    }
    assert!(queue.is_empty());
}

/// Keeps messages, and waits at one of them.
struct Waiting {
    kept: Mutex<Vec<String>>,
    at: String,
    told: Mutex<Receiver<()>>,
}

impl HandleRecord for Waiting {
    fn handle(&self, record: &mut LogRecord<'_>) {
        if record.name() == "sawlog.queue" {
            // It tells of what was left.
            return;
        }
        let message = record.message().unwrap().to_owned();
        if message == self.at {
            self.told.lock().unwrap().recv().unwrap();
        }
        self.kept.lock().unwrap().push(message);
    }
}

/// A listener that gives up in the middle of those that it was lent leaves the others to the next one.
#[test]
fn who_gives_up_leaves_them_to_the_next() {
    let queue = Arc::new(BoundedQueue::new(CAPACITY));
    let manager = Manager::new();
    let log = manager.get_logger("lent");
    log.set_level("INFO").unwrap();
    let handler = QueueHandler::builder(queue.clone()).structured(true).build();
    log.add_handler(&handler);
    let (tell, told) = channel();
    let waiting = Arc::new(Waiting { kept: Mutex::default(), at: "50".to_owned(), told: Mutex::new(told) });
    let listener = QueueListener::builder(queue.clone()).handler(waiting.clone());
    let listener = listener.patience(Duration::from_millis(20)).build();
    (0..100).for_each(|n| info!(log, "{n}"));
    listener.start().unwrap();
    while waiting.kept.lock().unwrap().len() < 50 {
        std::thread::sleep(Duration::from_millis(1));
    }
    // It may just have come to the one at which it waits.
    let left = listener.stop().unwrap_err();
    assert!(matches!(left, QueueError::Left { left: 49 | 50, .. }), "{left:?}");
    tell.send(()).unwrap();
    while queue.ledger().is_attended() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let handled = waiting.kept.lock().unwrap().len();
    assert!((50..=51).contains(&handled));
    assert_eq!(queue.len(), 100 - handled);
    listener.start().unwrap();
    while waiting.kept.lock().unwrap().len() < 100 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let expected: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(*waiting.kept.lock().unwrap(), expected);
    listener.stop().unwrap();
}
