//! `FileHandler`.

use sawlog::testkit::Cannot;
use sawlog::{FileHandler, OpenMode};

use super::sinks::on_file;

#[test]
fn file() {
    let report = on_file(|path| FileHandler::new(path).expect("it can be opened")).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}

#[test]
fn file_that_is_opened_with_the_first_record() {
    on_file(|path| FileHandler::builder(path).delay(true).build().expect("nothing is opened")).run().assert_kept();
}

#[test]
fn file_that_is_emptied() {
    let make = |path: &_| FileHandler::builder(path).mode(OpenMode::Truncate).build().expect("it can be opened");
    let why = "a closed file that opening would empty stays shut, as in Python";
    let check = on_file(make).cannot(Cannot::TellAfterClose, why).sink(|_| {}, |_| {});
    let report = check.run();
    report.assert_kept();
    assert_eq!(report.skipped().len(), 1, "{report}");
}
