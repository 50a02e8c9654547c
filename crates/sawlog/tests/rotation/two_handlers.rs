//! Two handlers of one file, as there are while a configuration replaces one by another.

use std::collections::HashSet;
use std::fs;

use sawlog::{BaseRotatingHandler, Manager, RotatingFileHandler, warning};

use crate::names;

#[test]
fn lose_nothing_of_each_other() {
    const RECORDS: usize = 4_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let handler = || RotatingFileHandler::builder(&path).max_bytes(4_000).backup_count(10_000).build().unwrap();
    let handlers = [handler(), handler()];
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let handler = handlers[thread % 2].clone();
            scope.spawn(move || {
                let manager = Manager::new();
                let logger = manager.get_logger("two");
                logger.add_handler(handler);
                (0..RECORDS).for_each(|number| warning!(logger, "thread {thread} record {number}"));
            });
        }
    });
    let mut lines = HashSet::new();
    for name in names(folder.path()) {
        for line in fs::read_to_string(folder.path().join(&name)).unwrap().lines() {
            assert!(lines.insert(line.to_owned()), "{line} comes twice");
        }
    }
    assert_eq!(lines.len(), 4 * RECORDS);
}

#[test]
fn one_that_is_told_to_puts_aside_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let handler = || RotatingFileHandler::builder(&path).backup_count(5).build().unwrap();
    let (one, other) = (handler(), handler());
    one.do_rollover().unwrap();
    other.do_rollover().unwrap();
    assert_eq!(names(folder.path()), ["a.log", "a.log.1", "a.log.2"]);
}
