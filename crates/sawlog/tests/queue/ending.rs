//! What is in a queue when it is flushed, closed, or left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sawlog::{BoundedQueue, ErrorPolicy, Manager, QueueError, QueueHandler, QueueListener, Queued, RecordQueue};

use super::kept::Kept;

#[test]
fn a_flush_returns_when_what_was_logged_before_is_in_the_sinks_and_they_are_flushed() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let kept = Kept::new();
    let handler = QueueHandler::around(kept.clone()).unwrap();
    log.add_handler(&handler);
    for n in 1..50 {
        let logging = log.clone();
        std::thread::spawn(move || logging.warning("by another")).join().unwrap();
        log.warning("by this one");
        let flushed = kept.flushed();
        handler.flush().unwrap();
        assert_eq!(kept.texts().len(), 2 * n);
        assert!(kept.flushed() > flushed);
    }
}

#[test]
fn what_takes_too_long_is_left_and_counted() {
    let kept = Kept::new();
    let queue: Arc<dyn RecordQueue> = Arc::new(BoundedQueue::new(10));
    let patience = Duration::from_millis(20);
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).patience(patience).build();
    let handler = QueueHandler::builder(queue.clone()).patience(patience).build();
    let manager = Manager::new();
    manager.root().add_handler(&handler);
    listener.start().unwrap();
    kept.gate().shut();
    for n in 0..4 {
        manager.root().warning(n.to_string());
    }
    kept.gate().wait_for_one();
    let error = handler.flush().unwrap_err().to_string();
    assert_eq!(error, "3 records were left in the queue after 20ms");
    assert_eq!(listener.stop(), Err(QueueError::Left { left: 3, limit: patience }));
    assert_eq!(handler.dropped(), 3);
    kept.gate().open();
}

#[test]
fn one_record_is_told_of_as_one() {
    for (left, said) in [(0, "0 records were"), (1, "1 record was"), (2, "2 records were")] {
        for limit in [Duration::from_millis(20), Duration::ZERO] {
            let error = QueueError::Left { left, limit }.to_string();
            let why = if limit.is_zero() { ": there was no time left for it" } else { " after 20ms" };
            assert_eq!(error, format!("{said} left in the queue{why}"));
        }
    }
}

#[test]
fn a_second_one_that_stops_a_listener_waits_for_its_end_too() {
    let kept = Kept::new();
    let queue: Arc<dyn RecordQueue> = Arc::new(BoundedQueue::new(10));
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
    let manager = Manager::new();
    manager.root().add_handler(QueueHandler::new(queue.clone()));
    listener.start().unwrap();
    kept.gate().shut();
    manager.root().warning("in hand");
    kept.gate().wait_for_one();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| listener.stop());
        while listener.is_running() {
            std::thread::yield_now();
        }
        let limit = Duration::from_millis(5);
        assert_eq!(listener.stop_within(limit), Err(QueueError::Left { left: 0, limit }));
        kept.gate().open();
        assert_eq!(listener.stop(), Ok(()));
        assert_eq!(first.join().unwrap(), Ok(()));
    });
    assert_eq!(kept.texts(), ["in hand"]);
}

#[test]
fn a_sentinel_ends_the_listener_that_runs_and_not_the_next_one() {
    let kept = Kept::new();
    let queue: Arc<dyn RecordQueue> = Arc::new(BoundedQueue::new(10));
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
    let handler = QueueHandler::new(queue.clone());
    let manager = Manager::new();
    manager.root().add_handler(&handler);
    listener.start().unwrap();
    listener.enqueue_sentinel().unwrap();
    while queue.is_attended() {
        std::thread::yield_now();
    }
    listener.stop().unwrap();
    listener.start().unwrap();
    manager.root().warning("heard");
    handler.flush().unwrap();
    assert_eq!(kept.texts(), ["heard"]);
}

#[test]
fn nobody_listens() {
    let manager = Manager::new();
    let handler = QueueHandler::new(Arc::new(BoundedQueue::new(10)));
    manager.root().add_handler(&handler);
    handler.flush().unwrap();
    manager.root().warning("unheard");
    let error = handler.close().unwrap_err().to_string();
    assert_eq!(error, "1 record is in a queue to which nobody listens");
}

#[test]
fn what_is_logged_after_the_end_is_handled_by_the_caller() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let kept = Kept::new();
    let handler = QueueHandler::around(kept.clone()).unwrap();
    log.add_handler(&handler);
    log.warning("before");
    handler.close().unwrap();
    assert!(!handler.listener().unwrap().is_running());
    log.warning("after");
    assert_eq!(kept.texts(), ["before", "after"]);
    handler.close().unwrap();
}

/// Closed in the middle, nothing is lost, whichever way each record went.
#[test]
fn a_handler_that_is_closed_while_others_log() {
    for _ in 0..200 {
        let manager = Manager::new();
        let log = manager.get_logger("a");
        let kept = Kept::new();
        let handler = QueueHandler::around(kept.clone()).unwrap();
        log.add_handler(&handler);
        let logging: Vec<_> = (0..2)
            .map(|_| {
                let log = log.clone();
                std::thread::spawn(move || {
                    for n in 0..20 {
                        log.warning(n.to_string());
                    }
                })
            })
            .collect();
        handler.close().unwrap();
        logging.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(kept.texts().len(), 40);
    }
}

#[test]
fn a_listener_that_is_dropped_has_handled_what_was_put() {
    let manager = Manager::new();
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(100)));
    manager.root().add_handler(QueueHandler::new(queue.clone()));
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    for n in 0..50 {
        manager.root().warning(n.to_string());
    }
    drop(listener);
    assert_eq!(kept.texts().len(), 50);
}

/// Whatever was put before a listener is stopped is handled; the rest is there to be seen.
#[test]
fn a_listener_that_is_stopped_while_others_log() {
    const PRODUCERS: usize = 4;
    for capacity in [64, 65_536] {
        let manager = Manager::new();
        let log = manager.get_logger("a");
        let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(capacity)));
        let handler = QueueHandler::new(queue.clone());
        handler.set_error_policy(ErrorPolicy::Ignore);
        log.add_handler(&handler);
        let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
        listener.start().unwrap();
        let put: [AtomicU64; PRODUCERS] = std::array::from_fn(|_| AtomicU64::new(0));
        let enough = AtomicBool::new(false);
        let mut before = [0; PRODUCERS];
        std::thread::scope(|scope| {
            for (producer, put) in put.iter().enumerate() {
                let (log, enough) = (&log, &enough);
                scope.spawn(move || {
                    while !enough.load(Ordering::Relaxed) {
                        let number = put.load(Ordering::Relaxed);
                        log.warning(format!("{producer} {number}"));
                        put.store(number + 1, Ordering::Release);
                    }
                });
            }
            while put.iter().any(|put| put.load(Ordering::Relaxed) < 500) {
                std::thread::yield_now();
            }
            before = std::array::from_fn(|producer| put[producer].load(Ordering::Acquire));
            listener.stop().unwrap();
            enough.store(true, Ordering::Relaxed);
        });
        let logged: u64 = put.iter().map(|put| put.load(Ordering::Relaxed)).sum();
        let texts = kept.texts();
        let mut told = 0;
        let mut handled = 0;
        let mut last: [Option<u64>; PRODUCERS] = [None; PRODUCERS];
        for text in &texts {
            let (first, second) = text.split_once(' ').unwrap();
            match second.parse() {
                Ok(number) => {
                    let last = &mut last[first.parse::<usize>().unwrap()];
                    assert!(last.is_none_or(|last| last < number), "in order, and once");
                    *last = Some(number);
                    handled += 1;
                }
                Err(_) => told += first.parse::<u64>().unwrap(),
            }
        }
        let (in_queue, dropped) = (queue.len() as u64, handler.dropped());
        assert_eq!(handled + in_queue + dropped, logged);
        assert!(told <= dropped);
        // Of what was put before, nothing is in the queue.
        let rest: Vec<(usize, u64)> = std::iter::from_fn(|| match queue.get(Duration::ZERO) {
            Some(Queued::Record(record)) => {
                let text = record.message().unwrap();
                let (producer, number) = text.split_once(' ').unwrap();
                Some((producer.parse().unwrap(), number.parse().unwrap()))
            }
            _ => None,
        })
        .collect();
        assert_eq!(rest.len() as u64, in_queue);
        assert!(rest.iter().all(|(producer, number)| *number >= before[*producer]), "{before:?}");
    }
}

#[test]
fn what_is_left_at_the_end_is_told_once() {
    let kept = Kept::new();
    for has_listener in [true, false] {
        let queue: Arc<dyn RecordQueue> = Arc::new(BoundedQueue::new(10));
        let patience = Duration::from_millis(20);
        let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).patience(patience).build();
        let listener = Arc::new(listener);
        let builder = QueueHandler::builder(queue.clone()).patience(patience);
        let handler = if has_listener { builder.listener(Arc::clone(&listener)) } else { builder }.build();
        let manager = Manager::new();
        manager.root().add_handler(&handler);
        listener.start().unwrap();
        kept.gate().shut();
        for n in 0..4 {
            manager.root().warning(n.to_string());
        }
        kept.gate().wait_for_one();
        // A time limit of its own is told each time.
        for _ in 0..2 {
            assert!(handler.flush().unwrap_err().to_string().starts_with("3 records were left"));
        }
        assert_eq!(handler.close().unwrap_err().to_string(), "3 records were left in the queue after 20ms");
        kept.gate().open();
        let _ = listener.stop();
    }
}
