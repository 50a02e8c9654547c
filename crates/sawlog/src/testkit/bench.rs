//! One handler on the bench: a logger that leads to it, its failures, and what has arrived.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::check::{Cannot, Subject};
use crate::format::PercentFormatter;
use crate::handler::HandlerRef;
use crate::level::Level;
use crate::logger::Logger;
use crate::manager::Manager;

/// A fresh handler and what a rule asks of it.
pub(super) struct Bench<'s> {
    pub(super) subject: &'s Subject,
    pub(super) handler: HandlerRef,
    pub(super) logger: Logger,
    /// Keeps the tree alive.
    _manager: Manager,
    /// What the handler's failures said.
    failures: Arc<Mutex<Vec<String>>>,
}

/// What a handler's text holds of a record.
pub(super) fn mark(of: impl std::fmt::Display) -> String {
    format!("<{of}>")
}

impl<'s> Bench<'s> {
    pub(super) fn new(subject: &'s Subject) -> Bench<'s> {
        let handler = (subject.make)();
        if subject.can(Cannot::Format)
            && let Ok(formatter) = PercentFormatter::new("%(levelname)s|%(name)s|%(message)s")
        {
            handler.set_formatter(formatter);
        }
        let failures = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&failures);
        handler.on_error(move |_, error| told.lock().unwrap_or_else(|e| e.into_inner()).push(error.to_string()));
        let manager = Manager::new();
        let logger = manager.get_logger("testkit");
        // DEBUG is a level.
        let _ = logger.set_level(Level::DEBUG);
        logger.add_handler(&handler);
        Bench { subject, handler, logger, _manager: manager, failures }
    }

    /// Logs a record of its own mark.
    pub(super) fn log(&self, level: Level, of: impl std::fmt::Display) {
        self.logger.log(level, mark(of));
    }

    /// What a record's text should be: of the formatter, or what must be in it.
    fn expected(&self, level: Level, of: &str) -> String {
        if self.subject.can(Cannot::Format) { format!("{level}|testkit|{}", mark(of)) } else { mark(of) }
    }

    /// Flushes the handler.
    pub(super) fn flush(&self) -> Result<(), String> {
        self.handler.flush().map_err(|error| format!("flush returned an error: {error}"))
    }

    /// Flushes, and waits until so many records have arrived, or no more time is left.
    pub(super) fn arrived(&self, records: usize) -> Result<Vec<String>, String> {
        self.flush()?;
        Ok(self.wait(|texts| texts.len() >= records))
    }

    /// Waits until what has arrived is as it should be, or no more time is left; what has arrived then.
    pub(super) fn wait(&self, enough: impl Fn(&[String]) -> bool) -> Vec<String> {
        let deadline = Instant::now() + self.subject.arrival;
        loop {
            let texts = (self.subject.read_back)();
            if enough(&texts) || Instant::now() >= deadline {
                return texts;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether exactly these records have arrived, in this order.
    pub(super) fn compare(&self, expected: &[(Level, &str)]) -> Result<(), String> {
        let texts = self.arrived(expected.len())?;
        let wanted: Vec<String> = expected.iter().map(|(level, of)| self.expected(*level, of)).collect();
        let same = texts.len() == wanted.len()
            && texts.iter().zip(&wanted).all(|(text, wanted)| self.is(text.as_str(), wanted));
        if same { Ok(()) } else { Err(format!("expected {wanted:?}, and {texts:?} arrived")) }
    }

    /// Whether a text is what it should be.
    pub(super) fn is(&self, text: &str, wanted: &str) -> bool {
        if self.subject.can(Cannot::Format) {
            text.trim_end_matches(['\n', '\0']) == wanted
        } else {
            text.contains(wanted)
        }
    }

    /// Whether a record's mark is in one of these texts.
    pub(super) fn has(&self, texts: &[String], of: &str) -> bool {
        texts.iter().any(|text| text.contains(&mark(of)))
    }

    pub(super) fn failures(&self) -> Vec<String> {
        self.failures.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// Refuses a panic among the handler's failures.
    pub(super) fn no_panic(&self) -> Result<(), String> {
        match self.failures().iter().find(|failure| failure.starts_with("panicked")) {
            Some(panic) => Err(format!("emit {panic}")),
            None => Ok(()),
        }
    }
}
