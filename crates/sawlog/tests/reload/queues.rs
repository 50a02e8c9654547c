//! How many records a stranger's configuration may have kept in queues.

use std::path::Path;

use sawlog::config::{ConfigError, ConfigErrorKind, Configurator, Document, Format, Policy, Registry};
use sawlog::{Manager, NullHandler};

use crate::{counts, reload, reload_within};

/// A configuration of handlers, each made so.
fn text(count: usize, handler: &str) -> String {
    let handlers: String = (0..count).map(|number| format!("h{number:02}: {{{handler}}}, ")).collect();
    format!("{{version: 1, handlers: {{{handlers} z: {{class: logging.NullHandler}}}}}}")
}

fn refused(manager: &Manager, text: &str) -> ConfigError {
    let handlers = || manager.handlers().len();
    let before = handlers();
    let error = reload_within(manager, Path::new("/nowhere"), text, Policy::default()).unwrap_err();
    assert!(matches!(error.kind(), ConfigErrorKind::NotAllowed(_)), "{error}");
    assert!(error.position().is_some(), "{error}");
    assert_eq!(before, handlers());
    error
}

const WAYS: [&str; 3] = [
    "class: logging.StreamHandler, async: true",
    "class: logging.handlers.QueueHandler, handlers: [z]",
    "class: sawlog.QueueHandler, queueSize: 10",
];

#[test]
fn queues_are_few_unless_they_are_there() {
    let nowhere = Path::new("/nowhere");
    for way in WAYS {
        let manager = Manager::new();
        assert_eq!(refused(&manager, &text(17, way)).key_path(), "handlers.h16", "{way}");
        let within = |count| counts(reload_within(&manager, nowhere, &text(count, way), Policy::default()));
        assert_eq!(within(16), (0, 17, 0), "{way}");
        assert_eq!(refused(&manager, &text(17, way)).key_path(), "handlers.h16", "{way}");
        assert_eq!(counts(reload(&manager, nowhere, &text(20, way))), (17, 4, 0), "{way}");
        assert_eq!(within(20), (21, 0, 0), "{way}");
    }
}

#[test]
fn a_queue_counts_among_the_buffers() {
    let mixed = |more: &str| {
        let buffers = text(8, "class: logging.handlers.MemoryHandler, capacity: 5");
        let queues: String = (0..8).map(|n| format!("q{n}: {{{}}}, ", WAYS[n % WAYS.len()])).collect();
        buffers.replace(" z: {", &format!("{queues}{more} z: {{"))
    };
    let manager = Manager::new();
    assert_eq!(refused(&manager, &mixed("y: {class: logging.NullHandler, async: true},")).key_path(), "handlers.y");
    reload_within(&manager, Path::new("/nowhere"), &mixed(""), Policy::default()).unwrap();
}

#[test]
fn queues_are_no_larger_than_by_default_unless_they_are_there() {
    let nowhere = Path::new("/nowhere");
    for (handler, at) in [
        ("class: logging.NullHandler, async: true, queueSize: SIZE", "handlers.h00.queueSize"),
        ("class: sawlog.QueueHandler, queueSize: SIZE", "handlers.h00.queueSize"),
        ("class: logging.handlers.QueueHandler, queue: {(): queue.Queue, maxsize: SIZE}", "handlers.h00.queue"),
    ] {
        let of_size = |size: usize| text(1, &handler.replace("SIZE", &size.to_string()));
        let manager = Manager::new();
        let error = refused(&manager, &of_size(65_537));
        assert_eq!(error.key_path(), at);
        assert!(error.to_string().contains("65536 records in a queue at most, not 65537"), "{error}");
        reload_within(&Manager::new(), nowhere, &of_size(65_536), Policy::default()).unwrap();
        reload(&manager, nowhere, &of_size(65_537)).unwrap();
        let kept = reload_within(&manager, nowhere, &of_size(65_537), Policy::default());
        assert_eq!(counts(kept), (2, 0, 0));
    }
}

#[test]
fn a_class_of_the_programs_that_is_allowed_is_no_way_around_it() {
    let registry = Registry::new();
    registry.handler("own.Null", |_| Ok(NullHandler));
    let go = |count: usize| {
        let document = Document::parse(&text(count, "class: own.Null, async: true"), Format::Yaml).unwrap();
        let policy = Policy::default().class("own.Null");
        Configurator::new(&Manager::new()).registry(&registry).policy(policy).reload(&document)
    };
    assert_eq!(counts(go(16)), (0, 17, 0));
    assert_eq!(go(17).unwrap_err().key_path(), "handlers.h16");
}
