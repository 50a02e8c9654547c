//! Through a queue, records look as they do without one.

use std::sync::Arc;

use sawlog::{
    BoundedQueue, Formatter, JsonFormatter, Manager, PercentFormatter, QueueHandler, QueueListener, add_level_name,
    error, info,
};

use super::kept::Kept;

const FORMAT: &str = "%(asctime)s %(created)f %(msecs)d %(relativeCreated)d %(name)s %(levelname)s %(levelno)d %(pathname)s \
     %(filename)s %(module)s %(lineno)d %(funcName)s %(process)d %(processName)s %(thread)d %(threadName)s %(taskName)s \
     %(message)s";

fn log_all(manager: &Manager) {
    let log = manager.get_logger("shop.basket");
    log.set_level("DEBUG").unwrap();
    info!(log, "put {} into {}", 3, "the basket");
    let wrong = "x".parse::<i32>().unwrap_err();
    error!(log, exc = &wrong; "payment failed");
    error!(log, user = "ann", ip:% = std::net::Ipv4Addr::LOCALHOST, ratio = 0.5; "with attributes");
    add_level_name(35, "NOTICE");
    log.log(35, "a level of one's own");
    log.error("two\nlines");
    let attributes = [("msg", "sent".into()), ("levelno", 20.into()), ("exc_text", "Traceback".into())];
    log.handle(&mut sawlog::make_log_record(attributes));
}

fn texts(formatter: impl Fn() -> Arc<dyn Formatter>) -> [Vec<String>; 3] {
    let manager = Manager::new();
    let (direct, around, merged) = (Kept::new(), Kept::new(), Kept::new());
    for kept in [&direct, &around, &merged] {
        kept.set_shared_formatter(Some(formatter()));
    }
    let root = manager.root();
    root.add_handler(&direct);
    root.add_handler(QueueHandler::around(around.clone()).unwrap());
    let queue = Arc::new(BoundedQueue::new(100));
    root.add_handler(QueueHandler::new(queue.clone()));
    let listener = QueueListener::builder(queue).handler(merged.clone()).build();
    listener.start().unwrap();
    log_all(&manager);
    listener.stop().unwrap();
    root.handlers()[1].flush().unwrap();
    [direct.texts(), around.texts(), merged.texts()]
}

#[test]
fn in_text() {
    let [direct, around, merged] = texts(|| Arc::new(PercentFormatter::new(FORMAT).unwrap()));
    assert_eq!(direct.len(), 6);
    assert!(direct[1].ends_with("ParseIntError: invalid digit found in string"), "{}", direct[1]);
    assert_eq!(direct, around);
    // The message comes last, so that what is merged into it stands where it would stand without.
    assert_eq!(direct, merged);
}

#[test]
fn in_json() {
    let [direct, around, merged] = texts(|| Arc::new(JsonFormatter::new()));
    assert_eq!(direct, around);
    // As in Python, who merges has the exception in the message alone.
    assert!(direct[1].contains("\"payment failed\""), "{}", direct[1]);
    assert!(merged[1].contains("payment failed\\n"), "{}", merged[1]);
}

#[test]
fn a_formatter_of_the_queue_handler_makes_the_message() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(10)));
    kept.set_formatter(PercentFormatter::new("<%(message)s>").unwrap());
    let handler =
        QueueHandler::builder(queue.clone()).formatter(PercentFormatter::new("%(name)s: %(message)s").unwrap());
    log.add_handler(handler.build());
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    log.warning("Look out!");
    listener.stop().unwrap();
    assert_eq!(kept.texts(), ["<a: Look out!>"]);
}

#[test]
fn a_preparation_of_ones_own() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(10)));
    let handler = QueueHandler::builder(queue.clone()).prepare(|record, _| {
        let mut own = record.to_owned_record();
        own.set("msg", "another");
        Ok(own)
    });
    log.add_handler(handler.build());
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    log.warning("Look out!");
    listener.stop().unwrap();
    assert_eq!(kept.texts(), ["another"]);
}
