//! Records that a thread handles in a row: written together, lost by nobody.

use std::fs;

use sawlog::handler::{batch, batch_with_losses, failures_on_thread, set_raise_exceptions};
use sawlog::{FileHandler, Manager};

#[test]
fn a_file_gets_a_batch_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.log");
    let manager = Manager::new();
    let logger = manager.get_logger("batch");
    logger.add_handler(FileHandler::new(&path).unwrap());
    let text = || fs::read_to_string(&path).unwrap();
    batch(|| {
        logger.warning("one");
        batch(|| logger.warning("two"));
        assert_eq!(text(), "", "a batch within a batch is part of it");
    });
    assert_eq!(text(), "one\ntwo\n");
    logger.warning("three");
    assert_eq!(text(), "one\ntwo\nthree\n", "outside, each record is written at once");
}

#[test]
fn other_threads_do_not_get_out_of_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.log");
    let manager = Manager::new();
    let logger = manager.get_logger("batch");
    logger.add_handler(FileHandler::new(&path).unwrap());
    batch(|| {
        logger.warning("one");
        std::thread::scope(|scope| scope.spawn(|| logger.warning("two")).join().unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        logger.warning("three");
    });
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\nthree\n");
}

#[test]
fn large_batches_are_not_kept_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.log");
    let manager = Manager::new();
    let logger = manager.get_logger("batch");
    logger.add_handler(FileHandler::new(&path).unwrap());
    let line = "x".repeat(1000);
    batch(|| {
        for _ in 0..200 {
            logger.warning(line.as_str());
        }
        assert!(fs::metadata(&path).unwrap().len() > 100_000);
    });
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 200);
}

#[test]
fn what_is_kept_is_written_when_the_handler_is_closed_or_the_batch_panics() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.log");
    let manager = Manager::new();
    let logger = manager.get_logger("batch");
    let handler = FileHandler::new(&path).unwrap();
    logger.add_handler(&handler);
    batch(|| {
        logger.warning("one");
        handler.close().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
    });
    let panicked = std::panic::catch_unwind(|| {
        batch(|| {
            logger.warning("two");
            panic!("on purpose");
        })
    });
    assert!(panicked.is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
}

#[cfg(target_os = "linux")]
#[test]
fn each_record_that_a_full_disk_refuses_is_counted() {
    let manager = Manager::new();
    let logger = manager.get_logger("batch");
    let handler = FileHandler::new("/dev/full").unwrap();
    logger.add_handler(&handler);
    set_raise_exceptions(false);
    let other = FileHandler::new("/dev/full").unwrap();
    logger.add_handler(&other);
    let before = failures_on_thread();
    let ((), lost) = batch_with_losses(|| {
        for _ in 0..7 {
            logger.warning("lost");
        }
    });
    assert_eq!((handler.failures(), other.failures(), lost), (7, 7, 7), "the same seven for both handlers");
    assert_eq!(failures_on_thread(), before);
    assert_eq!(batch_with_losses(|| logger.warning("lost")).1, 1);
}
