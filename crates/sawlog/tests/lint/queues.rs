//! What is told of queues: those that nobody listens to, and handlers behind them.

use std::sync::Arc;

use sawlog::BoundedQueue;
use sawlog::config::{Document, Format, Registry, explain, lint};

use super::{found, warnings};

fn with_queue(more: &str) -> String {
    format!(
        "{{version: 1, handlers: {{q: {{{more}}}, h: {{class: logging.NullHandler}}}}, root: {{handlers: [q, h], level: INFO}}}}"
    )
}

#[test]
fn a_queue_that_nobody_listens_to() {
    for handler in [
        "class: logging.handlers.QueueHandler",
        "class: logging.handlers.QueueHandler, queue: queue.Queue",
        "class: sawlog.QueueHandler, queueSize: 10",
        "class: logging.handlers.QueueHandler, handlers: [], queue: {(): queue.Queue, maxsize: 3}",
    ] {
        let warnings = warnings(&with_queue(handler));
        assert_eq!(warnings.len(), 1, "{handler}: {warnings:?}");
        assert_eq!(warnings[0].name(), "unheard-queue");
        assert!(warnings[0].to_string().contains("ext://"), "{}", warnings[0]);
        assert!(warnings[0].position().is_some());
    }
    assert_eq!(found(&with_queue("class: logging.handlers.QueueHandler, handlers: [h]")), []);
    assert_eq!(found(&with_queue("class: logging.NullHandler, async: true, queueSize: 3, whenFull: block")), []);
}

#[test]
fn a_queue_of_the_programs_may_be_heard_elsewhere() {
    let registry = Registry::new();
    registry.queue("shop.records", Arc::new(BoundedQueue::new(10)));
    let found = |text: &str| lint(&Document::parse(text, Format::Yaml).unwrap(), &registry);
    let handler = "class: logging.handlers.QueueHandler, queue: ext://shop.records";
    assert!(found(&with_queue(handler)).is_empty());
    // And others put into it, so that the handlers behind it are of use though no logger has it.
    let writer = format!("{handler}, handlers: [h]");
    assert!(found(&with_queue(&writer).replace("[q, h]", "[h]")).is_empty());
}

#[test]
fn handlers_behind_a_queue_that_no_logger_has() {
    let text = with_queue("class: logging.handlers.QueueHandler, handlers: [h]").replace("[q, h]", "[h]");
    assert_eq!(found(&text), [("unused-handler", "handlers.q".to_owned())]);
}

#[test]
fn a_handler_to_which_records_come_by_a_queue_and_without_it() {
    let twice = |queue: &str, loggers: &str| {
        let text = format!(
            "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, {queue}handlers: [h]}}, \
             h: {{class: logging.StreamHandler}}}}, {loggers}}}"
        );
        let found = warnings(&text).into_iter().filter(|warning| warning.name() == "printed-twice");
        found.map(|warning| (warning.key_path().to_owned(), warning.to_string())).collect::<Vec<_>>()
    };
    let mut queues = vec!["", "queue: {(): sawlog.UnixQueue, path: q}, "];
    if cfg!(feature = "zmq") {
        queues.push("queue: {(): sawlog.ZmqQueue, socket: pull, address: 'ipc://q'}, ");
    }
    for queue in queues {
        for (loggers, place) in [
            ("root: {level: INFO, handlers: [q, h]}", "root.handlers"),
            ("root: {level: INFO, handlers: [h]}, loggers: {a: {handlers: [q]}}", "loggers.a.handlers"),
            ("root: {level: INFO, handlers: [q]}, loggers: {a: {handlers: [h]}}", "loggers.a.handlers"),
        ] {
            let found = twice(queue, loggers);
            assert_eq!(found.len(), 1, "{queue}{loggers}: {found:?}");
            assert_eq!(found[0].0, place);
            assert!(found[0].1.contains("to the handler \"h\" twice: directly, and by \"q\""), "{}", found[0].1);
        }
        for loggers in [
            "root: {level: INFO, handlers: [q]}",
            "root: {level: INFO, handlers: [q]}, loggers: {a: {handlers: [h], propagate: no}}",
            "root: {level: INFO}, loggers: {a: {handlers: [q]}, b: {handlers: [h]}}",
        ] {
            assert_eq!(twice(queue, loggers), [], "{queue}{loggers}");
        }
    }
}

#[test]
fn they_are_explained() {
    let handler = "class: logging.NullHandler, async: true, queueSize: 3, whenFull: drop below WARNING";
    let explained = explain(&Document::parse(&with_queue(handler), Format::Yaml).unwrap(), &Registry::new()).unwrap();
    let text = explained.to_string();
    for line in ["async: True", "queueSize: 3", "whenFull: 'drop below WARNING'"] {
        assert!(text.contains(line), "{text}");
    }
}
