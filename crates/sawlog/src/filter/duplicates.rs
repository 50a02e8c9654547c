//! The same again and again: shown once, and counted.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::once::Once;
use super::tell::tell;
use super::{Filter, Verdict};
use crate::fork::{self, Locked};
use crate::record::LogRecord;

/// Keeps a record and drops those that say the same right after it.
///
/// The same are records of one logger and level with the same message and exception. The next record that passes tells
/// how many were dropped: in its attribute `repeated`, and before its message, `[last message repeated 5 times] …`, as
/// system logs do. One that says the same all the time passes once in a window. Time is that of the records.
///
/// ```
/// use sawlog::{DuplicateFilter, get_logger};
/// get_logger("duplicates.example").add_filter(DuplicateFilter::new());
/// ```
///
/// # Python
/// There is no counterpart. In configurations `sawlog.DuplicateFilter` with, if wanted, `window` (seconds), `remember` and
/// `inText`. One filter may be added to several handlers: each record is counted once.
#[derive(Debug)]
pub struct DuplicateFilter {
    window: i64,
    remember: usize,
    in_text: bool,
    once: Once,
    hasher: RandomState,
    /// The messages that passed last, the oldest first.
    seen: Mutex<VecDeque<Seen>>,
    suppressed: AtomicU64,
}

#[derive(Debug)]
struct Seen {
    hash: u64,
    /// In nanoseconds since the epoch.
    passed: i64,
    repeated: u64,
    /// The message's beginning, where it may have to be named.
    text: Box<str>,
}

/// How often a message was repeated, and which, if that is not the last.
type Repeated = (u64, Option<Box<str>>);

/// Characters of a message that is named.
const NAMED: usize = 60;

impl DuplicateFilter {
    /// Drops what says the same as the record before it, for a minute at the most.
    #[allow(clippy::new_without_default)]
    pub fn new() -> DuplicateFilter {
        DuplicateFilter::builder().build()
    }

    /// Starts one with all its options at their defaults; see [`DuplicateFilterBuilder`].
    pub fn builder() -> DuplicateFilterBuilder {
        DuplicateFilterBuilder { window: Duration::from_secs(60), remember: 1, in_text: true }
    }

    /// How many records were suppressed so far.
    pub fn suppressed(&self) -> u64 {
        self.suppressed.load(Ordering::Relaxed)
    }

    /// `None` if this was said already; else how often what is now forgotten, or this itself, was repeated.
    fn pass(&self, hash: u64, now: i64, text: &str) -> Option<Repeated> {
        let mut seen = self.lock();
        if let Some(at) = seen.iter().position(|known| known.hash == hash) {
            let known = &mut seen[at];
            // Records of other machines may be of an earlier time.
            if now.saturating_sub(known.passed) < self.window {
                known.repeated += 1;
                return None;
            }
            let mut known = seen.remove(at)?;
            let repeated = std::mem::take(&mut known.repeated);
            known.passed = now;
            seen.push_back(known);
            return Some((repeated, None));
        }
        let forgotten = if seen.len() >= self.remember { seen.pop_front() } else { None };
        let text = if self.remember > 1 { shortened(text) } else { Box::default() };
        seen.push_back(Seen { hash, passed: now, repeated: 0, text });
        let named = |known: Seen| (known.repeated, (self.remember > 1).then_some(known.text));
        Some(forgotten.map_or((0, None), named))
    }

    fn lock(&self) -> Locked<'_, VecDeque<Seen>> {
        fork::lock(&self.seen)
    }
}

impl Filter for DuplicateFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        self.once.decide(record, |record| {
            // What cannot be rendered is reported by whoever formats it.
            let Ok(message) = record.message() else { return true };
            let exception = record.exc_info().map(|info| (info.type_name(), info.value()));
            let hash = self.hasher.hash_one((record.name(), record.level().number(), message, exception));
            let Some((repeated, which)) = self.pass(hash, record.timestamp().nanos(), message) else {
                self.suppressed.fetch_add(1, Ordering::Relaxed);
                return false;
            };
            if repeated > 0 {
                let times = if repeated == 1 { "once".to_owned() } else { format!("{repeated} times") };
                let note = self.in_text.then(|| match which {
                    None if self.remember == 1 => format!("last message repeated {times}"),
                    None => format!("message repeated {times}"),
                    Some(which) => format!("message repeated {times}: {which:?}"),
                });
                tell(record, "repeated", repeated, note);
            }
            true
        })
    }

    fn take_untold(&self) -> u64 {
        self.lock().iter_mut().map(|seen| std::mem::take(&mut seen.repeated)).sum()
    }
}

fn shortened(text: &str) -> Box<str> {
    match text.char_indices().nth(NAMED) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The options of a [`DuplicateFilter`].
///
/// | option | default |
/// |---|---|
/// | `window` | 60 seconds: after so long the same passes again |
/// | `remember` | 1: only what repeats the very last message is dropped; at most 1,000 |
/// | `in_text` | yes: repetitions are told before the message, too |
#[must_use]
#[derive(Clone, Debug)]
pub struct DuplicateFilterBuilder {
    window: Duration,
    remember: usize,
    in_text: bool,
}

impl DuplicateFilterBuilder {
    /// Lets the same pass again after so long.
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Drops what repeats one of so many last messages. The note names the message then.
    pub fn remember(mut self, messages: usize) -> Self {
        self.remember = messages;
        self
    }

    /// Tells of repetitions before the message too, or in the attribute alone.
    pub fn in_text(mut self, in_text: bool) -> Self {
        self.in_text = in_text;
        self
    }

    /// The filter.
    pub fn build(self) -> DuplicateFilter {
        DuplicateFilter {
            window: i64::try_from(self.window.as_nanos()).unwrap_or(i64::MAX),
            remember: self.remember.clamp(1, 1000),
            in_text: self.in_text,
            once: Once::new(),
            hasher: RandomState::new(),
            seen: Mutex::default(),
            suppressed: AtomicU64::new(0),
        }
    }
}
