//! `StreamHandler`.

use sawlog::StreamHandler;

use super::sinks::on_writer;

#[test]
fn stream() {
    let report = on_writer(StreamHandler::writer).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}
