//! Records in a file that is put aside when its time has come.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::encoding::{EncodeErrors, Encoding};
use super::file_name;
use super::rotation::schedule::Schedule;
use super::rotation::{
    Backups, BaseRotatingHandler, Exclusive, LiveFile, LiveOptions, Namer, NamerFn, Packing, RolloverWhen, Rotator,
    RotatorFn, Suffix, Upkeep, UpkeepOptions, aside, dated, is_irregular, with_suffix,
};
use super::text_file::TextOptions;
use crate::clock::{Clock, Timestamp};
use crate::error::{EmitError, FormatError};
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;
use crate::strftime::{BrokenDownTime, Strftime};
use crate::value::temporal::Time;

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
}

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
        TimedRotatingFileHandlerBuilder {
            path: path.as_ref().to_owned(),
            options: TextOptions::default(),
            delay: false,
            terminator: "\n".to_owned(),
            when: RolloverWhen::default(),
            interval: 1.0,
            at_time: None,
            utc: false,
            suffix: None,
            max_bytes: 0,
            backup_count: 0,
            backups: Backups::default(),
            upkeep: UpkeepOptions::default(),
            clock: None,
            level: Level::NOTSET,
            formatter: None,
        }
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

    /// Waits until backups are compressed and those past a limit removed, so long at most; whether all is done.
    pub fn wait_for_backups(&self, limit: Duration) -> bool {
        super::rotation::wait_for_backups(limit)
    }

    /// Opens the file, unless it is open.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<()> {
        match self.sink.lock() {
            Ok(mut sink) => sink.live.opened().map(drop),
            Err(_) => Ok(()),
        }
    }

    /// Changes an option; not by a namer or rotator that is at work.
    fn change(&self, change: impl FnOnce(&mut Sink)) {
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

/// Whole seconds, as Python's `int(time.time())` has them.
fn whole(time: Timestamp) -> i64 {
    time.seconds() as i64
}

/// The options of a [`TimedRotatingFileHandler`].
///
/// | option | default |
/// |---|---|
/// | `when` | hours |
/// | `interval` | 1 of them |
/// | `at_time` | midnight, for `Midnight` and days of the week; no meaning for others |
/// | `utc` | no: days and dates are those of the clock's zone |
/// | `suffix` | the date, as exact as `when` |
/// | `max_bytes` | 0: the time alone decides |
/// | `backup_count` | 0: all backups are kept |
/// | `encoding` | UTF-8 |
/// | `errors` | strict: a record with a character that the encoding lacks is not written, and reported |
/// | `delay` | no: the file is opened when the handler is built, and again when it has been put aside |
/// | `namer` | the file's name, a dot and the date |
/// | `rotator` | the file is renamed |
/// | `compress` | no |
/// | `max_age` | none |
/// | `max_total_bytes` | none |
/// | `multi_process` | no: the file is this process's own |
/// | `terminator` | a line feed |
/// | `clock` | the system's |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
pub struct TimedRotatingFileHandlerBuilder {
    path: PathBuf,
    options: TextOptions,
    delay: bool,
    terminator: String,
    when: RolloverWhen,
    interval: f64,
    at_time: Option<Time>,
    utc: bool,
    suffix: Option<String>,
    max_bytes: u64,
    backup_count: u32,
    backups: Backups,
    upkeep: UpkeepOptions,
    clock: Option<Arc<dyn Clock>>,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl TimedRotatingFileHandlerBuilder {
    /// Counts the file's time in this.
    pub fn when(mut self, when: RolloverWhen) -> Self {
        self.when = when;
        self
    }

    /// Puts the file aside after so many of them.
    pub fn interval(self, count: u32) -> Self {
        self.interval_of(count.into())
    }

    /// As Python takes it: fractions, too, and what makes no sense.
    pub(crate) fn interval_of(mut self, count: f64) -> Self {
        self.interval = count;
        self
    }

    /// Ends days at this time.
    pub fn at_time(mut self, time: Time) -> Self {
        self.at_time = Some(time);
        self
    }

    /// Goes by UTC.
    pub fn utc(mut self, utc: bool) -> Self {
        self.utc = utc;
        self
    }

    /// Dates backups by this pattern, as [`Strftime`] reads it; those with dates of another look than `when` has are not
    /// deleted.
    pub fn suffix(mut self, pattern: impl Into<String>) -> Self {
        self.suffix = Some(pattern.into());
        self
    }

    /// Puts the file aside before it reaches so many bytes, too, if that is before its time; 0 for never. Backups are then
    /// numbered within their date, from 1 on: `shop.log.2026-11-28.1` is the first of its day.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Keeps so many backups; 0 for all of them.
    pub fn backup_count(mut self, count: u32) -> Self {
        self.backup_count = count;
        self
    }

    /// Writes text in this encoding.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.options.encoding = encoding;
        self
    }

    /// Does this with a character that the encoding lacks.
    pub fn errors(mut self, errors: EncodeErrors) -> Self {
        self.options.errors = errors;
        self
    }

    /// Opens the file with the first record.
    pub fn delay(mut self, delay: bool) -> Self {
        self.delay = delay;
        self
    }

    /// Names backups by this.
    pub fn namer(mut self, namer: impl Namer + 'static) -> Self {
        self.backups.namer = Some(Arc::new(namer));
        self
    }

    /// Names backups by a closure.
    pub fn namer_fn(self, namer: impl Fn(&Path) -> PathBuf + Send + Sync + 'static) -> Self {
        self.namer(NamerFn(namer))
    }

    /// Makes backups by this.
    pub fn rotator(mut self, rotator: impl Rotator + 'static) -> Self {
        self.backups.rotator = Some(Arc::new(rotator));
        self
    }

    /// Makes backups by a closure, which is given the file and the backup's name.
    pub fn rotator_fn(self, rotator: impl Fn(&Path, &Path) -> io::Result<()> + Send + Sync + 'static) -> Self {
        self.rotator(RotatorFn(rotator))
    }

    /// Does all this about backups.
    pub(crate) fn upkeep(mut self, options: UpkeepOptions) -> Self {
        self.upkeep = options;
        self
    }

    /// Compresses backups, off the thread that logs: a backup waits under its default name until it has been compressed
    /// into its own, which ends with [`Packing::extension`] unless a namer says otherwise. It takes the place of a rotator.
    ///
    /// At any moment a backup is there whole, in one of its two forms; one that cannot be compressed stays as it is and is
    /// reported. What a process leaves when it ends is taken up by the next. At a normal exit what is under way is
    /// waited for, 5 seconds at most.
    pub fn compress(mut self, packing: Packing) -> Self {
        self.upkeep.packing = Some(packing);
        self
    }

    /// Keeps no backup that was last written to longer ago; looked at when the file is put aside, and from time to time.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.upkeep.retention.age = Some(age);
        self
    }

    /// Keeps so many bytes of backups at most; the file itself does not count.
    pub fn max_total_bytes(mut self, bytes: u64) -> Self {
        self.upkeep.retention.total_bytes = Some(bytes);
        self
    }

    /// Shares the file with other processes, which write to it and rotate it at the same time; all of them must be
    /// configured alike.
    ///
    /// Each record is then written by itself, in a [batch](crate::handler::batch) too, and costs three more system calls. A record waits 0.6 seconds at most
    /// for other processes. A hidden file beside the log (`.shop.log.lock`) is locked while backups are renamed.
    pub fn multi_process(mut self, shared: bool) -> Self {
        self.upkeep.multi_process = shared;
        self
    }

    /// Writes this after each record.
    pub fn terminator(mut self, terminator: impl Into<String>) -> Self {
        self.terminator = terminator.into();
        self
    }

    /// Asks this clock for time and zone.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Takes no records below this level.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Formats with this.
    pub fn formatter(mut self, formatter: impl Formatter + 'static) -> Self {
        self.formatter = Some(Arc::new(formatter));
        self
    }

    /// The handler, its file open unless `delay`.
    ///
    /// # Errors
    /// The file cannot be opened, there is no current folder to find it from, or the calendar ends before the file is due.
    pub fn build(self) -> io::Result<HandlerRef<TimedRotatingFileHandler>> {
        let delay = self.delay;
        let handler = self.build_unopened()?;
        if !delay {
            handler.open()?;
        }
        Ok(handler)
    }

    /// The handler, its file not open yet.
    pub(crate) fn build_unopened(mut self) -> io::Result<HandlerRef<TimedRotatingFileHandler>> {
        let path = file_name::absolute(&self.path)?;
        let mut schedule = Schedule::new(self.when, self.interval);
        (schedule.at_time, schedule.utc) = (self.at_time.take(), self.utc);
        if let Some(pattern) = &self.suffix {
            schedule.suffix = Strftime::new(pattern);
        }
        let upkeep = self.new_upkeep(&path, &schedule)?;
        self.backups.upkeep = upkeep.clone();
        let begun = std::fs::metadata(&path).map(|there| there.mtime());
        let options = LiveOptions { path: path.clone(), text: self.options, delay: self.delay };
        let live = LiveFile::new(options, self.terminator, self.backups);
        let by_size_too = self.max_bytes > 0 || self.upkeep.multi_process;
        let (max_bytes, backup_count) = (self.max_bytes, self.backup_count);
        let sink = Sink { live, schedule, max_bytes, backup_count, due: 0.0 };
        let (due, sink) = (AtomicI64::new(0), Exclusive::new(sink));
        let handler = TimedRotatingFileHandler { path, clock: self.clock, by_size_too, due, sink };
        let begun = begun.unwrap_or_else(|_| whole(handler.now()));
        handler.begin(begun).map_err(io::Error::other)?;
        let handler = HandlerRef::new(handler);
        handler.prepare(self.level, self.formatter);
        if let Some(upkeep) = upkeep {
            upkeep.report_to(handler.reporter());
        }
        Ok(handler)
    }

    /// What is done about the backups besides.
    fn new_upkeep(&mut self, path: &Path, schedule: &Schedule) -> io::Result<Option<Arc<Upkeep>>> {
        self.upkeep.is_dated_and_numbered = self.max_bytes > 0;
        if !self.upkeep.is_any() {
            return Ok(None);
        }
        self.upkeep.retention.count = Some(self.backup_count as usize).filter(|count| *count > 0);
        let mut date = String::new();
        BrokenDownTime::utc(0).and_then(|time| schedule.suffix.write(&time, &mut date)).map_err(io::Error::other)?;
        Ok(Upkeep::new(self.upkeep, path, Suffix::like(&date, true), &self.backups, self.clock.clone()))
    }
}

impl TimedRotatingFileHandler {
    /// Works out when a file is due that was begun then.
    fn begin(&self, begun: i64) -> Result<(), FormatError> {
        let zone = self.zone();
        if let Ok(mut sink) = self.sink.lock() {
            let due = sink.schedule.due_after(begun, &zone)?;
            sink.set_due(self, due);
        }
        Ok(())
    }
}
