//! Records as lines of text in a file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::encoding::{EncodeErrors, Encoding};
use super::file_name;
use super::open_mode::OpenMode;
use super::text_file::{TextFile, TextOptions};
use crate::error::EmitError;
use crate::fork;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// Writes each record's text and a terminator to a file, in one `write`; the records of a
/// [batch](crate::handler::batch) share one.
///
/// ```
/// use sawlog::FileHandler;
/// let folder = std::env::temp_dir();
/// let handler = FileHandler::builder(folder.join("shop.log")).delay(true).build()?;
/// # let _ = handler;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Python
/// `logging.FileHandler`. A closed handler opens its file again with the next record, unless it would empty it. A file
/// that cannot be opened then is the handler's failure, not the caller's. Where a record could be written in part only
/// (the disk was full), the next one begins on a line of its own.
pub struct FileHandler {
    path: PathBuf,
    options: TextOptions,
    sink: Mutex<Sink>,
}

struct Sink {
    file: Option<TextFile>,
    closed: bool,
    terminator: String,
}

impl FileHandler {
    /// A handler that appends to a file, which is opened now.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn new(path: impl AsRef<Path>) -> io::Result<HandlerRef<FileHandler>> {
        FileHandler::builder(path).build()
    }

    /// Starts one with all its options at their defaults; see [`FileHandlerBuilder`].
    pub fn builder(path: impl AsRef<Path>) -> FileHandlerBuilder {
        FileHandlerBuilder {
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

    /// Opens the file, unless it is open.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<()> {
        let _within = fork::enter();
        let mut sink = self.lock();
        if sink.file.is_none() {
            sink.file = Some(TextFile::open(&self.path, self.options)?);
        }
        Ok(())
    }

    /// The error, saying which file it is about.
    fn named(&self, error: EmitError) -> EmitError {
        let name = |source: io::Error| io::Error::new(source.kind(), format!("{}: {source}", self.path.display()));
        match error {
            EmitError::Io(source) => EmitError::Io(name(source)),
            EmitError::Kept { records, source } => EmitError::Kept { records, source: name(source) },
            other => other,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sink> {
        self.sink.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Handler for FileHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let mut sink = self.lock();
            text.push_str(&sink.terminator);
            if sink.file.is_none() {
                // A file that `w` would empty again is not opened after its close.
                if sink.closed && self.options.mode == OpenMode::Truncate {
                    return Ok(());
                }
                // DIFFERENCE: Python raises what `open` raises out of the logging call.
                sink.file = Some(TextFile::open(&self.path, self.options)?);
            }
            let Sink { file: Some(file), terminator, .. } = &mut *sink else { return Ok(()) };
            file.set_line_end(terminator);
            if base.is_batched() { file.keep(text) } else { file.write(text) }
        })
        .map_err(|error| self.named(error))
    }

    fn flush(&self) -> Result<(), EmitError> {
        let flushed = self.lock().file.as_mut().map_or(Ok(()), TextFile::flush);
        flushed.map_err(|error| self.named(error))
    }

    fn close(&self) -> Result<(), EmitError> {
        let mut sink = self.lock();
        sink.closed = true;
        let flushed = sink.file.take().map_or(Ok(()), |mut file| file.flush());
        flushed.map_err(|error| self.named(error))
    }
}

/// The options of a [`FileHandler`].
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
pub struct FileHandlerBuilder {
    path: PathBuf,
    options: TextOptions,
    delay: bool,
    terminator: String,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl FileHandlerBuilder {
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
    pub fn build(self) -> io::Result<HandlerRef<FileHandler>> {
        let path = file_name::absolute(&self.path)?;
        let file = if self.delay { None } else { Some(TextFile::open(&path, self.options)?) };
        let sink = Mutex::new(Sink { file, closed: false, terminator: self.terminator });
        let handler = HandlerRef::new(FileHandler { path, options: self.options, sink });
        handler.prepare(self.level, self.formatter);
        Ok(handler)
    }
}
