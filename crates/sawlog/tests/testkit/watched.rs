//! `WatchedFileHandler`.

use sawlog::testkit::Cannot;
use sawlog::{OpenMode, WatchedFileHandler};

use super::sinks::{lines, on_file, on_folder};

#[test]
fn watched_file() {
    let report = on_file(|path| WatchedFileHandler::new(path).expect("it can be opened")).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}

#[test]
fn watched_file_whose_folder_goes_while_it_is_open() {
    let report = on_folder(|path| WatchedFileHandler::new(path).expect("it can be opened"), lines, |_| {}).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}

#[test]
fn watched_file_that_is_emptied() {
    let make = |path: &_| WatchedFileHandler::builder(path).mode(OpenMode::Truncate).build().expect("it can be opened");
    let why = "a closed file that opening would empty stays shut, as in Python";
    let check = on_file(make).cannot(Cannot::TellAfterClose, why).sink(|_| {}, |_| {});
    let report = check.run();
    println!("{report}");
    report.assert_kept();
    assert_eq!(report.skipped().len(), 1, "{report}");
}
