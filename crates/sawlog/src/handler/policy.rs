//! What becomes of a handler's failures: reported, ignored, or given to a function.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use super::losses;
use crate::error::EmitError;
use crate::fork;
use crate::record::LogRecord;

/// What a handler does with its failures; the caller of the logging call never sees them.
///
/// # Python
/// `Handler.handleError`.
#[derive(Clone, Default)]
pub enum ErrorPolicy {
    /// A line on stderr, at most 100 a second for each handler, and a count of those left out.
    #[default]
    Report,
    /// Nothing but the count.
    Ignore,
    /// A function is called. No lock of sawlog's is held meanwhile.
    Call(Arc<ErrorCallback>),
}

/// A function that is told of a handler's failures.
pub type ErrorCallback = dyn Fn(&LogRecord<'_>, &EmitError) + Send + Sync;

impl std::fmt::Debug for ErrorPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            ErrorPolicy::Report => "Report",
            ErrorPolicy::Ignore => "Ignore",
            ErrorPolicy::Call(_) => "Call(..)",
        })
    }
}

/// Whether failures are reported at all.
///
/// # Python
/// `logging.raiseExceptions`.
pub fn raise_exceptions() -> bool {
    RAISE.load(Ordering::Relaxed)
}

/// Switches the reports of all handlers on or off; policies that call a function still do.
pub fn set_raise_exceptions(report: bool) {
    RAISE.store(report, Ordering::Relaxed);
}

/// Sets how many reports a second each handler may write; `None` for all of them.
pub fn set_report_limit(per_second: Option<u32>) {
    LIMIT.store(per_second.unwrap_or(u32::MAX), Ordering::Relaxed);
}

/// How many times a handler failed on a record of the present thread so far: a caller that compares it before and after
/// a record knows whether every handler took the record. What a handler has kept of a [`batch`](super::batch) and could
/// not write is not among it.
pub fn failures_on_thread() -> u64 {
    ON_THREAD.get()
}

thread_local! {
    static ON_THREAD: Cell<u64> = const { Cell::new(0) };
}

static RAISE: AtomicBool = AtomicBool::new(true);
static LIMIT: AtomicU32 = AtomicU32::new(100);

/// The failures of one handler: their count, and the rate of their reports.
pub(super) struct Reports {
    failures: AtomicU64,
    window: Mutex<Window>,
}

struct Window {
    began: Option<Instant>,
    reported: u32,
    left_out: u64,
}

impl Reports {
    pub(super) fn new() -> Reports {
        let window = Window { began: None, reported: 0, left_out: 0 };
        Reports { failures: AtomicU64::new(0), window: Mutex::new(window) }
    }

    pub(super) fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    /// Counts a failure on the record that is being handled, and on those that were kept with it.
    pub(super) fn count(&self, error: &EmitError) {
        match error {
            EmitError::Kept { .. } => self.count_kept(error),
            _ => {
                let records = error.records();
                self.failures.fetch_add(records, Ordering::Relaxed);
                // Some errors are of the handler alone: the record was taken.
                ON_THREAD.set(ON_THREAD.get() + records.min(1));
            }
        }
    }

    /// Counts records that were kept and are lost.
    pub(super) fn count_kept(&self, error: &EmitError) {
        let records = error.records();
        self.failures.fetch_add(records, Ordering::Relaxed);
        losses::add(std::ptr::from_ref(self) as usize, records);
    }

    /// Writes one line to stderr, if the rate allows.
    pub(super) fn report(&self, handler: &str, record: Option<&LogRecord<'_>>, error: &EmitError) {
        let error = error.to_string();
        // It may quote a key that a sender made up.
        let mut line = format!("sawlog: {handler}: {}", &error[..error.floor_char_boundary(LONGEST_ERROR)]);
        if let Some(record) = record {
            let (name, level, path) = (begin(record.name()), record.level(), begin(record.pathname()));
            let _ = write!(line, " ({name} {level} at {path}:{}", record.lineno());
            if let Some(text) = record.msg().as_str() {
                let _ = write!(line, ": {:?}", begin(text));
            }
            line.push(')');
        }
        self.write(line);
    }

    fn write(&self, mut line: String) {
        if !raise_exceptions() {
            return;
        }
        // Stderr has a lock, too.
        let _within = fork::enter();
        let Some(left_out) = self.admit() else { return };
        if left_out > 0 {
            let _ = write!(line, " [{left_out} more failures were not reported]");
        }
        let mut line = escape_controls(&line);
        line.push('\n');
        // A broken stderr leaves nobody to tell.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }

    /// Whether a report may be written now; if so, how many were left out before it.
    fn admit(&self) -> Option<u64> {
        let limit = LIMIT.load(Ordering::Relaxed);
        let mut window = self.window.lock().unwrap_or_else(|e| e.into_inner());
        let now = Instant::now();
        if window.began.is_none_or(|began| now.duration_since(began) >= Duration::from_secs(1)) {
            (window.began, window.reported) = (Some(now), 0);
        }
        if window.reported >= limit {
            window.left_out += 1;
            return None;
        }
        window.reported += 1;
        Some(std::mem::take(&mut window.left_out))
    }
}

/// Reports what went wrong before a handler was reached: in a logger's filter, in the record factory.
pub(crate) fn report(logger: &str, what: &str) {
    report_apart(&format!("logger '{logger}'"), what);
}

/// Reports what went wrong where no logger was reached.
pub(crate) fn report_apart(place: &str, what: &str) {
    static REPORTS: LazyLock<Reports> = LazyLock::new(Reports::new);
    let _within = fork::enter();
    REPORTS.failures.fetch_add(1, Ordering::Relaxed);
    ON_THREAD.set(ON_THREAD.get() + 1);
    REPORTS.write(format!("sawlog: {place}: {what}"));
}

/// Bytes of an error that are shown.
const LONGEST_ERROR: usize = 1000;

/// As much of a text as a report shows.
fn begin(text: &str) -> &str {
    text.char_indices().nth(200).map_or(text, |(end, _)| &text[..end])
}

fn escape_controls(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_control() { escaped.extend(c.escape_default()) } else { escaped.push(c) }
    }
    escaped
}
