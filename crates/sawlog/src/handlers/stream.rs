//! Records as lines of text on a stream: stdout, stderr, or any writer.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// Where a [`StreamHandler`] writes.
#[derive(Default)]
pub enum Stream {
    /// The process's standard error.
    #[default]
    Stderr,
    /// The process's standard output.
    Stdout,
    /// A writer of the program's own; it is flushed after each record.
    Writer(Box<dyn Write + Send>),
}

/// Writes each record's text and a terminator to a stream, in one write.
///
/// ```
/// use sawlog::{Level, StreamHandler};
/// let handler = StreamHandler::builder().stdout().level(Level::ERROR).build();
/// # let _ = handler;
/// ```
///
/// # Python
/// `logging.StreamHandler`.
pub struct StreamHandler {
    sink: Mutex<Sink>,
}

struct Sink {
    stream: Stream,
    terminator: String,
}

impl StreamHandler {
    /// A handler that writes to stderr.
    pub fn stderr() -> HandlerRef<StreamHandler> {
        StreamHandler::builder().build()
    }

    /// A handler that writes to stdout.
    pub fn stdout() -> HandlerRef<StreamHandler> {
        StreamHandler::builder().stdout().build()
    }

    /// A handler that writes to a writer.
    pub fn writer(writer: impl Write + Send + 'static) -> HandlerRef<StreamHandler> {
        StreamHandler::builder().stream(Stream::Writer(Box::new(writer))).build()
    }

    /// Starts one with all its options at their defaults; see [`StreamHandlerBuilder`].
    pub fn builder() -> StreamHandlerBuilder {
        StreamHandlerBuilder::default()
    }

    /// Puts another stream in place of the present one, which is flushed and returned.
    ///
    /// # Errors
    /// The present stream could not be flushed; it has been replaced all the same.
    ///
    /// # Python
    /// `setStream`.
    pub fn set_stream(&self, stream: Stream) -> Result<Stream, EmitError> {
        let mut sink = self.lock();
        let flushed = sink.flush();
        let former = std::mem::replace(&mut sink.stream, stream);
        flushed.map(|()| former).map_err(EmitError::from)
    }

    /// What is written after each record: a line feed unless changed.
    pub fn set_terminator(&self, terminator: impl Into<String>) {
        self.lock().terminator = terminator.into();
    }

    fn lock(&self) -> MutexGuard<'_, Sink> {
        self.sink.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Handler for StreamHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let mut sink = self.lock();
            text.push_str(&sink.terminator);
            Ok(sink.write(text.as_bytes())?)
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        Ok(self.lock().flush()?)
    }

    fn close(&self) -> Result<(), EmitError> {
        self.flush()
    }
}

impl Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.stream {
            Stream::Stderr => io::stderr().write_all(bytes),
            Stream::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(bytes)?;
                stdout.flush()
            }
            Stream::Writer(writer) => {
                writer.write_all(bytes)?;
                writer.flush()
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Stderr => io::stderr().flush(),
            Stream::Stdout => io::stdout().flush(),
            Stream::Writer(writer) => writer.flush(),
        }
    }
}

/// The options of a [`StreamHandler`].
///
/// | option | default |
/// |---|---|
/// | `stream` | stderr |
/// | `terminator` | a line feed |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
#[derive(Default)]
pub struct StreamHandlerBuilder {
    stream: Stream,
    terminator: Option<String>,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl StreamHandlerBuilder {
    /// Writes to stdout.
    pub fn stdout(self) -> Self {
        self.stream(Stream::Stdout)
    }

    /// Writes to this stream.
    pub fn stream(mut self, stream: Stream) -> Self {
        self.stream = stream;
        self
    }

    /// Writes this after each record.
    pub fn terminator(mut self, terminator: impl Into<String>) -> Self {
        self.terminator = Some(terminator.into());
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

    /// The handler.
    pub fn build(self) -> HandlerRef<StreamHandler> {
        let terminator = self.terminator.unwrap_or_else(|| "\n".to_owned());
        let sink = Mutex::new(Sink { stream: self.stream, terminator });
        let handler = HandlerRef::new(StreamHandler { sink });
        handler.prepare(self.level, self.formatter);
        handler
    }
}
