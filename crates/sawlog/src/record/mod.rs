//! One event on its way: [`LogRecord`], its attributes and the factory that makes it.
//!
//! A logger builds a record on the caller's stack, shows it to filters by `&mut` and to handlers by `&`. What is
//! computed on the way (the rendered message, the exception's text, the time as text) is kept in cells of the record.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use crate::clock::{Clock, Timestamp};
use crate::error::FormatError;
use crate::level::{Level, LevelName};
use crate::scratch::Scratch;
use crate::value::short::{ShortText, write_short};
use crate::value::{Args, Value, percent, repr};

mod access;
mod asctime;
mod attribute;
mod build;
mod exception;
mod flat;
mod footprint;
mod identity;
mod owned;
mod parts;
mod rare;
mod reuse;

use asctime::AscTime;
pub use attribute::Attribute;
pub(crate) use build::IncomingRecord;
pub use build::{CallSite, RecordArgs, make_log_record};
pub use exception::ExceptionInfo;
#[doc(hidden)]
pub use exception::into_exception;
pub(crate) use flat::{Flat, FlatBatch, FlatReader, Origin, Slot};
pub use identity::{process_name, set_process_name};
pub(crate) use parts::{RecordParts, standard_level_name};
use rare::Rare;
pub(crate) use rare::TextLimits;

/// An event that was logged: what, how grave, when and where.
///
/// Borrowed from the call that made it, until [`into_owned`](LogRecord::into_owned).
///
/// # Python
/// `logging.LogRecord`. Attributes that Python computes at once (`filename`, `thread`) are computed when asked for.
#[derive(Debug)]
pub struct LogRecord<'a> {
    name: Cow<'a, str>,
    msg: Value<'a>,
    args: Args<'a>,
    level: Level,
    site: CallSite<'a>,
    /// The same, where it lasts as long as the program.
    static_site: Option<&'static CallSite<'static>>,
    time: Time,
    clock: Option<Arc<dyn Clock>>,
    /// Who logged, where that is another thread, which the record is lent from.
    origin: Option<&'a Origin>,
    /// Whether one handler alone gets it, which asks for the message once: that need not be kept for others.
    for_one: bool,
    /// Added attributes that the call lent.
    lent: &'a [(&'a str, Value<'a>)],
    /// What few records have: a pointer keeps the others small.
    rare: Option<Box<Rare<'a>>>,
    message: OnceCell<Result<Scratch, FormatError>>,
    asctime: AscTime,
}

/// When a record was made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Time {
    /// By our clock: exact, with the time from which `relativeCreated` counts.
    Clock { created: Timestamp, started: Timestamp },
    /// By a sender's: the floats that it sent.
    Sent { created: f64, msecs: f64, relative: f64 },
}

impl<'a> LogRecord<'a> {
    /// The name of the logger.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The message as it was given: text, a template, or an object that prints itself.
    pub fn msg(&self) -> &Value<'a> {
        &self.msg
    }

    /// What is merged into the message.
    pub fn args(&self) -> &Args<'a> {
        &self.args
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The level's name when the record was made.
    pub fn level_name(&self) -> Cow<'_, str> {
        match self.rare().and_then(|rare| rare.level_name.as_deref()) {
            Some(name) => Cow::Borrowed(name),
            None => match self.level.known_name() {
                Some(LevelName::Standard(name)) => Cow::Borrowed(name),
                _ => self.level.name(),
            },
        }
    }

    /// Calls `f` with the level's name, without copying it.
    #[inline]
    pub(crate) fn with_level_name<R>(&self, f: impl FnOnce(&str) -> R) -> R {
        match (&self.rare, self.level.standard_name()) {
            (None, Some(name)) => f(name),
            _ => self.with_any_level_name(f),
        }
    }

    #[inline(never)]
    fn with_any_level_name<R>(&self, f: impl FnOnce(&str) -> R) -> R {
        match self.rare().and_then(|rare| rare.level_name.as_deref()) {
            Some(name) => f(name),
            None => match self.level.known_name() {
                Some(name) => f(name.as_str()),
                None => f(&self.level.name()),
            },
        }
    }

    /// The source file, as the compiler or the sender names it.
    pub fn pathname(&self) -> &str {
        self.rare().and_then(|rare| rare.pathname.as_deref()).unwrap_or(self.site.pathname)
    }

    /// The last part of [`pathname`](LogRecord::pathname).
    pub fn filename(&self) -> &str {
        match self.rare().and_then(|rare| rare.filename.as_deref()) {
            Some(name) => name,
            None => base_name(self.pathname()),
        }
    }

    /// The file's name without its ending.
    pub fn module(&self) -> &str {
        match self.rare().and_then(|rare| rare.module.as_deref()) {
            Some(name) => name,
            None => stem(self.filename()),
        }
    }

    /// The line, counted from 1.
    pub fn lineno(&self) -> i64 {
        self.rare().and_then(|rare| rare.lineno).unwrap_or(self.site.lineno.into())
    }

    /// The function, if it is known.
    pub fn func_name(&self) -> Option<&str> {
        match self.rare().and_then(|rare| rare.func_name.as_ref()) {
            Some(name) => name.as_deref(),
            None => self.site.func_name.map(|name| name()),
        }
    }

    /// The path of the module in its crate, `shop::web`, where a macro or the `log` crate told it.
    ///
    /// # Python
    /// No counterpart; `module` is the file's name without its ending.
    pub fn module_path(&self) -> Option<&str> {
        self.rare().and_then(|rare| rare.module_path.as_deref()).or(self.site.module_path)
    }

    /// When the record was made, as it is known.
    pub(crate) fn time(&self) -> Time {
        self.time
    }

    /// When the record was made, in seconds since the epoch.
    pub fn created(&self) -> f64 {
        match self.time {
            Time::Clock { created, .. } => created.seconds(),
            Time::Sent { created, .. } => created,
        }
    }

    /// When the record was made, to the nanosecond; what a sender gave as a float is only as exact as that.
    pub fn timestamp(&self) -> Timestamp {
        match self.time {
            Time::Clock { created, .. } => created,
            Time::Sent { created, .. } => Timestamp::from_nanos((created * 1e9) as i64),
        }
    }

    /// The whole second of [`created`](LogRecord::created), rounded down.
    pub fn created_second(&self) -> i64 {
        match self.time {
            Time::Clock { created, .. } => {
                let second = created.nanos().div_euclid(1_000_000_000);
                // The last nanoseconds of a second are the next one as a float, and the date is the float's.
                if created.seconds() >= (second + 1) as f64 { second + 1 } else { second }
            }
            Time::Sent { created, .. } => created.floor() as i64,
        }
    }

    /// The milliseconds of [`created`](LogRecord::created), whole as since Python 3.13 unless sent otherwise.
    pub fn msecs(&self) -> f64 {
        match self.time {
            Time::Clock { created, .. } => {
                let nanos = created.nanos();
                let milliseconds = nanos.rem_euclid(1_000_000_000) / 1_000_000;
                // Python's own guard against the float that rounds up; before 1970 it meets every 999.
                let rounded_up = milliseconds == 999 && created.seconds() as i64 != nanos.div_euclid(1_000_000_000);
                if rounded_up { 0.0 } else { milliseconds as f64 }
            }
            Time::Sent { msecs, .. } => msecs,
        }
    }

    /// Second and millisecond, where both are plain: by our clock, and not so late in a second that the time as a
    /// float might be the next one.
    #[inline]
    pub(crate) fn plain_time(&self) -> Option<(i64, usize)> {
        let Time::Clock { created, .. } = self.time else { return None };
        let nanos = u64::try_from(created.nanos()).ok()?;
        let millisecond = nanos % 1_000_000_000 / 1_000_000;
        (millisecond < 999).then_some(((nanos / 1_000_000_000) as i64, millisecond as usize))
    }

    /// Milliseconds since logging began.
    pub fn relative_created(&self) -> f64 {
        match self.time {
            Time::Clock { created, started } => created.nanos().saturating_sub(started.nanos()) as f64 / 1e6,
            Time::Sent { relative, .. } => relative,
        }
    }

    /// The clock of the manager that made the record, if it is not the system's.
    pub fn clock(&self) -> Option<&Arc<dyn Clock>> {
        self.clock.as_ref()
    }

    /// The exception that was logged.
    pub fn exc_info(&self) -> Option<&ExceptionInfo> {
        self.rare().and_then(|rare| rare.exc_info.as_ref())
    }

    /// The exception's text, if a formatter or a sender has made it.
    pub fn exc_text(&self) -> Option<&str> {
        self.rare().and_then(|rare| rare.exc_text.get()).map(String::as_str)
    }

    /// The exception's text, made by `format` if it has not been made yet; `None` without an exception.
    pub fn exc_text_or_init(&self, format: impl FnOnce(&ExceptionInfo) -> String) -> Option<&str> {
        let rare = self.rare()?;
        match (&rare.exc_info, rare.exc_text.get()) {
            // Python makes the text anew where it is empty.
            (Some(info), None) => Some(rare.exc_text.get_or_init(|| format(info))),
            (_, text) => text.map(String::as_str),
        }
    }

    /// The stack at the call, as text.
    pub fn stack_info(&self) -> Option<&str> {
        self.rare().and_then(|rare| rare.stack_info.as_deref())
    }

    /// The task, where the program has such.
    pub fn task_name(&self) -> Option<&str> {
        self.rare().and_then(|rare| rare.task_name.as_deref())
    }

    /// The message with its arguments merged, rendered once and kept.
    ///
    /// # Errors
    /// The template and its arguments do not fit, a `Display` failed, or the arguments would add too much: 256 MiB, of a
    /// record from the wire [`Limits::message_len`](crate::wire::Limits::message_len).
    ///
    /// # Python
    /// `getMessage()`, and the attribute `message`.
    #[inline]
    pub fn message(&self) -> Result<&str, FormatError> {
        if let (Value::Str(text), true) = (&self.msg, self.args.is_empty()) {
            return Ok(text);
        }
        self.message.get_or_init(|| self.render()).as_ref().map(|text| text.as_str()).map_err(Clone::clone)
    }

    /// Says that one handler alone gets the record.
    #[inline]
    pub(crate) fn set_for_one(&mut self, for_one: bool) {
        self.for_one = for_one;
    }

    /// Writes the message as the program's own code does, where it need not be kept for others; whether so. Else it is
    /// what [`message`](LogRecord::message) says.
    ///
    /// # Errors
    /// A `Display` failed.
    #[inline]
    pub(crate) fn write_unkept(&self, out: &mut ShortText) -> Result<bool, FormatError> {
        match &self.msg {
            Value::Foreign(message) if self.for_one && self.message.get().is_none() && self.args.is_empty() => {
                write_short(message, out).map(|()| true)
            }
            _ => Ok(false),
        }
    }

    /// Keeps the message that was written, where it is wanted once more after all.
    #[cold]
    pub(crate) fn keep(&self, message: &ShortText) {
        let mut kept = Scratch::take();
        kept.push_str(std::str::from_utf8(message.bytes()).unwrap_or_default());
        let _ = self.message.set(Ok(kept));
    }

    fn render(&self) -> Result<Scratch, FormatError> {
        let mut out = Scratch::take();
        if matches!(self.args, Args::Empty) || self.args.is_empty() {
            repr::write_str(&self.msg, &mut out)?;
        } else if let Some(template) = self.msg.as_str() {
            percent::format_within(template, &self.args, self.message_limit(), &mut out)?;
        } else {
            let mut template = Scratch::take();
            repr::write_str(&self.msg, &mut template)?;
            percent::format_within(&template, &self.args, self.message_limit(), &mut out)?;
        }
        Ok(out)
    }
}

/// The last part of a path.
pub(crate) fn base_name(pathname: &str) -> &str {
    pathname.rsplit('/').next().unwrap_or_default()
}

/// A file's name without its ending, as `os.path.splitext` sees it: leading dots are no ending.
pub(crate) fn stem(filename: &str) -> &str {
    match filename.rfind('.') {
        Some(dot) if filename[..dot].bytes().any(|b| b != b'.') => &filename[..dot],
        _ => filename,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owned_record_may_cross_threads() {
        fn assert_send<T: Send>() {}
        assert_send::<LogRecord<'static>>();
    }

    #[test]
    fn the_last_nanoseconds_of_a_second_are_the_next() {
        let made_at = |nanos| {
            let mut record = LogRecord::new(RecordArgs::new("a", Level::INFO, "m"));
            record.time = Time::Clock { created: Timestamp::from_nanos(nanos), started: Timestamp::default() };
            (record.created_second(), record.msecs())
        };
        assert_eq!(made_at(1_699_999_999_999_999_999), (1_700_000_000, 0.0));
        assert_eq!(made_at(1_699_999_999_999_000_000), (1_699_999_999, 999.0));
        assert_eq!(made_at(1_700_000_000_000_000_000), (1_700_000_000, 0.0));
        assert_eq!(made_at(-1_000), (-1, 0.0));
        assert_eq!(made_at(-2_000_000), (-1, 998.0));
    }

    #[test]
    fn stem_is_what_splitext_leaves() {
        for (name, expected) in
            [("web.py", "web"), ("a.tar.gz", "a.tar"), (".profile", ".profile"), ("x", "x"), ("..a", "..a")]
        {
            assert_eq!(stem(name), expected);
        }
    }
}
