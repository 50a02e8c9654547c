//! A queue has one listener at a time: a second one is refused, and a configuration's waits for its turn.

use std::sync::Arc;
use std::time::Duration;

use sawlog::config::{Configurator, Document, Format, Registry};
use sawlog::{BoundedQueue, Manager, QueueError, QueueHandler, QueueListener, RecordQueue};

use super::kept::Kept;

fn listener(queue: &Arc<BoundedQueue>, kept: &sawlog::HandlerRef<Kept>) -> QueueListener {
    QueueListener::builder(queue.clone()).handler(kept.clone()).build()
}

#[test]
fn a_second_listener_is_refused_while_the_first_one_runs() {
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(100)));
    let (first, second) = (listener(&queue, &kept), listener(&queue, &kept));
    first.start().unwrap();
    assert_eq!(first.start(), Err(QueueError::Started));
    let error = second.start().unwrap_err();
    assert_eq!(error, QueueError::Attended);
    assert!(error.to_string().contains("one at a time"), "{error}");
    // That changed nothing for the first one.
    let manager = Manager::new();
    let handler = QueueHandler::new(queue);
    manager.root().add_handler(&handler);
    manager.root().warning("heard");
    handler.flush().unwrap();
    assert_eq!(kept.texts(), ["heard"]);
    first.stop().unwrap();
    second.start().unwrap();
    manager.root().warning("by the other");
    second.stop().unwrap();
    first.start().unwrap();
    manager.root().warning("by the first again");
    first.stop().unwrap();
    assert_eq!(kept.texts(), ["heard", "by the other", "by the first again"]);
}

#[test]
fn one_that_could_not_end_in_time_has_the_queue_until_it_has_ended() {
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(100)));
    let manager = Manager::new();
    manager.root().add_handler(QueueHandler::new(queue.clone()));
    let (first, second) = (listener(&queue, &kept), listener(&queue, &kept));
    first.start().unwrap();
    kept.gate().shut();
    manager.root().warning("in hand");
    kept.gate().wait_for_one();
    manager.root().warning("left");
    let limit = Duration::from_millis(5);
    assert_eq!(first.stop_within(limit), Err(QueueError::Left { left: 1, limit }));
    assert_eq!(queue.ledger().dropped(), 1);
    assert_eq!(second.start(), Err(QueueError::Attended));
    kept.gate().open();
    while queue.ledger().is_attended() {
        std::thread::yield_now();
    }
    second.start().unwrap();
    second.stop().unwrap();
    // What was left was there for whoever listened next, and so was not dropped.
    assert_eq!(kept.texts(), ["in hand", "left"]);
    assert_eq!(queue.ledger().dropped(), 0);
}

/// A reload makes the new handler, and starts what listens for it, before it closes the former one.
#[test]
fn a_reload_hands_a_queue_of_the_programs_on() {
    let folder = tempfile::tempdir().unwrap();
    let registry = Registry::new();
    let queue = Arc::new(BoundedQueue::new(1000));
    registry.queue("shop.records", queue.clone());
    let manager = Manager::new();
    let reload = |file: &str| {
        let text = format!(
            "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, queue: ext://shop.records, handlers: [f]}}, \
             f: {{class: logging.FileHandler, filename: {}}}}}, root: {{handlers: [q]}}}}",
            folder.path().join(file).display()
        );
        let document = Document::parse(&text, Format::Yaml).unwrap();
        Configurator::new(&manager).registry(&registry).reload(&document).unwrap();
    };
    let mut logged = 0;
    for number in 0..20 {
        reload(&format!("{number}.log"));
        for _ in 0..50 {
            manager.root().warning(logged.to_string());
            logged += 1;
        }
    }
    let handler = manager.root().handlers().remove(0);
    handler.flush().unwrap();
    let mut written = Vec::new();
    for number in 0..20 {
        let text = std::fs::read_to_string(folder.path().join(format!("{number}.log"))).unwrap();
        written.extend(text.lines().map(str::to_owned));
    }
    let expected: Vec<String> = (0..logged).map(|number| number.to_string()).collect();
    assert_eq!(written, expected);
    handler.close().unwrap();
}

#[test]
fn one_that_waits_for_its_turn_can_be_ended() {
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(10)));
    let first = listener(&queue, &kept);
    first.start().unwrap();
    let registry = Registry::new();
    registry.queue("shop.records", queue.clone());
    let manager = Manager::new();
    let text = "{version: 1, handlers: {q: {class: logging.handlers.QueueHandler, queue: ext://shop.records, handlers: [n]}, \
                n: {class: logging.NullHandler}}}";
    let document = Document::parse(text, Format::Yaml).unwrap();
    let guard = Configurator::new(&manager).registry(&registry).configure(&document).unwrap();
    guard.shutdown();
    // The sentinel of the one that waited did not reach this one.
    manager.root().add_handler(QueueHandler::new(queue));
    manager.root().warning("heard");
    first.flush().unwrap();
    assert_eq!(kept.texts(), ["heard"]);
    first.stop().unwrap();
}
