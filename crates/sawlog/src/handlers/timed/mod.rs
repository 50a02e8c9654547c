//! Records in a file that is put aside when its time has come.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::encoding::{EncodeErrors, Encoding};
use super::open_mode::OpenMode;
use super::rotation::schedule::Schedule;
use super::rotation::{
    BaseRotatingHandler, Exclusive, LiveFile, Namer, Retired, Rotator, aside, dated, is_irregular, with_suffix,
};
use super::text_file::TextOptions;
use crate::clock::{Clock, Timestamp};
use crate::error::{EmitError, FormatError};
use crate::fork;
use crate::handler::{Handler, HandlerBase};
use crate::record::LogRecord;
use crate::strftime::Strftime;
use crate::value::temporal::Time;

mod builder;

pub use builder::TimedRotatingFileHandlerBuilder;

mod early;

/// Writes records to a file; when its time has come, it is put aside under a name with the date at which it was begun.
///
/// ```
/// use sawlog::{RolloverWhen, TimedRotatingFileHandler};
/// let folder = std::env::temp_dir();
/// let handler = TimedRotatingFileHandler::builder(folder.join("orders.log"))
///     .when(RolloverWhen::Midnight)
///     .backup_count(7)
///     .delay(true)
///     .build()?;
/// # let _ = handler;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Python
/// `logging.handlers.TimedRotatingFileHandler`. As there, a file that is there goes by the time of its last change; one
/// whose backup exists already is written on.
pub struct TimedRotatingFileHandler {
    path: PathBuf,
    clock: Option<Arc<dyn Clock>>,
    /// Whether the file may be due before its time, or be put aside by another process.
    by_size_too: bool,
    /// The first second at which the file is due, to be looked at without the lock.
    due: AtomicI64,
    sink: Exclusive<Sink>,
    retired: Retired,
}

/// How long a configuration waits for a file that is being put aside.
const RETIRE_LIMIT: Duration = Duration::from_millis(500);

struct Sink {
    live: LiveFile,
    schedule: Schedule,
    /// The size at which the file is due before its time; 0 for none.
    max_bytes: u64,
    backup_count: u32,
    /// The second at which the file is due; Python has fractions, too.
    due: f64,
}

impl TimedRotatingFileHandler {
    /// Starts one with all its options at their defaults; see [`TimedRotatingFileHandlerBuilder`].
    pub fn builder(path: impl AsRef<Path>) -> TimedRotatingFileHandlerBuilder {
        TimedRotatingFileHandlerBuilder::new(path.as_ref())
    }

    /// When the file is due, in whole seconds since the epoch.
    ///
    /// # Python
    /// `rolloverAt`.
    pub fn rollover_at(&self) -> i64 {
        self.due.load(Ordering::Relaxed)
    }

    /// Has so many backups kept; 0 for all of them.
    pub fn set_backup_count(&self, count: u32) {
        self.change(|sink| {
            sink.backup_count = count;
            if let Some(upkeep) = &sink.live.backups.upkeep {
                upkeep.set_count(count);
            }
        });
    }

    /// Has backups dated by this pattern, as [`Strftime`] reads it.
    ///
    /// # Python
    /// `suffix`; as there, backups with dates of another look are not deleted.
    pub fn set_suffix(&self, pattern: &str) {
        let suffix = Strftime::new(pattern);
        self.change(|sink| sink.schedule.suffix = suffix);
    }

    /// What is written after each record: a line feed unless changed.
    pub fn set_terminator(&self, terminator: impl Into<String>) {
        let terminator = terminator.into();
        self.change(|sink| sink.live.terminator = terminator);
    }

    /// Changes what the file is put aside by, the next time but one: when it is due next is settled already.
    ///
    /// # Python
    /// The attributes `interval`, in seconds, `utc` and `atTime`.
    pub(crate) fn set_schedule(&self, interval: Option<f64>, utc: Option<bool>, at_time: Option<Option<Time>>) {
        self.change(|sink| {
            let schedule = &mut sink.schedule;
            schedule.interval = interval.unwrap_or(schedule.interval);
            schedule.utc = utc.unwrap_or(schedule.utc);
            if let Some(time) = at_time {
                schedule.at_time = time;
            }
        });
    }

    /// Has the file due at this second.
    ///
    /// # Python
    /// The attribute `rolloverAt`.
    pub(crate) fn set_rollover_at(&self, second: f64) {
        self.change(|sink| sink.set_due(self, second));
    }

    /// Has the file opened this way from its second opening on.
    ///
    /// # Python
    /// The attributes `mode`, `encoding` and `errors`, set on a handler that has opened its file.
    pub(crate) fn open_next_with(&self, mode: OpenMode, encoding: Encoding, errors: EncodeErrors) {
        self.change(|sink| sink.live.later = Some(TextOptions { mode, encoding, errors }));
    }

    /// Waits until backups are compressed and those past a limit removed, so long at most; whether all is done.
    pub fn wait_for_backups(&self, limit: Duration) -> bool {
        super::rotation::wait_for_backups(limit)
    }

    /// Opens the file, unless it is open.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<()> {
        let _within = fork::enter();
        match self.sink.lock() {
            Ok(mut sink) => sink.live.opened().map(drop),
            Err(_) => Ok(()),
        }
    }

    /// Has the file not be put aside any more as soon as it is another handler's, too: a configuration is about to put
    /// one in the place of this.
    pub(crate) fn retire(&self) {
        self.retired.set();
        // One that is just doing it is let finish; a sink that is stuck holds no configuration up.
        let _within = fork::enter();
        self.sink.settle(RETIRE_LIMIT);
    }

    /// Changes an option; not by a namer or rotator that is at work.
    fn change(&self, change: impl FnOnce(&mut Sink)) {
        let _within = fork::enter();
        if let Ok(mut sink) = self.sink.lock() {
            change(&mut sink);
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.as_ref().map_or_else(Timestamp::now, |clock| clock.now())
    }

    fn zone(&self) -> TimeZone {
        self.clock.as_ref().map_or_else(TimeZone::system, |clock| clock.time_zone())
    }

    #[inline]
    fn is_due(&self, now: Timestamp) -> bool {
        let due = self.due.load(Ordering::Relaxed);
        // A float of seconds may have been rounded up to the next one, by less than a microsecond.
        now.nanos() >= due.saturating_mul(1_000_000_000).saturating_sub(1_000) && whole(now) >= due
    }

    #[cold]
    fn roll_unless_just_failed(&self, now: Timestamp) -> Result<(), EmitError> {
        let mut sink = self.sink.lock()?;
        // Another thread may have been first.
        if !self.is_due(now) {
            return Ok(());
        }
        let zone = self.zone();
        if is_irregular(&self.path) {
            let due = sink.schedule.due_after(whole(now), &zone)?;
            sink.set_due(self, due);
            return Ok(());
        }
        if sink.live.may_roll(now) { sink.lend(|sink| sink.roll(self, now, &zone, true)) } else { Ok(()) }
    }
}

impl Handler for TimedRotatingFileHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        let now = self.now();
        if self.by_size_too {
            return base.with_formatted(record, |text| self.sink.lock()?.write(self, now, text, base.is_batched()));
        }
        let rolled = if self.is_due(now) { self.roll_unless_just_failed(now) } else { Ok(()) };
        let written = base.with_formatted(record, |text| self.sink.lock()?.live.write(text, base.is_batched()));
        written.and(rolled)
    }

    fn flush(&self) -> Result<(), EmitError> {
        self.sink.lock()?.live.flush()
    }

    fn close(&self) -> Result<(), EmitError> {
        self.sink.lock()?.live.close()
    }
}

impl BaseRotatingHandler for TimedRotatingFileHandler {
    fn path(&self) -> &Path {
        &self.path
    }

    /// Goes by the time alone.
    fn should_rollover(&self, _: &str) -> bool {
        self.is_due(self.now()) && !is_irregular(&self.path)
    }

    fn do_rollover(&self) -> Result<(), EmitError> {
        let (now, zone) = (self.now(), self.zone());
        let _within = fork::enter();
        self.sink.lock()?.lend(|sink| sink.roll(self, now, &zone, !sink.live.options.delay))
    }

    fn set_namer(&self, namer: Option<Arc<dyn Namer>>) {
        self.change(|sink| sink.live.backups.namer = namer);
    }

    fn set_rotator(&self, rotator: Option<Arc<dyn Rotator>>) {
        self.change(|sink| sink.live.backups.rotator = rotator);
    }
}

impl Sink {
    /// Puts the file aside and deletes the backups that are too many.
    ///
    /// # Python
    /// `doRollover`; a backup of that name means that it has been done, and then the file is due as before.
    fn roll(
        &mut self,
        handler: &TimedRotatingFileHandler,
        now: Timestamp,
        zone: &TimeZone,
        open: bool,
    ) -> Result<(), EmitError> {
        if self.live.backups.upkeep.is_some() {
            return self.put_aside(handler, now, zone, open, true);
        }
        let mut date = String::new();
        self.schedule.write_suffix(self.due, whole(now), zone, &mut date)?;
        let backup = self.live.backups.name(with_suffix(&self.live.options.path, date));
        if backup.exists() && !self.live.is_aside() {
            return Ok(());
        }
        self.live.roll(now, open, |due| due.backups.make(&due.options.path, &backup))?;
        let due = self.schedule.due_after(whole(now), zone)?;
        self.set_due(handler, due);
        if self.backup_count == 0 {
            return Ok(());
        }
        let namer = self.live.backups.namer.as_deref();
        dated::prune(&handler.path, self.schedule.when, namer, self.backup_count).map_err(|e| self.live.failed(e))
    }

    /// Puts the file aside where its backups are looked after; one that is so before its time is due at the same time.
    fn put_aside(
        &mut self,
        handler: &TimedRotatingFileHandler,
        now: Timestamp,
        zone: &TimeZone,
        open: bool,
        by_time: bool,
    ) -> Result<(), EmitError> {
        let mut date = String::new();
        self.schedule.write_suffix(self.due, whole(now), zone, &mut date)?;
        let numbered = self.max_bytes > 0;
        self.live.roll(now, open, |due| aside::dated(due, &date, numbered))?;
        if by_time {
            let due = self.schedule.due_after(whole(now), zone)?;
            self.set_due(handler, due);
        }
        Ok(())
    }

    fn set_due(&mut self, handler: &TimedRotatingFileHandler, due: f64) {
        self.due = due;
        handler.due.store(if due.is_nan() { i64::MAX } else { due.ceil() as i64 }, Ordering::Relaxed);
    }
}

impl TimedRotatingFileHandler {
    /// Works out when a file is due that was begun then.
    fn begin(&self, begun: i64) -> Result<(), FormatError> {
        let _within = fork::enter();
        let zone = self.zone();
        if let Ok(mut sink) = self.sink.lock() {
            let due = sink.schedule.due_after(begun, &zone)?;
            sink.set_due(self, due);
        }
        Ok(())
    }
}

/// Whole seconds, as Python's `int(time.time())` has them.
fn whole(time: Timestamp) -> i64 {
    time.seconds() as i64
}
