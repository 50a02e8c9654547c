//! A target that remembers, and loggers to reach it by.

use std::sync::{Arc, Mutex};

use sawlog::{EmitError, Handler, HandlerBase, HandlerRef, IntoHandler, LogRecord, Logger, Manager};

/// Remembers the messages that it gets.
#[derive(Clone, Default)]
pub(crate) struct Target(Arc<Mutex<Vec<String>>>);

impl Target {
    pub(crate) fn messages(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }

    pub(crate) fn push(&self, text: &str) {
        self.0.lock().expect("no panic").push(text.to_owned());
    }

    pub(crate) fn handler(&self) -> HandlerRef<Target> {
        HandlerRef::new(self.clone())
    }
}

impl Handler for Target {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            self.push(text);
            Ok(())
        })
    }
}

/// A logger of a tree of its own that takes every record to this handler.
pub(crate) fn logger(handler: impl IntoHandler) -> Logger {
    let manager = Manager::new();
    let logger = manager.get_logger("memory");
    logger.set_level("DEBUG").expect("a level");
    logger.add_handler(handler);
    // The tree lives as long as the program does.
    std::mem::forget(manager);
    logger
}
