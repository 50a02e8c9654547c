//! Records in a file that is put aside when it has grown to a size.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::encoding::{EncodeErrors, Encoding};
use super::file_name;
use super::open_mode::OpenMode;
use super::rotation::{
    Backups, BaseRotatingHandler, Exclusive, LiveFile, LiveOptions, Namer, NamerFn, Packing, Rotator, RotatorFn,
    Suffix, Upkeep, UpkeepOptions, is_irregular, numbered,
};
use super::text_file::TextOptions;
use crate::clock::{Clock, Timestamp};
use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// Writes records to a file; before it would reach a size, it becomes `name.1`, `name.1` becomes `name.2` and so on.
///
/// ```
/// use sawlog::RotatingFileHandler;
/// let folder = std::env::temp_dir();
/// let handler = RotatingFileHandler::builder(folder.join("basket.log"))
///     .max_bytes(10 << 20)
///     .backup_count(5)
///     .delay(true)
///     .build()?;
/// # let _ = handler;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Python
/// `logging.handlers.RotatingFileHandler`. As there, sizes are compared in bytes with the new record counted in
/// characters, an empty file is not put aside, and without backups the file grows on.
pub struct RotatingFileHandler {
    path: PathBuf,
    clock: Option<Arc<dyn Clock>>,
    sink: Exclusive<Sink>,
}

struct Sink {
    live: LiveFile,
    max_bytes: u64,
    /// How many bytes of our own are written before the file is asked for its end.
    share: u64,
    /// Where the file ended when it was asked last.
    asked_at: u64,
    backup_count: u32,
}

impl RotatingFileHandler {
    /// Starts one with all its options at their defaults; see [`RotatingFileHandlerBuilder`].
    pub fn builder(path: impl AsRef<Path>) -> RotatingFileHandlerBuilder {
        RotatingFileHandlerBuilder {
            path: path.as_ref().to_owned(),
            options: TextOptions::default(),
            delay: false,
            terminator: "\n".to_owned(),
            max_bytes: 0,
            backup_count: 0,
            backups: Backups::default(),
            upkeep: UpkeepOptions::default(),
            clock: None,
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// Has the file put aside before it reaches so many bytes; 0 for never.
    pub fn set_max_bytes(&self, bytes: u64) {
        self.change(|sink| sink.set_max_bytes(bytes));
    }

    /// Has so many backups kept.
    pub fn set_backup_count(&self, count: u32) {
        self.change(|sink| sink.backup_count = count);
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
}

impl Handler for RotatingFileHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let mut sink = self.sink.lock()?;
            if sink.live.is_shared() {
                return sink.write_shared(self, text);
            }
            let rolled = if sink.is_due(text)? { sink.roll_unless_just_failed(self) } else { Ok(()) };
            sink.live.write(text, base.is_batched()).and(rolled)
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        self.sink.lock()?.live.flush()
    }

    fn close(&self) -> Result<(), EmitError> {
        self.sink.lock()?.live.close()
    }
}

impl BaseRotatingHandler for RotatingFileHandler {
    fn path(&self) -> &Path {
        &self.path
    }

    fn should_rollover(&self, text: &str) -> bool {
        self.sink.lock().is_ok_and(|mut sink| sink.is_due(text).unwrap_or(false))
    }

    fn do_rollover(&self) -> Result<(), EmitError> {
        let now = self.now();
        self.sink.lock()?.lend(|sink| sink.roll(now, !sink.live.options.delay))
    }

    fn set_namer(&self, namer: Option<Arc<dyn Namer>>) {
        self.change(|sink| sink.live.backups.namer = namer);
    }

    fn set_rotator(&self, rotator: Option<Arc<dyn Rotator>>) {
        self.change(|sink| sink.live.backups.rotator = rotator);
    }
}

impl Sink {
    /// Whether a record of this text would have the file reach its size.
    ///
    /// Bytes are counted as they are written. Where the file really ends is asked before it is put aside, and whenever
    /// this handler alone has written a share of the size since it was asked last: others may write to the file.
    // DIFFERENCE: Python asks at each record; here a large file may grow past its size by such a share for each other
    // writer. And a pipe, which has no size, is written to; Python fails on each record.
    #[inline]
    fn is_due(&mut self, text: &str) -> io::Result<bool> {
        if self.max_bytes == 0 {
            return Ok(false);
        }
        let max_bytes = self.max_bytes;
        let reached = |position: u64, length: usize| position + length as u64 + 1 >= max_bytes;
        let file = self.live.opened()?;
        let counted = file.position();
        // In a new file less has been counted than in the former one.
        if counted.wrapping_sub(self.asked_at) < self.share && !reached(counted, text.len()) {
            return Ok(false);
        }
        self.asked_at = file.ask_position();
        let position = self.asked_at;
        if position == 0 || !reached(position, text.len()) {
            return Ok(false);
        }
        // There are no more characters than bytes.
        Ok(reached(position, text.chars().count()) && !is_irregular(&self.live.options.path))
    }

    fn set_max_bytes(&mut self, bytes: u64) {
        self.max_bytes = bytes;
        self.share = bytes / 256;
    }

    /// Whether a text would have a file of so many bytes reach its size.
    fn reaches(&self, position: u64, text: &str) -> bool {
        let reached = position + text.chars().count() as u64 + 1 >= self.max_bytes;
        self.max_bytes > 0 && position > 0 && reached && !is_irregular(&self.live.options.path)
    }

    /// Puts the file aside.
    fn roll(&mut self, now: Timestamp, open: bool) -> Result<(), EmitError> {
        let count = self.backup_count;
        self.live.roll(now, open, |due| numbered::put_aside(due, count))
    }
}

impl super::rotation::Held<'_, Sink> {
    #[cold]
    fn roll_unless_just_failed(&mut self, handler: &RotatingFileHandler) -> Result<(), EmitError> {
        let now = handler.now();
        if self.live.may_roll(now) { self.lend(|sink| sink.roll(now, true)) } else { Ok(()) }
    }

    /// Writes a text to a file that other processes write to and rotate, too.
    fn write_shared(&mut self, handler: &RotatingFileHandler, text: &mut String) -> Result<(), EmitError> {
        let mut rolled = Ok(());
        let mut file = self.live.join()?;
        // Whether it is this process that puts it aside or another: the file that is there then may be full again.
        for _ in 0..ROLLS {
            if !self.reaches(file.bytes, text) {
                break;
            }
            self.live.leave();
            rolled = self.roll_unless_just_failed(handler);
            file = self.live.join()?;
            if rolled.is_err() || !file.is_other {
                break;
            }
        }
        let written = self.live.write(text, false);
        self.live.leave();
        written.and(rolled)
    }
}

/// How often the file may be put aside for one record, where other processes fill it again.
const ROLLS: usize = 4;

/// How many backups are kept where their age or size is limited and their count is not.
const MOST_BACKUPS: u32 = 1000;

/// The options of a [`RotatingFileHandler`].
///
/// | option | default |
/// |---|---|
/// | `max_bytes` | 0: the file is never put aside |
/// | `backup_count` | 0: nor is it with a size but no backups; 1,000 where `max_age` or `max_total_bytes` is set |
/// | `mode` | append; any other has no effect with a size |
/// | `encoding` | UTF-8 |
/// | `errors` | strict: a record with a character that the encoding lacks is not written, and reported |
/// | `delay` | no: the file is opened when the handler is built, and again when it has been put aside |
/// | `namer` | the file's name, a dot and the number |
/// | `rotator` | the file is renamed |
/// | `compress` | no |
/// | `max_age` | none |
/// | `max_total_bytes` | none |
/// | `multi_process` | no: the file is this process's own |
/// | `terminator` | a line feed |
/// | `clock` | the system's; it is asked only how long ago an attempt failed |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
pub struct RotatingFileHandlerBuilder {
    path: PathBuf,
    options: TextOptions,
    delay: bool,
    terminator: String,
    max_bytes: u64,
    backup_count: u32,
    backups: Backups,
    upkeep: UpkeepOptions,
    clock: Option<Arc<dyn Clock>>,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl RotatingFileHandlerBuilder {
    /// Has the file put aside before it reaches so many bytes; 0 for never.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Keeps so many backups.
    pub fn backup_count(mut self, count: u32) -> Self {
        self.backup_count = count;
        self
    }

    /// Opens the file this way, unless a size is set.
    pub fn mode(mut self, mode: OpenMode) -> Self {
        self.options.mode = mode;
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

    /// Asks this clock for the time.
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
    /// The file cannot be opened, or there is no current folder to find it from.
    pub fn build(self) -> io::Result<HandlerRef<RotatingFileHandler>> {
        let delay = self.delay;
        let handler = self.build_unopened()?;
        if !delay {
            handler.open()?;
        }
        Ok(handler)
    }

    /// The handler, its file not open yet.
    pub(crate) fn build_unopened(mut self) -> io::Result<HandlerRef<RotatingFileHandler>> {
        if self.max_bytes > 0 || self.upkeep.multi_process {
            self.options.mode = OpenMode::Append;
        }
        if self.backup_count == 0 && self.upkeep.retention.is_limited() {
            self.backup_count = MOST_BACKUPS;
        }
        let path = file_name::absolute(&self.path)?;
        let suffix = Suffix::Number(self.backup_count);
        self.backups.upkeep = Upkeep::new(self.upkeep, &path, suffix, &self.backups, self.clock.clone());
        let upkeep = self.backups.upkeep.clone();
        let options = LiveOptions { path: path.clone(), text: self.options, delay: self.delay };
        let live = LiveFile::new(options, self.terminator, self.backups);
        let mut sink = Sink { live, max_bytes: 0, share: 0, asked_at: 0, backup_count: self.backup_count };
        sink.set_max_bytes(self.max_bytes);
        let handler = HandlerRef::new(RotatingFileHandler { path, clock: self.clock, sink: Exclusive::new(sink) });
        handler.prepare(self.level, self.formatter);
        if let Some(upkeep) = upkeep {
            upkeep.report_to(handler.reporter());
        }
        Ok(handler)
    }
}
