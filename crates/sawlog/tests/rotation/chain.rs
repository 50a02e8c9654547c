//! Backups with numbers, and sizes that others add to.

use std::fs;
use std::io::Write;

use sawlog::{BaseRotatingHandler, RotatingFileHandler};

use crate::{logger_to, names};

#[test]
fn files_go_down_the_chain_and_out_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let handler =
        RotatingFileHandler::builder(folder.path().join("a.log")).max_bytes(20).backup_count(2).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    for number in 0..8 {
        logger.warning(format!("record {number}"));
    }
    assert_eq!(names(folder.path()), ["a.log", "a.log.1", "a.log.2"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("a.log"), "record 6\nrecord 7\n");
    assert_eq!(read("a.log.1"), "record 4\nrecord 5\n");
    assert_eq!(read("a.log.2"), "record 2\nrecord 3\n");
}

#[test]
fn should_rollover_answers_for_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let handler = RotatingFileHandler::builder(folder.path().join("a.log")).max_bytes(20).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    assert!(!handler.should_rollover("longer than the file may become"));
    logger.warning("123456789");
    assert!(!handler.should_rollover("12345678"));
    assert!(handler.should_rollover("123456789"));
    assert!(!handler.should_rollover("ж2345678"));
}

#[test]
fn a_large_file_that_others_fill_is_put_aside_in_time() {
    const SIZE: u64 = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let handler = RotatingFileHandler::builder(&path).max_bytes(SIZE).backup_count(1).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    let mut other = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let backup = folder.path().join("a.log.1");
    for number in 0..40_000 {
        logger.warning(format!("our record number {number:5}"));
        other.write_all(b"their record, which is as long\n").unwrap();
        if backup.exists() {
            break;
        }
    }
    let length = fs::metadata(backup).unwrap().len();
    assert!((SIZE - SIZE / 64..=SIZE + SIZE / 64).contains(&length), "{length}");
}

#[test]
fn records_of_a_batch_are_put_aside_where_they_belong() {
    let folder = tempfile::tempdir().unwrap();
    let handler =
        RotatingFileHandler::builder(folder.path().join("a.log")).max_bytes(20).backup_count(9).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    sawlog::handler::batch(|| (0..6).for_each(|number| logger.warning(format!("record {number}"))));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("a.log"), "record 4\nrecord 5\n");
    assert_eq!(read("a.log.1"), "record 2\nrecord 3\n");
    assert_eq!(read("a.log.2"), "record 0\nrecord 1\n");
}

#[test]
fn as_many_backups_as_one_likes_cost_no_more_than_there_are() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.log.1", "a.log.2", "a.log.70", "a.log.007", "a.log.x", "other.log.1"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let path = folder.path().join("a.log");
    let handler = RotatingFileHandler::builder(&path).backup_count(u32::MAX).build().unwrap();
    handler.do_rollover().unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let expected = ["a.log", "a.log.007", "a.log.1", "a.log.2", "a.log.3", "a.log.71", "a.log.x", "other.log.1"];
    assert_eq!(names(folder.path()), expected);
    assert_eq!([read("a.log.1"), read("a.log.2"), read("a.log.71")], ["", "a.log.1", "a.log.70"]);
}
