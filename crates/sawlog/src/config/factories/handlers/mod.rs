//! Constructors of the handlers that ship with sawlog, by Python's keyword names, one a file.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Arguments, BuiltHandlers};
use crate::clock::Clock;
use crate::config::error::{ConfigError, Position};
use crate::config::place::wrong_type;
use crate::handler::HandlerRef;
use crate::handlers::OpenMode;
use crate::value::Value;

#[cfg(not(all(feature = "http", feature = "smtp")))]
mod absent;
mod backups;
mod datagram;
mod file;
#[cfg(feature = "http")]
mod http;
mod journald;
mod memory;
#[cfg(any(feature = "http", feature = "smtp"))]
mod network;
mod nt_event_log;
mod null;
mod peer;
mod property;
mod queue;
mod reach;
mod rotating;
#[cfg(feature = "smtp")]
mod smtp;
mod socket;
mod stream;
mod syslog;
mod timed;
mod tls;
mod watched;

#[cfg(not(feature = "http"))]
pub(super) use absent::{HTTP, http};
#[cfg(not(feature = "smtp"))]
pub(super) use absent::{SMTP, smtp};
pub(super) use datagram::{DATAGRAM, datagram};
pub(super) use file::{FILE, file};
#[cfg(feature = "http")]
pub(super) use http::{HTTP, http};
pub(super) use journald::{JOURNALD, journald};
pub(super) use memory::{BUFFERING, MEMORY, buffering, memory};
pub(super) use nt_event_log::{NT_EVENT_LOG, nt_event_log};
pub(super) use null::{NULL, null};
pub(in crate::config) use queue::WAYS;
pub(super) use queue::{QUEUE, queue_handler};
pub(in crate::config) use reach::{Reach, reads};
pub(super) use rotating::{ROTATING, rotating};
#[cfg(feature = "smtp")]
pub(super) use smtp::{MAIL, SMTP, mail, smtp};
pub(super) use socket::{SOCKET, socket};
pub(super) use stream::{STREAM, stream};
pub(super) use syslog::{SYSLOG, syslog};
pub(super) use timed::{TIMED, timed};
#[cfg(feature = "nats")]
pub(super) use tls::{TlsKeys, tls_by_host};
pub(super) use watched::{WATCHED, watched};

/// A handler whose arguments are right, before anything is done that can be seen.
pub(in crate::config) struct Prepared {
    pub(in crate::config) reach: Reach,
    /// The file that it opens at once.
    pub(in crate::config) opens: Option<Opens>,
    /// The handlers that must be made before it.
    pub(in crate::config) needs: Vec<Needed>,
    /// Why only a configuration that may do everything may have it, if so.
    pub(in crate::config) excess: Option<ConfigError>,
    /// The class of the program's own that a part of it is made by, if one is.
    pub(in crate::config) own_class: Option<String>,
    /// Whether it keeps records in memory, as many as its bounds allow.
    pub(in crate::config) keeps_records: bool,
    /// The queue that it puts records into, if it does.
    pub(in crate::config) puts_into: Option<QueueEnd>,
    build: Box<Build>,
}

type Build = dyn Fn(&Making) -> io::Result<HandlerRef>;

/// A queue, by who can take records out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) enum QueueEnd {
    /// The handlers that the queue handler names, and nobody else.
    Own,
    /// Others, too, who may put records in as well: the program, or another process.
    Others,
}

/// A file that a handler opens at once: probed before anything is made, opened when all handlers are.
pub(in crate::config) struct Opens {
    pub(in crate::config) path: PathBuf,
    pub(in crate::config) mode: OpenMode,
    /// Has the handler that was built open it.
    pub(in crate::config) open: fn(&HandlerRef) -> io::Result<()>,
}

/// A handler of the configuration that another one is made with.
#[derive(Clone)]
pub(in crate::config) struct Needed {
    pub(in crate::config) name: Value<'static>,
    /// Where it is named.
    pub(in crate::config) path: String,
    pub(in crate::config) position: Option<Position>,
}

/// What a handler is made with, besides its arguments.
pub(in crate::config) struct Making {
    /// The clock of the tree that is configured, if it is not the system's.
    pub(in crate::config) clock: Option<Arc<dyn Clock>>,
    /// Those that are made already have a value.
    pub(in crate::config) handlers: BuiltHandlers,
}

impl Making {
    pub(in crate::config) fn new(clock: Option<Arc<dyn Clock>>) -> Making {
        Making { clock, handlers: BuiltHandlers::new() }
    }

    /// A handler of the configuration that is made already.
    pub(in crate::config) fn handler(&self, name: &Value<'static>) -> Option<HandlerRef> {
        self.handlers.get(name)?.clone()
    }
}

impl Prepared {
    pub(super) fn new(reach: Reach, build: impl Fn(&Making) -> io::Result<HandlerRef> + 'static) -> Prepared {
        Prepared {
            reach,
            opens: None,
            needs: Vec::new(),
            excess: None,
            own_class: None,
            keeps_records: false,
            puts_into: None,
            build: Box::new(build),
        }
    }

    /// Has it made after these handlers.
    pub(super) fn needing(mut self, needs: impl IntoIterator<Item = Needed>) -> Prepared {
        self.needs.extend(needs);
        self
    }

    /// Says why only a configuration that may do everything may have it.
    pub(super) fn exceeding(mut self, excess: Option<ConfigError>) -> Prepared {
        self.excess = excess;
        self
    }

    /// Says that a class of the program's own makes a part of it.
    pub(super) fn with_class(mut self, own_class: Option<String>) -> Prepared {
        self.own_class = own_class;
        self
    }

    /// Says that it keeps records in memory.
    pub(super) fn keeping_records(mut self) -> Prepared {
        self.keeps_records = true;
        self
    }

    /// Says that it puts records into a queue, and so keeps them in memory.
    pub(super) fn putting_into(mut self, end: QueueEnd) -> Prepared {
        self.puts_into = Some(end);
        self.keeping_records()
    }

    /// Makes the handler; its file is not opened yet.
    pub(in crate::config) fn build(&self, making: &Making) -> io::Result<HandlerRef> {
        (self.build)(making)
    }
}

/// What the block under `.` sets as `terminator`.
fn terminator(args: &Arguments<'_>) -> Result<Option<String>, ConfigError> {
    match args.property_node("terminator") {
        None => Ok(None),
        Some(node) => match node.as_str() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(args.property_error("terminator", wrong_type(node, "a text for the terminator"))),
        },
    }
}
