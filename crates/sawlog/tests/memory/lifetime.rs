//! What becomes of the buffer when its handler is closed, or no longer there.

use std::sync::Arc;

use sawlog::config::Format;
use sawlog::{FileHandler, Manager, MemoryHandler};

use super::shared::{Target, logger};

#[test]
fn closing_flushes_and_lets_go_of_the_target() {
    let target = Target::default();
    let memory = MemoryHandler::new(10, target.handler());
    logger(&memory).info("one");
    memory.close().expect("it goes to memory");
    memory.close().expect("twice is once");
    assert_eq!(target.messages(), ["one"]);
    assert!(memory.target().is_none());
}

#[test]
fn what_is_not_to_be_flushed_is_thrown_away_and_counted() {
    let target = Target::default();
    let memory = MemoryHandler::builder(10).target(target.handler()).flush_on_close(false).build();
    logger(&memory).info("one");
    memory.close().expect("nothing is lost that was wanted");
    assert_eq!((target.messages().len(), memory.filled().records, memory.dropped()), (0, 0, 1));
}

#[test]
fn what_was_to_be_flushed_and_could_not_is_told() {
    let memory = MemoryHandler::builder(10).build();
    let log = logger(&memory);
    log.info("one");
    log.info("two");
    let error = memory.close().expect_err("there is no target").to_string();
    assert!(error.contains("closed with 2 records"), "{error}");
    assert_eq!(memory.dropped(), 2);
    log.info("after its close a record waits for a target as before");
    assert_eq!(memory.filled().records, 1);
}

#[test]
fn a_handler_that_nobody_holds_any_more_flushes() {
    let target = Target::default();
    let memory = MemoryHandler::new(10, target.handler());
    let log = logger(&memory);
    log.info("one");
    log.remove_handler(&memory);
    drop(memory);
    // This thread's way to the handlers is worked out anew with the next record, and lets go of the former.
    log.add_handler(sawlog::NullHandler::new());
    log.info("two");
    assert_eq!(target.messages(), ["one"]);
}

#[test]
fn a_tree_closes_what_gives_before_what_is_given_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    // The file is emptied if it is opened again.
    let text = format!(
        "{{version: 1,
           handlers: {{z: {{class: logging.FileHandler, filename: {path:?}, mode: w}},
                       a: {{class: logging.handlers.MemoryHandler, capacity: 9, target: z}}}},
           root: {{level: INFO, handlers: [a]}}}}"
    );
    let manager = Manager::new();
    let guard = manager.dict_config_str(&text, Format::Yaml).expect("it is right");
    manager.root().info("one");
    guard.shutdown();
    assert_eq!(std::fs::read_to_string(path).expect("a file"), "one\n");
}

#[test]
fn a_guard_flushes_buffers_but_those_that_wait_for_an_error() {
    let target = Target::default();
    let manager = Manager::new();
    let guard = manager.dict_config_str("version: 1", Format::Yaml).expect("it is right");
    let handler = target.handler();
    let kept = MemoryHandler::builder(9).target(&handler).flush_on_close(false).build();
    manager.root().add_handler(&kept);
    manager.root().add_handler(MemoryHandler::new(9, &handler));
    manager.root().warning("one");
    drop(guard);
    assert_eq!((target.messages().len(), kept.filled().records), (1, 1));
}

#[test]
fn a_buffer_of_records_outlives_what_they_borrowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let memory = MemoryHandler::new(9, FileHandler::new(&path).expect("a file"));
    let log = logger(&memory);
    {
        let name = Arc::new(String::from("borrowed"));
        sawlog::info!(&log, user = name.as_str(); "{name}");
    }
    memory.flush().expect("there is room");
    assert_eq!(std::fs::read_to_string(path).expect("a file"), "borrowed\n");
}
