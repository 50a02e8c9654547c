//! `NullHandler`.

use sawlog::NullHandler;
use sawlog::testkit::{Cannot, HandlerCheck, Rule};

#[test]
fn null() {
    let why = "it throws everything away";
    let check = HandlerCheck::new(NullHandler::new, Vec::new).cannot(Cannot::ReadBack, why).cannot(Cannot::Format, why);
    let report = check.run();
    report.assert_kept();
    let checked = Rule::all().count() - report.skipped().len();
    assert_eq!(checked, 1, "{report}");
}
