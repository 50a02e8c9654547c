//! Files that are put aside by their size and by the time.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use jiff::tz::TimeZone;
use sawlog::clock::{Clock, Timestamp};
use sawlog::{
    Handler, HandlerRef, Manager, Packing, RolloverWhen, TimedRotatingFileHandler, TimedRotatingFileHandlerBuilder,
    info,
};

use crate::left::{line, lines, names, text};

const LONG: Duration = Duration::from_secs(60);
const HOUR: i64 = 3600;

/// A clock in UTC that goes when it is told to; it starts at ten o'clock on 2026-11-28.
#[derive(Debug)]
struct Hands(AtomicI64);

impl Hands {
    fn new() -> Arc<Hands> {
        Arc::new(Hands(AtomicI64::new(1_795_860_000)))
    }

    /// Has the file be one that was last written to now: the system has put its own time there.
    fn stamp(&self, folder: &Path) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed) as u64);
        File::options().append(true).open(folder.join("app.log")).unwrap().set_modified(now).unwrap();
    }

    fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.load(Ordering::Relaxed) * 1_000_000_000)
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

fn write<H: Handler>(handler: &HandlerRef<H>, numbers: std::ops::Range<u64>) {
    let manager = Manager::new();
    let logger = manager.get_logger("test");
    logger.set_level("INFO").unwrap();
    logger.add_handler(handler);
    numbers.for_each(|number| info!(logger, "{}", line(0, number)));
    assert_eq!(handler.failures(), 0);
}

fn daily(folder: &Path, clock: &Arc<Hands>) -> TimedRotatingFileHandlerBuilder {
    let builder = TimedRotatingFileHandler::builder(folder.join("app.log")).when(RolloverWhen::Midnight);
    builder.clock(Arc::clone(clock) as Arc<dyn Clock>)
}

#[test]
fn backups_are_numbered_within_their_day() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Hands::new());
    let handler = daily(folder.path(), &clock).max_bytes(1000).build().unwrap();
    write(&handler, 0..25);
    assert_eq!(names(folder.path()), ["app.log", "app.log.2026-11-28.1", "app.log.2026-11-28.2"]);
    clock.advance(14 * HOUR);
    write(&handler, 25..26);
    assert_eq!(names(folder.path()).len(), 4);
    assert_eq!(text(&folder.path().join("app.log.2026-11-28.3")).lines().count(), 25 - 2 * 9);
    drop(handler);
    clock.stamp(folder.path());
    // The number is looked for by the next process.
    let handler = daily(folder.path(), &clock).max_bytes(1000).build().unwrap();
    write(&handler, 26..46);
    let expected = [
        "app.log",
        "app.log.2026-11-28.1",
        "app.log.2026-11-28.2",
        "app.log.2026-11-28.3",
        "app.log.2026-11-29.1",
        "app.log.2026-11-29.2",
    ];
    assert_eq!(names(folder.path()), expected);
    assert_eq!(text(&folder.path().join("app.log.2026-11-28.1")).lines().next(), Some(&*line(0, 0)));
    assert!((0..46).all(|number| lines(folder.path()).get(&line(0, number)) == Some(&1)));
}

#[test]
fn more_than_nine_of_a_day_are_kept_by_their_number() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Hands::new());
    let handler = daily(folder.path(), &clock).max_bytes(200).backup_count(3).build().unwrap();
    write(&handler, 0..13);
    assert!(handler.wait_for_backups(LONG));
    let expected = ["app.log", "app.log.2026-11-28.10", "app.log.2026-11-28.11", "app.log.2026-11-28.12"];
    assert_eq!(names(folder.path()), expected);
}

#[test]
fn a_day_is_compressed_and_one_that_is_there_is_kept() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Hands::new());
    std::fs::write(folder.path().join("app.log.2026-11-28.gz"), "of another hand").unwrap();
    let handler = daily(folder.path(), &clock).compress(Packing::Gzip).build().unwrap();
    write(&handler, 0..3);
    clock.advance(14 * HOUR);
    write(&handler, 3..4);
    clock.advance(24 * HOUR);
    write(&handler, 4..5);
    assert!(handler.wait_for_backups(LONG));
    let expected = ["app.log", "app.log.2026-11-28.1.gz", "app.log.2026-11-28.gz", "app.log.2026-11-29.gz"];
    assert_eq!(names(folder.path()), expected);
    assert_eq!(text(&folder.path().join("app.log.2026-11-28.1.gz")).lines().count(), 3);
}

#[test]
fn those_who_share_a_file_put_it_aside_once() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Hands::new());
    let shared = || daily(folder.path(), &clock).multi_process(true).build().unwrap();
    let (one, other) = (shared(), shared());
    write(&one, 0..3);
    write(&other, 3..6);
    clock.advance(14 * HOUR);
    write(&one, 6..7);
    clock.stamp(folder.path());
    write(&other, 7..8);
    write(&one, 8..9);
    assert_eq!(names(folder.path()), ["app.log", "app.log.2026-11-28"]);
    assert_eq!(text(&folder.path().join("app.log.2026-11-28")).lines().count(), 6);
    assert_eq!(text(&folder.path().join("app.log")).lines().count(), 3);
}
