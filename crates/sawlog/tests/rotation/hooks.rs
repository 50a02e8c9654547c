//! Namers and rotators of the program's own.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sawlog::{BaseRotatingHandler, NamerFn, Packing, RotatingFileHandler, Rotator, warning};

use crate::{logger_to, names};

#[test]
fn a_rotator_may_log_to_the_handler_that_it_rotates() {
    let folder = tempfile::tempdir().unwrap();
    let (manager, logged) = (sawlog::Manager::new(), Arc::new(AtomicU64::new(0)));
    let logger = manager.get_logger("rotation");
    let (inner, count) = (logger.clone(), Arc::clone(&logged));
    let handler = RotatingFileHandler::builder(folder.path().join("a.log"))
        .max_bytes(8)
        .backup_count(1)
        .rotator_fn(move |source, dest| {
            warning!(inner, "rotating");
            count.fetch_add(1, Ordering::Relaxed);
            fs::rename(source, dest)
        })
        .build()
        .unwrap();
    logger.add_handler(&handler);
    logger.warning("one");
    logger.warning("two");
    handler.do_rollover().unwrap();
    assert_eq!(logged.load(Ordering::Relaxed), 2);
    // What was logged within is dropped and counted.
    assert_eq!(handler.failures(), 2);
    assert_eq!(fs::read_to_string(folder.path().join("a.log.1")).unwrap(), "two\n");
}

#[test]
fn hooks_can_be_set_while_the_handler_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("old")).unwrap();
    let handler = RotatingFileHandler::builder(folder.path().join("a.log")).backup_count(2).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    let old = folder.path().join("old");
    handler.set_namer(Some(Arc::new(NamerFn(move |default: &std::path::Path| old.join(default.file_name().unwrap())))));
    handler.set_rotator(Some(Arc::new(Packing::Zlib)));
    for text in ["one", "two", "three"] {
        logger.warning(text);
        handler.do_rollover().unwrap();
    }
    assert_eq!(names(folder.path()), ["a.log", "old"]);
    assert_eq!(names(&folder.path().join("old")), ["a.log.1", "a.log.2"]);
    handler.set_namer(None);
    handler.set_rotator(None);
    logger.warning("four");
    handler.do_rollover().unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("a.log.1")).unwrap(), "four\n");
}

#[test]
fn packed_files_keep_who_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (live, backup) = (folder.path().join("a.log"), folder.path().join("a.log.1.gz"));
    fs::write(&live, "secret\n").unwrap();
    fs::set_permissions(&live, fs::Permissions::from_mode(0o600)).unwrap();
    Packing::Gzip.rotate(&live, &backup).unwrap();
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), ["a.log.1.gz"]);
    // With nothing there, nothing is to be done.
    Packing::Gzip.rotate(&live, &backup).unwrap();
}
