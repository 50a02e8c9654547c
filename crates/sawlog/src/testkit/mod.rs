//! Does a handler keep the contract of handlers? For the authors of handlers, ours and anybody's.
//!
//! The rules of [`Handler`](crate::Handler) can be broken in ways that a first test does not show: a lock held while a
//! formatter logs, a line torn by another thread's, a record that is lost without a word once the handler was closed.
//! [`check_handler`] runs a handler through all of them and names each rule that is broken.
//!
//! A handler is given by two functions: one makes a fresh handler with a fresh sink, the other reads what has arrived in
//! the sink of the handler that was made last, as one text a record. What a handler cannot do is said beforehand, with
//! the reason; what was skipped for that is part of the [`Report`].
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use sawlog::testkit::HandlerCheck;
//! use sawlog::{EmitError, Handler, HandlerBase, HandlerRef, LogRecord};
//!
//! #[derive(Clone, Default)]
//! struct Lines(Arc<Mutex<Vec<String>>>);
//!
//! impl Handler for Lines {
//!     fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
//!         base.with_formatted(record, |text| {
//!             self.0.lock().unwrap().push(text.clone());
//!             Ok(())
//!         })
//!     }
//! }
//!
//! let newest = Arc::new(Mutex::new(Lines::default()));
//! let sink = Arc::clone(&newest);
//! let make = move || {
//!     *newest.lock().unwrap() = Lines::default();
//!     HandlerRef::new(newest.lock().unwrap().clone())
//! };
//! let read_back = move || sink.lock().unwrap().0.lock().unwrap().clone();
//! let report = HandlerCheck::new(make, read_back).run();
//! report.assert_kept();
//! println!("{report}");
//! ```
//!
//! # Python
//! There is no counterpart.

mod bench;
mod check;
mod report;
mod rules;

pub use check::{Cannot, HandlerCheck, check_handler};
pub use report::{Outcome, Report};
pub use rules::Rule;
