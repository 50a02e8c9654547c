//! The options of a [`TimedRotatingFileHandler`].

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use super::{Sink, TimedRotatingFileHandler, whole};
use crate::clock::Clock;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::encoding::{EncodeErrors, Encoding};
use crate::handlers::file_name;
use crate::handlers::open_mode::OpenMode;
use crate::handlers::rotation::schedule::Schedule;
use crate::handlers::rotation::{
    Backups, Exclusive, LiveFile, LiveOptions, Namer, NamerFn, Packing, RolloverWhen, Rotator, RotatorFn, Suffix,
    Upkeep, UpkeepOptions,
};
use crate::handlers::text_file::TextOptions;
use crate::level::Level;
use crate::strftime::{BrokenDownTime, Strftime};
use crate::value::temporal::Time;

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
    pub(super) fn new(path: &Path) -> TimedRotatingFileHandlerBuilder {
        TimedRotatingFileHandlerBuilder {
            path: path.to_owned(),
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

    /// Opens the file this way.
    pub(crate) fn mode(mut self, mode: OpenMode) -> Self {
        self.options.mode = mode;
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
