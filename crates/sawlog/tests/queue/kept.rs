//! A handler that keeps what it gets, and can be made to wait.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use sawlog::{EmitError, Handler, HandlerBase, HandlerRef, LogRecord};

/// Keeps the text of each record; while it is shut, records wait.
#[derive(Default)]
pub(crate) struct Kept {
    texts: Mutex<Vec<String>>,
    gate: Gate,
    flushed: Mutex<usize>,
    keeps_nothing: AtomicBool,
}

/// Shut or open.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    shut: bool,
    waiting: usize,
}

impl Gate {
    pub(crate) fn shut(&self) {
        self.0.0.lock().unwrap().shut = true;
    }

    pub(crate) fn open(&self) {
        self.0.0.lock().unwrap().shut = false;
        self.0.1.notify_all();
    }

    /// Waits until somebody waits before it.
    pub(crate) fn wait_for_one(&self) {
        let state = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(state, |state| state.waiting == 0).unwrap());
    }

    pub(crate) fn pass(&self) {
        let mut state = self.0.0.lock().unwrap();
        state.waiting += 1;
        self.0.1.notify_all();
        let mut state = self.0.1.wait_while(state, |state| state.shut).unwrap();
        state.waiting -= 1;
    }
}

impl Kept {
    pub(crate) fn new() -> HandlerRef<Kept> {
        HandlerRef::new(Kept::default())
    }

    pub(crate) fn keep_nothing(&self) {
        self.keeps_nothing.store(true, Ordering::Relaxed);
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.texts.lock().unwrap().clone()
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    pub(crate) fn flushed(&self) -> usize {
        *self.flushed.lock().unwrap()
    }
}

impl Handler for Kept {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        self.gate.pass();
        base.with_formatted(record, |text| {
            if !self.keeps_nothing.load(Ordering::Relaxed) {
                self.texts.lock().unwrap().push(text.clone());
            }
            Ok(())
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        *self.flushed.lock().unwrap() += 1;
        Ok(())
    }
}
