//! What cannot be put aside is written on, and told.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sawlog::{
    BaseRotatingHandler, EmitError, RolloverWhen, RotatingFileHandler, TimedRotatingFileHandler, WatchedFileHandler,
};

use crate::skipped::skip;
use crate::{Seconds, logger_to, names, reports};

#[test]
fn attempts_that_fail_wait_longer_each_time_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let (clock, broken) = (Arc::new(Seconds::default()), Arc::new(AtomicBool::new(true)));
    let is_broken = Arc::clone(&broken);
    let handler = RotatingFileHandler::builder(&path)
        .max_bytes(10)
        .backup_count(2)
        .clock(clock.clone())
        .rotator_fn(move |source, dest| {
            if is_broken.load(Ordering::Relaxed) { Err(io::Error::other("no")) } else { fs::rename(source, dest) }
        })
        .build()
        .unwrap();
    let (_manager, logger) = logger_to(&handler);
    let seen = reports(&handler);
    let mut attempts = Vec::new();
    for second in 0..200 {
        logger.warning(format!("{second:03}......"));
        if seen.lock().unwrap().len() > attempts.len() {
            attempts.push(second);
        }
        clock.pass(1);
    }
    assert_eq!(attempts, [1, 2, 4, 8, 16, 32, 64, 124, 184]);
    let told = format!("cannot rotate {}: no; records go on to the file that is there", path.display());
    assert!(seen.lock().unwrap().iter().all(|report| *report == told));
    // No record has failed.
    assert_eq!(handler.failures(), 0);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 200);

    broken.store(false, Ordering::Relaxed);
    clock.pass(60);
    logger.warning("after");
    assert_eq!(fs::read_to_string(&path).unwrap(), "after\n");
    assert_eq!(fs::read_to_string(folder.path().join("a.log.1")).unwrap().lines().count(), 200);
}

#[test]
fn a_rotator_that_panics_has_failed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let handler = RotatingFileHandler::builder(&path)
        .max_bytes(5)
        .backup_count(1)
        .rotator_fn(|_, _| panic!("out of ink"))
        .build()
        .unwrap();
    let (_manager, logger) = logger_to(&handler);
    let seen = reports(&handler);
    logger.warning("one");
    logger.warning("two");
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    assert!(seen.lock().unwrap()[0].contains("out of ink"));
}

#[test]
fn a_file_that_cannot_be_opened_again_leaves_the_records_in_the_backup() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let clock = Arc::new(Seconds::default());
    let in_the_way = path.clone();
    let handler = RotatingFileHandler::builder(&path)
        .max_bytes(8)
        .backup_count(3)
        .clock(clock.clone())
        .rotator_fn(move |source, dest| {
            fs::rename(source, dest)?;
            if dest.ends_with("a.log.1") && !in_the_way.with_extension("once").exists() {
                fs::write(in_the_way.with_extension("once"), "")?;
                fs::create_dir(&in_the_way)?;
            }
            Ok(())
        })
        .build()
        .unwrap();
    let (_manager, logger) = logger_to(&handler);
    let seen = reports(&handler);
    for text in ["one", "two", "three", "four"] {
        logger.warning(text);
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.log.1")).unwrap(), "one\ntwo\nthree\nfour\n");
    assert_eq!(seen.lock().unwrap().len(), 1);

    fs::remove_dir(&path).unwrap();
    clock.pass(1);
    logger.warning("five");
    // The backup was made already: it is not moved down.
    assert_eq!(names(folder.path()), ["a.log", "a.log.1", "a.once"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "five\n");
    assert_eq!(handler.failures(), 0);
}

#[test]
fn a_folder_that_vanished_is_told_until_it_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let clock = Arc::new(Seconds::default());
    let timed = TimedRotatingFileHandler::builder(logs.join("timed.log"))
        .when(RolloverWhen::Minute)
        .delay(true)
        .clock(clock.clone())
        .build()
        .unwrap();
    let watched = WatchedFileHandler::new(logs.join("watched.log")).unwrap();
    let (_manager, logger) = logger_to(&timed);
    logger.add_handler(&watched);
    let (of_timed, of_watched) = (reports(&timed), reports(&watched));
    logger.warning("one");
    fs::remove_dir_all(&logs).unwrap();
    clock.pass(60);
    logger.warning("two");
    assert_eq!((timed.failures(), watched.failures()), (1, 1));
    assert!(of_timed.lock().unwrap()[0].contains("No such file"));
    assert!(of_watched.lock().unwrap()[0].contains("No such file"));
    fs::create_dir(&logs).unwrap();
    clock.pass(60);
    logger.warning("three");
    assert_eq!(fs::read_to_string(logs.join("timed.log")).unwrap(), "three\n");
    assert_eq!(fs::read_to_string(logs.join("watched.log")).unwrap(), "three\n");
}

#[test]
fn a_backup_that_cannot_be_deleted_is_told_and_the_rotation_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    fs::create_dir(folder.path().join("a.log.1970-01-01_00-00")).unwrap();
    let clock = Arc::new(Seconds::default());
    clock.pass(3600);
    let handler = TimedRotatingFileHandler::builder(&path)
        .when(RolloverWhen::Minute)
        .utc(true)
        .backup_count(1)
        .delay(true)
        .clock(clock.clone())
        .build()
        .unwrap();
    let (_manager, logger) = logger_to(&handler);
    let seen = reports(&handler);
    logger.warning("one");
    clock.pass(60);
    logger.warning("two");
    assert_eq!(fs::read_to_string(&path).unwrap(), "two\n");
    assert!(seen.lock().unwrap()[0].contains("cannot delete the old backup"));
    assert_eq!(handler.failures(), 0);
}

#[test]
fn a_rollover_that_was_asked_for_says_what_failed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    fs::create_dir(folder.path().join("a.log.1")).unwrap();
    let handler = RotatingFileHandler::builder(&path).backup_count(1).build().unwrap();
    assert!(matches!(handler.do_rollover(), Err(EmitError::Rollover { path: named, .. }) if named == path));
}

/// Set for the copy of this program that may not write to a folder.
const FOLDER: &str = "SAWLOG_TEST_FOLDER_WITHOUT_PERMISSION";

#[test]
fn a_folder_without_permission() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return without_permission(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.log"), "").unwrap();
    fs::set_permissions(folder.path().join("a.log"), fs::Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write everywhere.
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("/proc/self/exe");
    command.arg0(program).args(["--exact", "bad_days::a_folder_without_permission"]).env(FOLDER, folder.path());
    if fs::write(folder.path().join("probe"), "").is_ok() {
        command.uid(65534).gid(65534);
    }
    match command.output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(error) => {
            skip("a folder without permission", &format!("cannot start without the superuser's rights: {error}"))
        }
    }
}

fn without_permission(folder: &Path) {
    let handler = RotatingFileHandler::builder(folder.join("a.log")).max_bytes(8).backup_count(1).build().unwrap();
    let (_manager, logger) = logger_to(&handler);
    let seen = reports(&handler);
    for text in ["one", "two", "three"] {
        logger.warning(text);
    }
    assert_eq!(fs::read_to_string(folder.join("a.log")).unwrap(), "one\ntwo\nthree\n");
    let seen = seen.lock().unwrap();
    assert!(seen.len() == 1 && seen[0].contains("Permission denied"), "{seen:?}");
}
