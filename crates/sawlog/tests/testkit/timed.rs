//! `TimedRotatingFileHandler`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sawlog::clock::{Clock, Timestamp};
use sawlog::{RolloverWhen, TimedRotatingFileHandler, TimedRotatingFileHandlerBuilder};

use super::sinks::{lines, on_folder};

/// A clock that goes on a fifth of a second whenever it is asked.
#[derive(Debug)]
struct Hasty(AtomicI64);

impl Clock for Hasty {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.fetch_add(200_000_000, Ordering::Relaxed))
    }
}

/// The lines of the backups, whose names go by time, and of the file.
fn all_lines(path: &Path) -> Vec<String> {
    let folder = std::fs::read_dir(path.parent().expect("a folder")).into_iter().flatten().flatten();
    let is_backup =
        |path: &std::path::PathBuf| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"log."));
    let mut backups: Vec<_> = folder.map(|entry| entry.path()).filter(is_backup).collect();
    backups.sort();
    let all: Vec<_> = backups.iter().map(|path| path.as_path()).chain([path]).flat_map(lines).collect();
    assert!(!backups.is_empty() || all.len() < 50, "nothing was put aside");
    all
}

fn kept(options: fn(TimedRotatingFileHandlerBuilder) -> TimedRotatingFileHandlerBuilder) {
    let make = move |path: &Path| {
        let clock = Arc::new(Hasty(AtomicI64::new(Timestamp::now().nanos())));
        let builder = TimedRotatingFileHandler::builder(path).when(RolloverWhen::Second).utc(true).clock(clock);
        options(builder).build().expect("it can be opened")
    };
    let patience = Duration::from_secs(60);
    let check = on_folder(make, all_lines, |handler| handler.close().expect("it is written"));
    let report = check.limit(patience).arrival(patience).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}

#[test]
fn timed_rotating_file() {
    kept(|builder| builder);
}

#[test]
fn timed_rotating_file_shared_with_other_processes() {
    kept(|builder| builder.multi_process(true));
}
