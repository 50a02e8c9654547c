//! What libraries tell by the `tracing` crate, on its way through our loggers.

mod beside;
mod events;
mod interest;
mod spans;

use std::sync::{Mutex, MutexGuard, PoisonError};

use sawlog::bridge::tracing::{Bridge, RecordLayer};
use sawlog::{Captured, Manager, capture};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;

/// Whether a callsite is of interest is one answer for all subscribers there are: tests take turns.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn layer(manager: &Manager) -> RecordLayer<Registry> {
    Bridge::new(manager).layer()
}

/// What a tree of its own gets of what `tell` tells, all levels.
fn told(tell: impl FnOnce()) -> Captured {
    let _turn = turn();
    let manager = Manager::new();
    let captured = capture(&manager.root(), 1);
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer(&manager)), tell);
    captured
}

/// The added attributes of each record but the module path, `name=value`.
fn extras(captured: &Captured) -> Vec<String> {
    let shown = |record: &sawlog::LogRecord<'_>| {
        let extras = record.extras().filter(|(name, _)| *name != "module_path");
        extras.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    };
    captured.records().iter().map(shown).collect()
}
