//! `MemoryHandler` and what is built on `BufferingHandler`.

use std::io::Write;
use std::sync::Mutex;

use sawlog::testkit::{Cannot, Rule};
use sawlog::{Buffering, BufferingHandler, EmitError, MemoryHandler, Records, StreamHandler};

use super::sinks::{Memory, on_writer};

#[test]
fn memory() {
    let why = "its target formats";
    for capacity in [1, 10, 10_000] {
        let make = move |sink| MemoryHandler::new(capacity, StreamHandler::writer(sink));
        // What its target fails in is the target's failure, and told by that.
        let report = on_writer(make).cannot(Cannot::Format, why).sink(|_| {}, |_| {}).run();
        report.assert_kept();
        assert_eq!(report.skipped().len(), 3, "{report}");
    }
}

/// Writes messages together.
struct Together(Mutex<Memory>);

impl Buffering for Together {
    fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
        let mut text = String::new();
        for record in records.iter() {
            text.push_str(record.message()?);
            text.push('\n');
        }
        self.0.lock().expect("no panic").write_all(text.as_bytes())?;
        records.clear();
        Ok(())
    }
}

#[test]
fn buffering() {
    let make = |sink| BufferingHandler::builder(Together(Mutex::new(sink))).capacity(3).build();
    let report = on_writer(make).cannot(Cannot::Format, "it writes messages").run();
    report.assert_kept();
    assert!(!report.skipped().iter().any(|(rule, _)| *rule == Rule::SinkGone), "{report}");
}
