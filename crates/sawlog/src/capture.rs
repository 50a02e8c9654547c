//! Records kept for a test to look at.

use std::sync::Mutex;
use std::thread::ThreadId;

use crate::error::EmitError;
use crate::fork::{self, Locked};
use crate::format::{Formatter, PercentFormatter};
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::{IntoLevel, Level};
use crate::logger::Logger;
use crate::record::LogRecord;

/// Keeps what a logger and those below it log from this level on, until the returned value is dropped.
///
/// Meanwhile the logger has no other handlers, and nothing goes on to the loggers above. Tests on several threads may
/// capture the same logger at a time: each gets all that is logged. Of two captures that one thread begins, one within
/// the other, the inner one gets what is logged meanwhile.
///
/// ```
/// use sawlog::{capture, get_logger, info};
/// let log = get_logger("capture.example");
/// let captured = capture(&log, "INFO");
/// info!(log, "put {} into the basket", 3);
/// assert_eq!(captured.output(), ["INFO:capture.example:put 3 into the basket"]);
/// ```
///
/// # Panics
/// No level has this name.
///
/// # Python
/// `unittest.TestCase.assertLogs`; that something was logged is asserted by [`assert_logged`](Captured::assert_logged).
#[track_caller]
pub fn capture(logger: &Logger, level: impl IntoLevel) -> Captured {
    let level = level.into_level().unwrap_or_else(|error| panic!("{error}"));
    let kept = HandlerRef::new(Keeper::default());
    begin(logger, kept.erase(), level);
    Captured { logger: logger.clone(), level, kept }
}

/// Runs code in which nothing may be logged by a logger, or by those below it, from this level on.
///
/// # Panics
/// Something was logged, or no level has this name.
///
/// # Python
/// `unittest.TestCase.assertNoLogs`.
#[track_caller]
pub fn assert_no_logs<R>(logger: &Logger, level: impl IntoLevel, run: impl FnOnce() -> R) -> R {
    let captured = capture(logger, level);
    let result = run();
    let output = captured.output();
    assert!(output.is_empty(), "unexpected logs found: {output:?}");
    result
}

/// What was logged since [`capture`]; dropping it gives the logger its handlers, level and propagation back.
#[must_use = "dropping it ends the capture"]
pub struct Captured {
    logger: Logger,
    level: Level,
    kept: HandlerRef<Keeper>,
}

impl Captured {
    /// The records, in order.
    pub fn records(&self) -> Vec<LogRecord<'static>> {
        self.kept.lock().records.iter().map(LogRecord::to_owned_record).collect()
    }

    /// Each record as `LEVEL:name:message`, with its traceback if it has one.
    pub fn output(&self) -> Vec<String> {
        self.kept.lock().output.clone()
    }

    /// Forgets what was logged by now, and returns its output.
    pub fn take(&self) -> Vec<String> {
        let mut kept = self.kept.lock();
        kept.records.clear();
        std::mem::take(&mut kept.output)
    }

    /// # Panics
    /// Nothing was logged.
    #[track_caller]
    pub fn assert_logged(&self) {
        let (level, name) = (self.level, self.logger.name());
        assert!(!self.kept.lock().records.is_empty(), "no logs of level {level} or higher triggered on {name}");
    }
}

impl Drop for Captured {
    fn drop(&mut self) {
        end(&self.logger, &self.kept.erase());
    }
}

/// The loggers that are captured, with what they are to become again.
static CAPTURED: Mutex<Vec<Capturing>> = Mutex::new(Vec::new());

struct Capturing {
    logger: Logger,
    before: Settings,
    /// In order; of those that a thread began, the last one counts.
    captures: Vec<Begun>,
}

struct Begun {
    handler: HandlerRef,
    level: Level,
    by: ThreadId,
}

/// What a capture changes of a logger.
struct Settings {
    handlers: Vec<HandlerRef>,
    propagate: bool,
    level: Level,
}

fn begin(logger: &Logger, handler: HandlerRef, level: Level) {
    let _ = handler.set_level(level);
    let mut captured = fork::lock(&CAPTURED);
    let begun = Begun { handler, level, by: std::thread::current().id() };
    match captured.iter_mut().find(|known| known.logger == *logger) {
        Some(known) => {
            known.captures.push(begun);
            swap(logger, known.wanted());
        }
        None => {
            let captures = vec![begun];
            let none = Settings { handlers: Vec::new(), propagate: false, level: Level::NOTSET };
            let mut first = Capturing { logger: logger.clone(), before: none, captures };
            first.before = swap(logger, first.wanted());
            captured.push(first);
        }
    }
}

fn end(logger: &Logger, handler: &HandlerRef) {
    let mut captured = fork::lock(&CAPTURED);
    let Some(at) = captured.iter().position(|known| known.logger == *logger) else { return };
    captured[at].captures.retain(|begun| !begun.handler.ptr_eq(handler));
    let former = if captured[at].captures.is_empty() {
        swap(logger, captured.swap_remove(at).before)
    } else {
        swap(logger, captured[at].wanted())
    };
    drop(captured);
    drop(former);
}

impl Capturing {
    /// What the logger needs, so that each thread's latest capture gets what it asked for.
    fn wanted(&self) -> Settings {
        let counts = |at: usize| !self.captures[at + 1..].iter().any(|later| later.by == self.captures[at].by);
        let latest = || self.captures.iter().enumerate().filter(|(at, _)| counts(*at)).map(|(_, begun)| begun);
        Settings {
            handlers: latest().map(|begun| begun.handler.clone()).collect(),
            propagate: false,
            level: latest().map(|begun| begun.level).min().unwrap_or_default(),
        }
    }
}

/// Exchanges a logger's settings at once, so that no record meets half of them.
fn swap(logger: &Logger, mut other: Settings) -> Settings {
    if let Some(manager) = logger.manager() {
        let key = if logger.is_root() { "" } else { logger.name() };
        manager.batch(|state| {
            let settings = state.settings_mut(key);
            std::mem::swap(&mut settings.handlers, &mut other.handlers);
            std::mem::swap(&mut settings.propagate, &mut other.propagate);
            std::mem::swap(&mut settings.level, &mut other.level);
        });
    }
    other
}

/// The handler that keeps records.
#[derive(Default)]
struct Keeper(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    records: Vec<LogRecord<'static>>,
    output: Vec<String>,
}

impl Keeper {
    fn lock(&self) -> Locked<'_, Kept> {
        fork::lock(&self.0)
    }
}

impl Handler for Keeper {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        // Formats first: that fills the cells of which the copy gets its share.
        let mut text = String::new();
        let formatted = PercentFormatter::new("%(levelname)s:%(name)s:%(message)s")?.format(record, &mut text);
        let record = record.to_owned_record();
        let mut kept = self.lock();
        kept.records.push(record);
        formatted?;
        kept.output.push(text);
        Ok(())
    }
}
