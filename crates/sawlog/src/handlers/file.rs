//! Records as lines of text in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// How a file is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenMode {
    /// `a`: what is there stays, records come behind it.
    #[default]
    Append,
    /// `w`: what is there goes.
    Truncate,
    /// `x`: the file must not be there yet.
    CreateNew,
}

impl OpenMode {
    /// Reads Python's mode; `b`, `t` and `+` mean nothing here and are passed over.
    pub fn parse(mode: &str) -> Option<OpenMode> {
        match mode.trim_matches(['b', 't', '+']) {
            "a" => Some(OpenMode::Append),
            "w" => Some(OpenMode::Truncate),
            "x" => Some(OpenMode::CreateNew),
            _ => None,
        }
    }

    fn open(self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        match self {
            OpenMode::Append => options.append(true).create(true),
            OpenMode::Truncate => options.write(true).truncate(true).create(true),
            OpenMode::CreateNew => options.write(true).create_new(true),
        };
        options.open(path)
    }
}

/// Writes each record's text and a terminator to a file, in one `write`.
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
/// `logging.FileHandler`.
pub struct FileHandler {
    path: PathBuf,
    mode: OpenMode,
    sink: Mutex<Sink>,
}

struct Sink {
    file: Option<File>,
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
            mode: OpenMode::Append,
            delay: false,
            terminator: "\n".to_owned(),
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// The file's absolute path.
    ///
    /// # Python
    /// `baseFilename`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is written after each record: a line feed unless changed.
    pub fn set_terminator(&self, terminator: impl Into<String>) {
        self.lock().terminator = terminator.into();
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
                if sink.closed && self.mode == OpenMode::Truncate {
                    return Ok(());
                }
                sink.file = Some(self.mode.open(&self.path)?);
            }
            match &mut sink.file {
                Some(file) => Ok(file.write_all(text.as_bytes())?),
                None => Ok(()),
            }
        })
    }

    fn close(&self) -> Result<(), EmitError> {
        let mut sink = self.lock();
        (sink.file, sink.closed) = (None, true);
        Ok(())
    }
}

/// The options of a [`FileHandler`].
///
/// | option | default |
/// |---|---|
/// | `mode` | append |
/// | `delay` | no: the file is opened when the handler is built |
/// | `terminator` | a line feed |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
pub struct FileHandlerBuilder {
    path: PathBuf,
    mode: OpenMode,
    delay: bool,
    terminator: String,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl FileHandlerBuilder {
    /// Opens the file this way.
    pub fn mode(mut self, mode: OpenMode) -> Self {
        self.mode = mode;
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
        let path = std::path::absolute(&self.path)?;
        let file = if self.delay { None } else { Some(self.mode.open(&path)?) };
        let sink = Mutex::new(Sink { file, closed: false, terminator: self.terminator });
        let handler = HandlerRef::new(FileHandler { path, mode: self.mode, sink });
        handler.prepare(self.level, self.formatter);
        Ok(handler)
    }
}
