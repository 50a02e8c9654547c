//! What comes out of a queue is what was put in, in order, and goes to those who are to have it.

use std::rc::Rc;
use std::sync::{Arc, Mutex};

use sawlog::{
    BoundedQueue, HandleRecord, Level, LogRecord, Manager, PercentFormatter, QueueError, QueueHandler, QueueListener,
    error, info, warn,
};

use super::kept::Kept;

#[test]
fn records_arrive_whole_and_in_order() {
    let manager = Manager::new();
    let log = manager.get_logger("shop.basket");
    let kept = Kept::new();
    kept.set_formatter(
        PercentFormatter::new("%(name)s %(levelname)s %(message)s %(user)s %(threadName)s %(filename)s %(process)d")
            .unwrap(),
    );
    let queue = QueueHandler::around(kept.clone()).unwrap();
    log.add_handler(&queue);
    let not_send = Rc::new(String::from("apples"));
    let line = |text: &str| format!("shop.basket WARNING {text} thread-a delivery.rs {}", std::process::id());
    let thread = std::thread::Builder::new().name("thread-a".into());
    let logging = log.clone();
    let thread = thread.spawn(move || {
        let not_send = Rc::new("pears");
        for n in 0..300 {
            warn!(logging, user = n; "put {n} {not_send} into it");
        }
    });
    thread.unwrap().join().unwrap();
    queue.flush().unwrap();
    let expected: Vec<_> = (0..300).map(|n| line(&format!("put {n} pears into it {n}"))).collect();
    assert_eq!(kept.texts(), expected);
    warn!(log, user:% = not_send; "here");
    queue.flush().unwrap();
    assert!(kept.texts()[300].starts_with("shop.basket WARNING here apples "), "{}", kept.texts()[300]);
    assert_eq!(queue.dropped(), 0);
}

#[test]
fn levels_of_handlers_count_if_they_are_to() {
    for (respect, expected) in [(false, vec!["info", "error"]), (true, vec!["error"])] {
        let manager = Manager::new();
        let log = manager.get_logger("a");
        log.set_level("DEBUG").unwrap();
        let kept = Kept::new();
        kept.set_level("WARNING").unwrap();
        kept.add_filter_fn(|record: &mut LogRecord<'_>| record.message().unwrap() != "filtered");
        let queue = Arc::new(BoundedQueue::new(10));
        log.add_handler(QueueHandler::new(queue.clone()));
        let listener = QueueListener::builder(queue).handler(kept.clone()).respect_handler_level(respect).build();
        info!(log, "info");
        error!(log, "error");
        error!(log, "filtered");
        listener.start().unwrap();
        assert_eq!(listener.start(), Err(QueueError::Started));
        listener.stop().unwrap();
        listener.stop().unwrap();
        assert_eq!(kept.texts(), expected, "{respect}");
        // It can be started again.
        listener.start().unwrap();
        error!(log, "again");
        listener.flush().unwrap();
        assert_eq!(kept.texts().last().unwrap(), "again");
    }
}

/// Notes what it gets, changes it, and panics at what it is told to.
struct Odd(Arc<Mutex<Vec<String>>>);

impl HandleRecord for Odd {
    fn handle(&self, record: &mut LogRecord<'_>) {
        let text = record.message().unwrap().to_owned();
        assert_ne!(text, "panic");
        self.0.lock().unwrap().push(text);
        record.set("odd", "yes");
    }
}

#[test]
fn any_object_may_handle_records_and_change_them_for_those_behind_it() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let (notes, kept) = (Arc::new(Mutex::new(Vec::new())), Kept::new());
    kept.set_formatter(PercentFormatter::new("%(message)s %(odd)s %(ready)s").unwrap());
    let queue = Arc::new(BoundedQueue::new(10));
    let listener = QueueListener::builder(queue.clone())
        .handler(Odd(Arc::clone(&notes)))
        .handler(kept.clone())
        .prepare(|record| {
            record.set("ready", "set");
            record.set("odd", "no");
        })
        .thread_name("the listener")
        .build();
    listener.start().unwrap();
    log.add_handler(QueueHandler::new(queue));
    warn!(log, "one");
    warn!(log, "panic");
    warn!(log, "two");
    listener.stop().unwrap();
    assert_eq!(*notes.lock().unwrap(), ["one", "two"]);
    assert_eq!(kept.texts(), ["one yes set", "panic no set", "two yes set"]);
}

/// Logs what it gets to a logger.
struct Logs(sawlog::Logger);

impl HandleRecord for Logs {
    fn handle(&self, record: &mut LogRecord<'_>) {
        warn!(self.0, "got {}", record.message().unwrap());
    }
}

#[test]
fn a_listener_that_logs_into_its_own_queue_ends() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let queue = Arc::new(BoundedQueue::new(4));
    let handler = QueueHandler::builder(queue.clone()).when_full(sawlog::WhenFull::Block).build();
    log.add_handler(&handler);
    let kept = Kept::new();
    manager.root().add_handler(&kept);
    let listener = QueueListener::builder(queue).handler(Logs(log.clone())).build();
    listener.start().unwrap();
    warn!(log, "one");
    warn!(log, "two");
    listener.stop().unwrap();
    // The tree's other handlers have what the listener logged; the queue has not got it again.
    let mut texts = kept.texts();
    texts.sort();
    assert_eq!(texts, ["got one", "got two", "one", "two"]);
    assert_eq!((handler.failures(), handler.queue().len()), (2, 0));
}

#[test]
fn a_message_that_cannot_be_rendered_is_a_failure_of_the_queue_handler() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let kept = Kept::new();
    let queue = QueueHandler::around(kept.clone()).unwrap();
    queue.set_error_policy(sawlog::ErrorPolicy::Ignore);
    log.add_handler(&queue);
    sawlog::percent!(log, Level::ERROR, "%d of them", "apples");
    error!(log, "after");
    queue.flush().unwrap();
    assert_eq!((queue.failures(), kept.texts()), (1, vec!["after".to_owned()]));
}

/// Panics when it is asked for its level.
struct WithoutLevel;

impl HandleRecord for WithoutLevel {
    fn handle(&self, _: &mut LogRecord<'_>) {}

    fn level(&self) -> Level {
        panic!("no level")
    }
}

#[test]
fn a_handler_that_panics_at_its_level_costs_the_others_nothing() {
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(10)));
    let listener = QueueListener::builder(queue.clone()).respect_handler_level(true);
    let listener = listener.handler(WithoutLevel).handler(kept.clone()).build();
    listener.start().unwrap();
    let handler = QueueHandler::new(queue);
    let manager = Manager::new();
    manager.root().add_handler(&handler);
    manager.root().warning("one");
    handler.flush().unwrap();
    assert_eq!(kept.texts(), ["one"]);
}
