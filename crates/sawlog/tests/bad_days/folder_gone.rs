//! The folder of a file vanishes, and comes back.

use std::fs;
use std::sync::{Arc, Mutex};

use sawlog::{FileHandler, HandlerRef};

use super::program::logger;

/// What a handler's failures say.
fn failures(handler: &HandlerRef) -> Arc<Mutex<Vec<String>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let ours = Arc::clone(&told);
    handler.on_error(move |_, error| ours.lock().expect("no panic").push(error.to_string()));
    told
}

#[test]
fn before_the_file_is_opened() {
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("logs").join("log");
    let (log, handler) = logger(FileHandler::builder(&path).delay(true).build().expect("nothing is opened"));
    let told = failures(&handler);
    log.info("one");
    log.info("two");
    let reason = format!("cannot write: {}: No such file or directory (os error 2)", path.display());
    assert_eq!(*told.lock().expect("no panic"), [reason.as_str(), reason.as_str()]);
    fs::create_dir(scratch.path().join("logs")).expect("it can be made");
    log.info("three");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "three\n");
    assert_eq!(handler.failures(), 2);
}

#[test]
fn while_the_file_is_open() {
    let scratch = tempfile::tempdir().expect("a folder");
    let logs = scratch.path().join("logs");
    fs::create_dir(&logs).expect("it can be made");
    let (log, handler) = logger(FileHandler::new(logs.join("log")).expect("it can be opened"));
    let told = failures(&handler);
    log.info("one");
    fs::remove_dir_all(&logs).expect("it is there");
    // As in Python, the file that nobody can see any more is still written to.
    log.info("two");
    assert_eq!(handler.failures(), 0);
    handler.close().expect("it is written");
    log.info("three");
    assert!(told.lock().expect("no panic")[0].contains("No such file or directory"));
    fs::create_dir(&logs).expect("it can be made");
    log.info("four");
    assert_eq!(fs::read_to_string(logs.join("log")).expect("it is there"), "four\n");
}

#[test]
fn a_folder_in_the_files_place() {
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("log");
    fs::create_dir(&path).expect("it can be made");
    let (log, handler) = logger(FileHandler::builder(&path).delay(true).build().expect("nothing is opened"));
    let told = failures(&handler);
    log.info("one");
    assert!(told.lock().expect("no panic")[0].contains("Is a directory"));
    fs::remove_dir(&path).expect("it is there");
    log.info("two");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "two\n");
}
