//! Records in a file that is put aside when it has grown to a size.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::encoding::{EncodeErrors, Encoding};
use super::open_mode::OpenMode;
use super::rotation::{BaseRotatingHandler, Exclusive, LiveFile, Namer, Retired, Rotator, is_irregular, numbered};
use super::text_file::TextOptions;
use crate::clock::{Clock, Timestamp};
use crate::error::EmitError;
use crate::fork;
use crate::handler::{Handler, HandlerBase};
use crate::record::LogRecord;

mod builder;

pub use builder::RotatingFileHandlerBuilder;

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
    retired: Retired,
}

/// How long a configuration waits for a file that is being put aside.
const RETIRE_LIMIT: Duration = Duration::from_millis(500);

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
        RotatingFileHandlerBuilder::new(path.as_ref())
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
        let _within = fork::enter();
        self.sink.lock().is_ok_and(|mut sink| sink.is_due(text).unwrap_or(false))
    }

    fn do_rollover(&self) -> Result<(), EmitError> {
        let now = self.now();
        let _within = fork::enter();
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
