//! Which backups are kept.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sawlog::{BaseRotatingHandler, ErrorPolicy, Manager, Packing, RotatingFileHandler, info};

use crate::left::names;

const LONG: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A file of so many bytes, last written to so many days ago.
fn put(folder: &Path, name: &str, bytes: usize, days: u32) {
    let path = folder.join(name);
    fs::write(&path, vec![b'x'; bytes]).unwrap();
    let written = SystemTime::now() - DAY * days;
    fs::File::options().append(true).open(&path).unwrap().set_modified(written).unwrap();
}

/// What nobody but its owner may touch.
const FOREIGN: [&str; 7] =
    ["app.log.0", "app.log.01", "app.log.1.bak", "app.log.99999999999", "app.log.old", "app.log2.1", "other.app.log.1"];

fn with_foreign(own: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = FOREIGN.iter().chain(own).map(|&name| name.to_owned()).collect();
    all.sort();
    all
}

#[test]
fn old_ones_go_at_the_start_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    for (name, days) in FOREIGN.into_iter().map(|name| (name, 100)).chain([
        ("app.log.1", 1),
        ("app.log.2.gz", 6),
        ("app.log.3", 8),
        ("app.log.4.gz", 9),
    ]) {
        put(folder.path(), name, 10, days);
    }
    let handler = RotatingFileHandler::builder(folder.path().join("app.log"))
        .max_bytes(1000)
        .max_age(DAY * 7)
        .compress(Packing::Gzip)
        .build()
        .unwrap();
    assert!(handler.wait_for_backups(LONG));
    assert_eq!(names(folder.path()), with_foreign(&["app.log", "app.log.1.gz", "app.log.2.gz"]));
}

#[test]
fn all_together_keep_within_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for name in FOREIGN {
        put(folder.path(), name, 5_000, 0);
    }
    let handler = RotatingFileHandler::builder(folder.path().join("app.log"))
        .max_bytes(10_000)
        .backup_count(50)
        .max_total_bytes(3_500)
        .build()
        .unwrap();
    let manager = Manager::new();
    let logger = manager.get_logger("test");
    logger.set_level("INFO").unwrap();
    logger.add_handler(&handler);
    for _ in 0..6 {
        info!(logger, "{}", "x".repeat(999));
        handler.do_rollover().unwrap();
        assert!(handler.wait_for_backups(LONG));
    }
    assert_eq!(names(folder.path()), with_foreign(&["app.log", "app.log.1", "app.log.2", "app.log.3"]));
}

#[test]
fn what_cannot_be_removed_is_no_records_failure() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "app.log.1", 10, 30);
    // A folder of that name is not a backup, and is not removed.
    fs::create_dir(folder.path().join("app.log.2")).unwrap();
    let handler = RotatingFileHandler::builder(folder.path().join("app.log")).max_age(DAY).build().unwrap();
    handler.set_error_policy(ErrorPolicy::Ignore);
    assert!(handler.wait_for_backups(LONG));
    assert_eq!(names(folder.path()), ["app.log", "app.log.2"]);
    assert_eq!(handler.failures(), 0);
}
