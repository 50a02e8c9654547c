//! Records as lines of text on a stream: stdout, stderr, or any writer.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use super::encoding::{EncodeErrors, Encoder, Encoding};
use super::terminal::{self, When};
use super::write_counted::write_counted;
use crate::error::EmitError;
use crate::fork;
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

impl Stream {
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Stderr => io::stderr().flush(),
            Stream::Stdout => io::stdout().flush(),
            Stream::Writer(writer) => {
                let _holding = fork::hold();
                writer.flush()
            }
        }
    }
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
/// `logging.StreamHandler`. Text is written as UTF-8. What becomes of lone surrogates is as with Python's own streams:
/// stdout turns them back into the bytes that they came from, stderr and any other stream show their escapes.
pub struct StreamHandler {
    sink: Mutex<Sink>,
    color: When,
    escape: When,
    /// Whether the present stream is written to in colour, and with control characters escaped.
    colored: AtomicBool,
    escaped: AtomicBool,
}

struct Sink {
    stream: Stream,
    encoder: Encoder,
    terminator: String,
    /// Whether the stream has taken a part of a text only; the next one begins with the terminator then.
    torn: bool,
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
        let mut former = {
            let _within = fork::enter();
            let mut sink = self.lock();
            self.look_at(&stream);
            sink.encoder = stream.encoder();
            sink.torn = false;
            std::mem::replace(&mut sink.stream, stream)
        };
        // Unlocked: a writer that logs when it is flushed writes to the new stream.
        former.flush()?;
        Ok(former)
    }

    /// Which of the process's streams it writes to, if it is one and nobody is writing just now.
    pub(crate) fn stream_name(&self) -> Option<&'static str> {
        let _within = fork::enter();
        match self.sink.try_lock().ok()?.stream {
            Stream::Stderr => Some("stderr"),
            Stream::Stdout => Some("stdout"),
            Stream::Writer(_) => None,
        }
    }

    /// What is written after each record: a line feed unless changed.
    pub fn set_terminator(&self, terminator: impl Into<String>) {
        let _within = fork::enter();
        self.lock().terminator = terminator.into();
    }

    /// Finds out what the stream needs.
    fn look_at(&self, stream: &Stream) {
        let is_terminal = stream.is_terminal();
        self.colored.store(self.color.colors(is_terminal, |name| std::env::var_os(name)), Ordering::Relaxed);
        self.escaped.store(self.escape.escapes(is_terminal), Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Sink> {
        self.sink.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Handler for StreamHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            if self.escaped.load(Ordering::Relaxed) {
                terminal::escape_controls(text);
            }
            if self.colored.load(Ordering::Relaxed) {
                terminal::color(record.level(), text);
            }
            let mut sink = self.lock();
            text.push_str(&sink.terminator);
            if sink.torn {
                text.insert_str(0, &sink.terminator);
            }
            sink.write(text)
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        Ok(self.lock().flush()?)
    }

    fn close(&self) -> Result<(), EmitError> {
        self.flush()
    }
}

impl Stream {
    fn is_terminal(&self) -> bool {
        match self {
            Stream::Stderr => io::stderr().is_terminal(),
            Stream::Stdout => io::stdout().is_terminal(),
            Stream::Writer(_) => false,
        }
    }

    /// The error handlers that Python's streams have in the locale `C.UTF-8`.
    fn encoder(&self) -> Encoder {
        let errors = match self {
            Stream::Stdout => EncodeErrors::SurrogateEscape,
            Stream::Stderr | Stream::Writer(_) => EncodeErrors::BackslashReplace,
        };
        Encoder::new(Encoding::UTF_8, errors)
    }
}

impl Sink {
    fn write(&mut self, text: &str) -> Result<(), EmitError> {
        let bytes = self.encoder.encode(text)?;
        let (written, outcome) = match &mut self.stream {
            Stream::Stderr => write_counted(&mut io::stderr().lock(), bytes),
            Stream::Stdout => write_counted(&mut io::stdout().lock(), bytes),
            Stream::Writer(writer) => {
                let _holding = fork::hold();
                write_counted(writer, bytes)
            }
        };
        if outcome.is_ok() {
            // What stdout's own buffer has taken it writes when it can, even after a flush that failed.
            self.torn = false;
        } else if written > 0 {
            self.torn = true;
        }
        Ok(outcome.and_then(|()| self.stream.flush())?)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// The options of a [`StreamHandler`].
///
/// | option | default |
/// |---|---|
/// | `stream` | stderr |
/// | `terminator` | a line feed |
/// | `color` | never |
/// | `escape` | auto: control characters are escaped where the stream is a terminal |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
#[derive(Default)]
pub struct StreamHandlerBuilder {
    stream: Stream,
    terminator: Option<String>,
    color: Option<When>,
    escape: When,
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

    /// Colours each record by its level: from `WARNING` on in yellow and reds, below `INFO` dimmed. [`When::Auto`]
    /// heeds `NO_COLOR`, `CLICOLOR_FORCE` and `FORCE_COLOR`.
    pub fn color(mut self, when: When) -> Self {
        self.color = Some(when);
        self
    }

    /// Escapes what a terminal would obey, so that a record cannot move its cursor, set its title or reorder a line:
    /// control characters but line feed and tab, and the overrides and isolates of bidirectional text. A formatter that
    /// writes colours of its own needs [`When::Never`].
    pub fn escape(mut self, when: When) -> Self {
        self.escape = when;
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
        let stream = StreamHandler {
            color: self.color.unwrap_or(When::Never),
            escape: self.escape,
            colored: AtomicBool::new(false),
            escaped: AtomicBool::new(false),
            sink: Mutex::new(Sink { encoder: self.stream.encoder(), stream: self.stream, terminator, torn: false }),
        };
        stream.look_at(&stream.lock().stream);
        let handler = HandlerRef::new(stream);
        handler.prepare(self.level, self.formatter);
        handler
    }
}
