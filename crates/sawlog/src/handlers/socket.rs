//! Records over TCP or a Unix socket, to a log server or to a Python program that receives them.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::framing::Framing;
use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::net::{Address, DropPolicy, Link, LinkOptions, LinkStats, Resolver};
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::wire::Encoding;

/// Sends each record over a connection that is kept, as a pickle, as JSON or in our [compact](crate::wire::compact) form, its
/// length before it.
///
/// The first record connects. While the peer is away records wait in a bounded backlog, which is sent first when it is
/// back; it is looked for by a thread that lives as long as something waits. That a peer has closed its connection is
/// noticed before a record is written to it, and one that was cut off is sent again whole. What the system had taken
/// and not delivered when a connection broke is lost.
///
/// A call blocks no longer than `timeout`, whatever the peer, the network or the resolver does; and while the peer is
/// known to be away, not at all. That it is away is reported once, dropped records at most every five seconds; all are
/// counted in [`stats`](SocketHandler::stats). Flushing and closing take as long as `timeout` at most, each.
///
/// ```
/// use sawlog::{Address, SocketHandler};
/// let handler = SocketHandler::builder(Address::host("127.0.0.1", 9020)).backlog(1000, 1 << 20).build();
/// # let _ = handler;
/// ```
///
/// # Python
/// `logging.handlers.SocketHandler`, which drops what is logged while the peer is away, and two records more. Its
/// attributes are options here. The formatter is used for exceptions alone, as there.
// DIFFERENCE: records wait for a peer that is away; CPython drops them.
pub struct SocketHandler {
    link: Link,
    framing: Framing,
    close_on_error: AtomicBool,
}

impl SocketHandler {
    /// A handler that sends pickles to a host's port.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(host: impl Into<String>, port: u16) -> HandlerRef<SocketHandler> {
        SocketHandler::builder(Address::host(host, port)).build()
    }

    /// A handler that sends pickles to a Unix socket.
    pub fn unix(path: impl Into<PathBuf>) -> HandlerRef<SocketHandler> {
        SocketHandler::builder(Address::unix(path)).build()
    }

    /// Starts one with all its options at their defaults; see [`SocketHandlerBuilder`].
    pub fn builder(address: Address) -> SocketHandlerBuilder {
        SocketHandlerBuilder {
            address,
            options: LinkOptions::default(),
            framing: Framing::default(),
            close_on_error: false,
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// Where records are sent.
    pub fn address(&self) -> &Address {
        self.link.address()
    }

    /// What became of the records so far.
    pub fn stats(&self) -> LinkStats {
        self.link.stats()
    }

    /// Whether the connection is closed, and nothing reported, when a record cannot be made into a frame.
    ///
    /// # Python
    /// `closeOnError`.
    pub fn set_close_on_error(&self, close: bool) {
        self.close_on_error.store(close, Ordering::Relaxed);
    }
}

impl Handler for SocketHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        let mut frame = Scratch::take_bytes();
        match self.framing.frame(record, base, &mut frame) {
            Ok(()) => self.link.send(&frame),
            Err(_) if self.close_on_error.load(Ordering::Relaxed) && self.link.give_up_one() => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn flush(&self) -> Result<(), EmitError> {
        self.link.flush()
    }

    fn close(&self) -> Result<(), EmitError> {
        self.link.close()
    }
}

/// The options of a [`SocketHandler`].
///
/// | option | default |
/// |---|---|
/// | `format` | pickle |
/// | `make_pickle` | what `format` says |
/// | `timeout` | a second |
/// | `back_off` | a second, twice as long after each failure, at most thirty |
/// | `backlog` | 100,000 records or 16 MiB |
/// | `drop_policy` | the oldest record gives way |
/// | `close_on_error` | no |
/// | `resolver` | the system's |
/// | `tls`, with the feature `tls` | none |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback, of which the traceback is sent |
#[must_use]
pub struct SocketHandlerBuilder {
    address: Address,
    options: LinkOptions,
    framing: Framing,
    close_on_error: bool,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl SocketHandlerBuilder {
    /// Sends records in this encoding. A Python program that unpickles what it receives takes pickles alone.
    pub fn format(mut self, format: Encoding) -> Self {
        self.framing.format = Some(format);
        self
    }

    /// Has a function append what is sent for a record, in place of a pickle; the length before it included, for which
    /// there is [`write_frame`](crate::wire::write_frame).
    ///
    /// # Python
    /// `makePickle`, overridden.
    pub fn make_pickle(
        mut self,
        make: impl Fn(&LogRecord<'_>, &mut Vec<u8>) -> Result<(), EmitError> + Send + Sync + 'static,
    ) -> Self {
        self.framing.make = Some(Box::new(make));
        self
    }

    /// Lets one call take so long: name resolution, connecting, and waiting for the peer to take something.
    ///
    /// # Python
    /// The `timeout` of `makeSocket`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// Waits so long after a failure to connect, each further time `factor` times as long, at most `max`.
    ///
    /// # Python
    /// `retryStart`, `retryFactor`, `retryMax`.
    pub fn back_off(mut self, initial: Duration, factor: f64, max: Duration) -> Self {
        let times = &mut self.options.back_off;
        (times.initial, times.factor, times.max) = (initial, factor, max);
        self
    }

    /// Has so many records wait for the peer, and so many bytes; a single one may be larger.
    pub fn backlog(mut self, records: usize, bytes: usize) -> Self {
        (self.options.backlog.frames, self.options.backlog.bytes) = (records, bytes);
        self
    }

    /// Has this give way when the backlog is full.
    pub fn drop_policy(mut self, policy: DropPolicy) -> Self {
        self.options.backlog.policy = policy;
        self
    }

    /// Closes the connection, and reports nothing, when a record cannot be made into a frame.
    ///
    /// # Python
    /// `closeOnError`.
    pub fn close_on_error(mut self, close: bool) -> Self {
        self.close_on_error = close;
        self
    }

    /// Finds the host's addresses by this function. It is called on a thread of its own, and may take its time.
    pub fn resolver(
        mut self,
        resolve: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
    ) -> Self {
        self.options.resolver = Resolver::new(resolve);
        self
    }

    /// Encrypts the connection.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: crate::net::Tls) -> Self {
        self.options.tls = Some(tls);
        self
    }

    /// Takes no records below this level.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Has the texts of exceptions made by this.
    pub fn formatter(mut self, formatter: impl Formatter + 'static) -> Self {
        self.formatter = Some(Arc::new(formatter));
        self
    }

    /// The handler; it connects with its first record.
    pub fn build(self) -> HandlerRef<SocketHandler> {
        let handler = HandlerRef::new(SocketHandler {
            link: Link::new(self.address, self.options),
            framing: self.framing,
            close_on_error: AtomicBool::new(self.close_on_error),
        });
        handler.prepare(self.level, self.formatter);
        handler
    }
}
