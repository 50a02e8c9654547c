//! Records that a queue lends to who handles them.

use std::sync::Arc;
use std::time::Duration;

use sawlog::{BoundedQueue, Manager, QueueHandler, Queued, RecordQueue, info};

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
    let log = Manager::new().get_logger("lent");
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
    let log = Manager::new().get_logger("lent");
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
    let log = Manager::new().get_logger("lent");
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
