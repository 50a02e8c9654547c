//! Records in a file that others may move away: `logrotate`, `newsyslog`, an operator.

use std::ffi::CString;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::encoding::{EncodeErrors, Encoding};
use super::file_name;
use super::open_mode::OpenMode;
use super::text_file::{Identity, TextFile, TextOptions};
use crate::error::EmitError;
use crate::fork;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// Writes records to a file, and looks before each record whether another file has come into its place: then it goes on
/// with that one.
///
/// Looking is one system call a record, or one for the records of a [batch](crate::handler::batch).
///
/// ```
/// use sawlog::WatchedFileHandler;
/// let folder = std::env::temp_dir();
/// let handler = WatchedFileHandler::builder(folder.join("watched.log")).delay(true).build()?;
/// # let _ = handler;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Python
/// `logging.handlers.WatchedFileHandler`. As there, a file that was opened late, or again after a close, is opened once more
/// with the second record, which matters to the mode `w`. A file that cannot be opened is the handler's failure, not the
/// caller's.
pub struct WatchedFileHandler {
    path: PathBuf,
    /// The same, as the system takes it: converting it is half of what looking costs.
    path_for_system: CString,
    sink: Mutex<Sink>,
}

struct Sink {
    file: Option<TextFile>,
    /// The file that was looked at when it was opened last.
    identity: Option<Identity>,
    closed: bool,
    /// Whether a record of this batch has looked.
    looked: bool,
    terminator: String,
    options: TextOptions,
    /// What takes the place of the options once the file has been opened.
    later: Option<TextOptions>,
}

impl WatchedFileHandler {
    /// A handler that appends to a file, which is opened now.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn new(path: impl AsRef<Path>) -> io::Result<HandlerRef<WatchedFileHandler>> {
        WatchedFileHandler::builder(path).build()
    }

    /// Starts one with all its options at their defaults; see [`WatchedFileHandlerBuilder`].
    pub fn builder(path: impl AsRef<Path>) -> WatchedFileHandlerBuilder {
        WatchedFileHandlerBuilder {
            path: path.as_ref().to_owned(),
            options: TextOptions::default(),
            delay: false,
            terminator: "\n".to_owned(),
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// The file's absolute path, without `.` and `..`.
    ///
    /// # Python
    /// `baseFilename`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is written after each record: a line feed unless changed.
    pub fn set_terminator(&self, terminator: impl Into<String>) {
        let _within = fork::enter();
        self.lock().terminator = terminator.into();
    }

    /// Has the file opened this way from its second opening on.
    ///
    /// # Python
    /// The attributes `mode`, `encoding` and `errors`, set on a handler that has opened its file.
    pub(crate) fn open_next_with(&self, mode: OpenMode, encoding: Encoding, errors: EncodeErrors) {
        let _within = fork::enter();
        self.lock().later = Some(TextOptions { mode, encoding, errors });
    }

    /// Opens the file, unless it is open.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<()> {
        let _within = fork::enter();
        let mut sink = self.lock();
        if sink.file.is_none() { self.open_and_look(&mut sink) } else { Ok(()) }
    }

    /// Goes on with the file that is now in the place of the one that is open, if another is.
    ///
    /// # Errors
    /// It cannot be opened; the next record tries again. Or what was kept for the former file could not be written.
    ///
    /// # Python
    /// `reopenIfNeeded`.
    pub fn reopen_if_needed(&self) -> Result<(), EmitError> {
        let _within = fork::enter();
        self.reopen(&mut self.lock())
    }

    fn reopen(&self, sink: &mut Sink) -> Result<(), EmitError> {
        let Some(file) = &mut sink.file else { return Ok(()) };
        let there = match rustix::fs::stat(&*self.path_for_system) {
            Ok(there) => Some(Identity::of(&there)),
            Err(rustix::io::Errno::NOENT) => None,
            // DIFFERENCE: Python raises that it cannot look out of the logging call; here the file that is open is
            // written on.
            Err(_) => return Ok(()),
        };
        if there.is_some() && there == sink.identity {
            return Ok(());
        }
        let flushed = file.flush();
        sink.file = None;
        self.open_and_look(sink)?;
        flushed
    }

    fn open_and_look(&self, sink: &mut Sink) -> io::Result<()> {
        let file = self.open_file(sink)?;
        sink.identity = Some(file.identity()?);
        sink.file = Some(file);
        Ok(())
    }

    fn open_file(&self, sink: &mut Sink) -> io::Result<TextFile> {
        let file = TextFile::open(&self.path, sink.options)?;
        sink.options = sink.later.take().unwrap_or(sink.options);
        Ok(file)
    }

    fn lock(&self) -> MutexGuard<'_, Sink> {
        self.sink.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Handler for WatchedFileHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let batched = base.is_batched();
            let mut sink = self.lock();
            text.push_str(&sink.terminator);
            if !std::mem::replace(&mut sink.looked, batched) {
                self.reopen(&mut sink)?;
            }
            if sink.file.is_none() {
                // A file that `w` would empty again is not opened after its close.
                if sink.closed && sink.options.mode == OpenMode::Truncate {
                    return Ok(());
                }
                // DIFFERENCE: Python raises what `open` raises out of the logging call.
                sink.file = Some(self.open_file(&mut sink)?);
            }
            let Some(file) = sink.file.as_mut() else { return Ok(()) };
            if batched { file.keep(text) } else { file.write(text) }
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        let mut sink = self.lock();
        sink.looked = false;
        sink.file.as_mut().map_or(Ok(()), TextFile::flush)
    }

    fn close(&self) -> Result<(), EmitError> {
        let mut sink = self.lock();
        (sink.closed, sink.looked) = (true, false);
        sink.file.take().map_or(Ok(()), |mut file| file.flush())
    }
}

/// The options of a [`WatchedFileHandler`].
///
/// | option | default |
/// |---|---|
/// | `mode` | append |
/// | `encoding` | UTF-8 |
/// | `errors` | strict: a record with a character that the encoding lacks is not written, and reported |
/// | `delay` | no: the file is opened when the handler is built |
/// | `terminator` | a line feed |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
pub struct WatchedFileHandlerBuilder {
    path: PathBuf,
    options: TextOptions,
    delay: bool,
    terminator: String,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl WatchedFileHandlerBuilder {
    /// Opens the file this way.
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

    /// Writes this after each record.
    pub fn terminator(mut self, terminator: impl Into<String>) -> Self {
        self.terminator = terminator.into();
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
    pub fn build(self) -> io::Result<HandlerRef<WatchedFileHandler>> {
        let path = file_name::absolute(&self.path)?;
        let (terminator, options) = (self.terminator, self.options);
        let (file, identity, later) = (None, None, None);
        let sink = Sink { file, identity, closed: false, looked: false, terminator, options, later };
        let path_for_system = CString::new(path.as_os_str().as_bytes())?;
        let handler = WatchedFileHandler { path, path_for_system, sink: Mutex::new(sink) };
        if !self.delay {
            handler.open()?;
        }
        let handler = HandlerRef::new(handler);
        handler.prepare(self.level, self.formatter);
        Ok(handler)
    }
}
