//! Key-values in scope, and the records that carry them.

mod bounds;
mod carried;
mod futures;
mod scopes;
mod threads;

use sawlog::{Captured, Logger, Manager, capture};

/// A logger of a tree of its own, and what it logs.
fn logger() -> (Manager, Logger, Captured) {
    let manager = Manager::new();
    let logger = manager.get_logger("shop.web");
    let captured = capture(&logger, 1);
    (manager, logger, captured)
}

/// The added attributes of each record, `name=value`.
fn extras(captured: &Captured) -> Vec<String> {
    let shown = |record: &sawlog::LogRecord<'_>| {
        let extras: Vec<String> = record.extras().map(|(name, value)| format!("{name}={value}")).collect();
        extras.join(" ")
    };
    captured.records().iter().map(shown).collect()
}
