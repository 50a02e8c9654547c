//! What is in a queue when it is flushed, closed, or left.

use std::sync::Arc;
use std::time::Duration;

use sawlog::{BoundedQueue, Manager, QueueError, QueueHandler, QueueListener, RecordQueue};

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
fn nobody_listens() {
    let manager = Manager::new();
    let handler = QueueHandler::new(Arc::new(BoundedQueue::new(10)));
    manager.root().add_handler(&handler);
    handler.flush().unwrap();
    manager.root().warning("unheard");
    let error = handler.close().unwrap_err().to_string();
    assert_eq!(error, "1 records are in a queue to which nobody listens");
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
