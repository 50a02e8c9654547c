//! Backups with numbers.

use std::fs;
use std::path::Path;

use sawlog::{Manager, RotatingFileHandler};

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn files_go_down_the_chain_and_out_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let handler =
        RotatingFileHandler::builder(folder.path().join("a.log")).max_bytes(20).backup_count(2).build().unwrap();
    let manager = Manager::new();
    let logger = manager.get_logger("rotation");
    logger.add_handler(&handler);
    for number in 0..8 {
        logger.warning(format!("record {number}"));
    }
    assert_eq!(names(folder.path()), ["a.log", "a.log.1", "a.log.2"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("a.log"), "record 6\nrecord 7\n");
    assert_eq!(read("a.log.1"), "record 4\nrecord 5\n");
    assert_eq!(read("a.log.2"), "record 2\nrecord 3\n");
}
