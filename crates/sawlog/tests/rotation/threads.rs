//! Many threads at one file.

use std::collections::HashSet;
use std::fs;

use sawlog::{RotatingFileHandler, warning};

use crate::{logger_to, names};

#[test]
fn every_line_is_there_once_and_no_file_too_large() {
    const THREADS: usize = 8;
    const RECORDS: usize = 2_000;
    let folder = tempfile::tempdir().unwrap();
    let handler =
        RotatingFileHandler::builder(folder.path().join("a.log")).max_bytes(10_000).backup_count(100).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let logger = &logger;
            scope.spawn(move || (0..RECORDS).for_each(|number| warning!(logger, "thread {thread} record {number}")));
        }
    });
    let mut lines = HashSet::new();
    for name in names(folder.path()) {
        let text = fs::read_to_string(folder.path().join(&name)).unwrap();
        assert!(text.len() < 10_000, "{name}: {}", text.len());
        for line in text.lines() {
            assert!(lines.insert(line.to_owned()), "{line} comes twice");
        }
    }
    assert_eq!(lines.len(), THREADS * RECORDS);
}
