//! Records as datagrams, over UDP or a Unix socket.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::framing::Framing;
use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::net::{Address, Datagrams, Resolver, is_too_large};
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::wire::Encoding;

/// Sends each record in a datagram, as a pickle or as JSON, its length before it.
///
/// Datagrams may be lost on their way without a word, and have a largest size: 65,507 bytes over UDP, and what the
/// socket's buffer holds over a Unix socket. A larger record is not sent, which is reported and counted. A Unix socket
/// that its owner made anew is found again.
///
/// A call blocks no longer than `timeout`: for name resolution before the first record, or for a Unix socket whose
/// owner does not read. It is not waited for again until it does.
///
/// ```
/// let handler = sawlog::DatagramHandler::new("127.0.0.1", 9021);
/// # let _ = handler;
/// ```
///
/// # Python
/// `logging.handlers.DatagramHandler`, which waits without a limit for a Unix socket, and looks the host's name up for
/// each record.
pub struct DatagramHandler {
    datagrams: Datagrams,
    framing: Framing,
    sent: AtomicU64,
    too_large: AtomicU64,
    failed: AtomicU64,
}

/// What became of a [`DatagramHandler`]'s records so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatagramStats {
    /// How many the system took.
    pub sent: u64,
    /// How many were larger than a datagram may be.
    pub too_large: u64,
    /// How many could not be sent for another reason.
    pub failed: u64,
}

impl DatagramHandler {
    /// A handler that sends pickles to a host's port by UDP.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(host: impl Into<String>, port: u16) -> HandlerRef<DatagramHandler> {
        DatagramHandler::builder(Address::host(host, port)).build()
    }

    /// A handler that sends pickles to a Unix socket for datagrams.
    pub fn unix(path: impl Into<PathBuf>) -> HandlerRef<DatagramHandler> {
        DatagramHandler::builder(Address::unix(path)).build()
    }

    /// Starts one with all its options at their defaults; see [`DatagramHandlerBuilder`].
    pub fn builder(address: Address) -> DatagramHandlerBuilder {
        DatagramHandlerBuilder {
            address,
            framing: Framing::default(),
            timeout: Duration::from_secs(1),
            resolver: Resolver::default(),
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// Where records are sent.
    pub fn address(&self) -> &Address {
        self.datagrams.address()
    }

    /// What became of the records so far.
    pub fn stats(&self) -> DatagramStats {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        DatagramStats { sent: count(&self.sent), too_large: count(&self.too_large), failed: count(&self.failed) }
    }
}

impl Handler for DatagramHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        let mut frame = Scratch::take_bytes();
        self.framing.frame(record, base, &mut frame)?;
        let Err(error) = self.datagrams.send(&frame) else {
            self.sent.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        };
        let peer = self.address();
        let message = if is_too_large(&error) {
            self.too_large.fetch_add(1, Ordering::Relaxed);
            let (len, most) = (frame.len(), if matches!(peer, Address::Unix(_)) { "" } else { ", 65507 bytes," });
            format!("a record of {len} bytes is larger than a datagram to {peer} may be{most} and was not sent")
        } else {
            self.failed.fetch_add(1, Ordering::Relaxed);
            format!("cannot send to {peer}: {error}")
        };
        Err(io::Error::new(error.kind(), message).into())
    }

    fn close(&self) -> Result<(), EmitError> {
        self.datagrams.close();
        Ok(())
    }
}

/// The options of a [`DatagramHandler`].
///
/// | option | default |
/// |---|---|
/// | `format` | pickle |
/// | `make_pickle` | what `format` says |
/// | `timeout` | a second |
/// | `resolver` | the system's; an IPv4 address is preferred |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback, of which the traceback is sent |
#[must_use]
pub struct DatagramHandlerBuilder {
    address: Address,
    framing: Framing,
    timeout: Duration,
    resolver: Resolver,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl DatagramHandlerBuilder {
    /// Sends records in this encoding. A Python program that unpickles what it receives takes pickles alone.
    pub fn format(mut self, format: Encoding) -> Self {
        self.framing.format = Some(format);
        self
    }

    /// Has a function append what is sent for a record, in place of a pickle and its length.
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

    /// Lets one call take so long.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Finds the host's addresses by this function. It is called on a thread of its own, and may take its time.
    pub fn resolver(
        mut self,
        resolve: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
    ) -> Self {
        self.resolver = Resolver::new(resolve);
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

    /// The handler; it makes its socket with its first record.
    pub fn build(self) -> HandlerRef<DatagramHandler> {
        let handler = HandlerRef::new(DatagramHandler {
            datagrams: Datagrams::new(self.address, self.timeout, self.resolver),
            framing: self.framing,
            sent: AtomicU64::new(0),
            too_large: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        });
        handler.prepare(self.level, self.formatter);
        handler
    }
}
