//! Records as entries of systemd's journal.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::program::program_name;
use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::net::{Address, Datagrams, Resolver, is_too_large, send_in_file};
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::wire::journald::write_entry;

/// Sends each record to systemd's journal, by its native protocol, with the record's attributes as fields.
///
/// Which fields an entry has says [`write_entry`]. An entry that is too large for a datagram is put into a sealed file
/// in memory, which the journal is given; there are such on Linux alone.
///
/// ```no_run
/// use sawlog::{JournaldHandler, get_logger, info};
/// let log = get_logger("shop");
/// log.add_handler(JournaldHandler::new());
/// info!(log, order = 17; "paid");    // journalctl ORDER=17
/// ```
///
/// # Python
/// `systemd.journal.JournalHandler` of python-systemd, which is silent where there is no journal; here that is the
/// handler's failure.
pub struct JournaldHandler {
    path: PathBuf,
    identifier: String,
    timeout: Duration,
    datagrams: Datagrams,
}

impl JournaldHandler {
    /// A handler for the system's journal.
    #[allow(clippy::new_ret_no_self, reason = "a handler is shared from the start")]
    pub fn new() -> HandlerRef<JournaldHandler> {
        JournaldHandler::builder().build()
    }

    /// Starts one with all its options at their defaults; see [`JournaldHandlerBuilder`].
    pub fn builder() -> JournaldHandlerBuilder {
        JournaldHandlerBuilder::default()
    }

    /// The journal's socket.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn send(&self, entry: &[u8]) -> io::Result<()> {
        match self.datagrams.send(entry) {
            Err(error) if is_too_large(&error) => send_in_file(&self.path, entry, Instant::now() + self.timeout),
            sent => sent,
        }
    }
}

impl Handler for JournaldHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let mut entry = Scratch::take_bytes();
            write_entry(record, text, &self.identifier, &mut entry)?;
            self.send(&entry).map_err(|error| {
                let what = format!("an entry of {} bytes to {}: {error}", entry.len(), self.path.display());
                EmitError::Io(io::Error::new(error.kind(), what))
            })
        })
    }

    fn close(&self) -> Result<(), EmitError> {
        self.datagrams.close();
        Ok(())
    }
}

/// The options of a [`JournaldHandler`].
///
/// | option | default |
/// |---|---|
/// | `path` | `/run/systemd/journal/socket` |
/// | `identifier` | the program's name |
/// | `timeout` | 1 s: the longest that a call waits for a journal that is busy |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[derive(Clone)]
#[must_use]
pub struct JournaldHandlerBuilder {
    path: PathBuf,
    identifier: Option<String>,
    timeout: Duration,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl Default for JournaldHandlerBuilder {
    fn default() -> Self {
        JournaldHandlerBuilder {
            path: PathBuf::from("/run/systemd/journal/socket"),
            identifier: None,
            timeout: Duration::from_secs(1),
            level: Level::NOTSET,
            formatter: None,
        }
    }
}

impl JournaldHandlerBuilder {
    /// Sends to this socket.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = path.into();
        self
    }

    /// Calls the program this: `SYSLOG_IDENTIFIER`, `journalctl -t`.
    pub fn identifier(mut self, identifier: impl Into<String>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Lets no call wait longer than this.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
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

    /// The handler; the journal is looked for with the first record.
    pub fn build(self) -> HandlerRef<JournaldHandler> {
        let datagrams = Datagrams::new(Address::unix(&self.path), self.timeout, Resolver::default());
        let identifier = self.identifier.unwrap_or_else(program_name);
        let handler =
            HandlerRef::new(JournaldHandler { path: self.path, identifier, timeout: self.timeout, datagrams });
        handler.prepare(self.level, self.formatter);
        handler
    }
}
