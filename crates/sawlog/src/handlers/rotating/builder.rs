//! The options of a [`RotatingFileHandler`].

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{MOST_BACKUPS, RotatingFileHandler, Sink};
use crate::clock::Clock;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::encoding::{EncodeErrors, Encoding};
use crate::handlers::file_name;
use crate::handlers::open_mode::OpenMode;
use crate::handlers::rotation::{
    Backups, Exclusive, LiveFile, LiveOptions, Namer, NamerFn, Packing, Rotator, RotatorFn, Suffix, Upkeep,
    UpkeepOptions,
};
use crate::handlers::text_file::TextOptions;
use crate::level::Level;

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
    pub(super) fn new(path: &Path) -> RotatingFileHandlerBuilder {
        RotatingFileHandlerBuilder {
            path: path.to_owned(),
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
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Keeps so many backups; where they are compressed, limited or shared by processes, 10,000 at most.
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
