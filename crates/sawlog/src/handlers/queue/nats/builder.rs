//! The options of a [`NatsQueue`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_nats::ServerAddr;

use super::NatsQueue;
use super::options::{Credentials, Options, StreamOptions};
use super::outbox::OutboxLimits;
use crate::handlers::queue::BoundedQueue;
use crate::net::Tls;
use crate::wire::{Encoding, Limits};

/// The options of a [`NatsQueue`].
///
/// | option | default |
/// |---|---|
/// | `stream` | `logs` |
/// | `prefix` | the stream's name: subjects begin with it |
/// | `group` | `writers` |
/// | `maxsize` | 65,536 records that are not safe yet |
/// | `max_bytes` | 64 MiB of them |
/// | `spool` | none: while the servers are away, records wait in memory |
/// | `ack_timeout` | 2 seconds |
/// | `ack_wait` | 30 seconds |
/// | `format` | compact |
/// | `credentials` | none, or those in a server's address |
/// | `tls` | none, unless a server asks for it |
/// | `limits` | those of [`Limits`] |
///
/// And of a stream that is made, since it is not there:
///
/// | option | default |
/// |---|---|
/// | `replicas` | 1 |
/// | `stream_bytes` | 1 GiB |
/// | `stream_age` | 7 days |
/// | `duplicate_window` | 10 minutes, or `stream_age` if that is less |
/// | `keep` | no: a record goes when a group has handled it |
#[must_use]
#[derive(Clone, Debug)]
pub struct NatsQueueBuilder {
    servers: Vec<String>,
    prefix: Option<String>,
    duplicate_window: Option<Duration>,
    options: Options,
}

/// Why there is no queue of these options.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NatsError {
    /// No server, or what is no address of one.
    #[error("{0:?} is no address of a NATS server: such are nats://HOST, nats://HOST:PORT and tls://HOST")]
    Server(String),
    /// A stream's, a group's or a prefix's name.
    #[error("{name:?} is no name of a {what}: letters, digits, '-' and '_', 64 at most{dots}", dots = if *what == "prefix" { ", with dots between" } else { "" })]
    Name {
        /// Of what.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A number or a time that means nothing.
    #[error("{option} cannot be {value}: {why}")]
    Number {
        /// The option.
        option: &'static str,
        /// What it is.
        value: String,
        /// Why that cannot be.
        why: &'static str,
    },
}

/// How long a stream that is made knows a message again.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(600);
/// The smallest spool that is of use, in bytes.
const SMALLEST_SPOOL: u64 = 64 << 10;
/// How many servers may be named.
const MOST_SERVERS: usize = 64;

impl NatsQueueBuilder {
    pub(super) fn new(servers: Vec<String>) -> NatsQueueBuilder {
        NatsQueueBuilder {
            servers,
            prefix: None,
            duplicate_window: None,
            options: Options {
                servers: Vec::new(),
                credentials: Credentials::None,
                tls: None,
                stream: StreamOptions {
                    name: "logs".to_owned(),
                    replicas: 1,
                    max_bytes: 1 << 30,
                    max_age: Duration::from_secs(7 * 24 * 60 * 60),
                    duplicate_window: DUPLICATE_WINDOW,
                    keeps: false,
                },
                prefix: String::new(),
                group: "writers".to_owned(),
                format: Encoding::Compact,
                outbox: OutboxLimits { records: BoundedQueue::DEFAULT_CAPACITY, bytes: NatsQueue::DEFAULT_BYTES },
                spool: None,
                ack_timeout: Duration::from_secs(2),
                ack_wait: Duration::from_secs(30),
                limits: Limits::default(),
            },
        }
    }

    /// Has records in the stream of this name.
    pub fn stream(mut self, name: &str) -> Self {
        name.clone_into(&mut self.options.stream.name);
        self
    }

    /// Has subjects begin with this.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = Some(prefix.to_owned());
        self
    }

    /// Has listeners share their work with all others of this group.
    pub fn group(mut self, name: &str) -> Self {
        name.clone_into(&mut self.options.group);
        self
    }

    /// Has so many records in memory that are neither acknowledged nor in the spool.
    pub fn maxsize(mut self, records: usize) -> Self {
        self.options.outbox.records = records;
        self
    }

    /// Has roughly so many bytes of such records in memory. The stream's bytes are [`stream_bytes`](NatsQueueBuilder::stream_bytes).
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.options.outbox.bytes = bytes;
        self
    }

    /// Keeps records in a folder while the servers are away, in files of so many bytes together. A process has such a folder
    /// for itself; it is made, with mode 0700, if it is not there. One that belongs to another user or that others can write to is
    /// refused: that is reported, and records wait in memory.
    pub fn spool(mut self, folder: impl AsRef<Path>, bytes: u64) -> Self {
        self.options.spool = Some((folder.as_ref().to_owned(), bytes));
        self
    }

    /// Waits so long for an answer of the servers before they count as away.
    pub fn ack_timeout(mut self, timeout: Duration) -> Self {
        self.options.ack_timeout = timeout;
        self
    }

    /// Has the servers wait so long for a listener that does not answer, before they give its records to another one. It
    /// holds for a group that is not there yet.
    pub fn ack_wait(mut self, wait: Duration) -> Self {
        self.options.ack_wait = wait;
        self
    }

    /// Has records sent in this encoding. Listeners take all of them.
    pub fn format(mut self, format: Encoding) -> Self {
        self.options.format = format;
        self
    }

    /// Logs in by name and password.
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.options.credentials = Credentials::User { name: name.to_owned(), password: password.to_owned() };
        self
    }

    /// Logs in by a token.
    pub fn token(mut self, token: &str) -> Self {
        self.options.credentials = Credentials::Token(token.to_owned());
        self
    }

    /// Logs in by a file of credentials, a JWT and a seed, as `nsc` makes them. It is read when the queue connects.
    pub fn credentials_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.options.credentials = Credentials::File(file.into());
        self
    }

    /// Encrypts all connections, and trusts whom this says. The servers' certificates must have the names by which they are
    /// addressed.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.options.tls = Some(tls);
        self
    }

    /// Bounds what a record that comes from the servers may cost.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Has so many servers keep a stream that is made.
    pub fn replicas(mut self, replicas: usize) -> Self {
        self.options.stream.replicas = replicas;
        self
    }

    /// Lets a stream that is made have so many bytes. When it is full, records stay with those that publish them; if it
    /// [keeps](NatsQueueBuilder::keep) its records, the oldest give way.
    ///
    /// Servers before 2.10.6 remove records that nobody has handled from a stream that is full by its bytes. There a stream
    /// is given a bound of its messages instead: one for each 1,024 bytes, however large they are.
    pub fn stream_bytes(mut self, bytes: u64) -> Self {
        self.options.stream.max_bytes = bytes;
        self
    }

    /// Has a stream that is made drop records that are older.
    pub fn stream_age(mut self, age: Duration) -> Self {
        self.options.stream.max_age = age;
        self
    }

    /// Has a stream that is made know a message again that is sent twice within this time.
    pub fn duplicate_window(mut self, window: Duration) -> Self {
        self.duplicate_window = Some(window);
        self
    }

    /// Has a stream that is made keep records that were handled, for several groups of which each gets all of them. Age and size
    /// are then all that removes them, whether handled or not.
    pub fn keep(mut self, keep: bool) -> Self {
        self.options.stream.keeps = keep;
        self
    }

    /// The queue. It connects when it is first used.
    ///
    /// # Errors
    /// An option cannot be what it is.
    pub fn build(self) -> Result<NatsQueue, NatsError> {
        let mut options = self.options;
        if self.servers.is_empty() || self.servers.len() > MOST_SERVERS {
            return Err(NatsError::Server(format!("{} addresses", self.servers.len())));
        }
        for server in self.servers {
            let address: ServerAddr = server.parse().map_err(|_| NatsError::Server(hidden(&server)))?;
            if !matches!(address.scheme(), "nats" | "tls") || address.host().is_empty() {
                return Err(NatsError::Server(hidden(&server)));
            }
            if let (Some(name), Credentials::None) = (address.username(), &options.credentials) {
                let (name, password) = (name.to_owned(), address.password().unwrap_or_default().to_owned());
                options.credentials = Credentials::User { name, password };
            }
            options.servers.push(address);
        }
        let is_name = |name: &str| {
            (1..=64).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        let prefix = self.prefix.unwrap_or_else(|| options.stream.name.clone());
        let is_prefix = prefix.len() <= 64 && prefix.split('.').all(is_name);
        let names = [
            ("stream", &options.stream.name, is_name(&options.stream.name)),
            ("group", &options.group, is_name(&options.group)),
            ("prefix", &prefix, is_prefix),
        ];
        if let Some((what, name, _)) = names.into_iter().find(|(.., is_one)| !is_one) {
            return Err(NatsError::Name { what, name: name.clone() });
        }
        let max_age = options.stream.max_age;
        // Servers take no window that is longer than what is in the stream is old.
        let usual = if max_age.is_zero() { DUPLICATE_WINDOW } else { DUPLICATE_WINDOW.min(max_age) };
        options.stream.duplicate_window = self.duplicate_window.unwrap_or(usual);
        check(&options)?;
        options.prefix = prefix;
        Ok(NatsQueue::of(Arc::new(options)))
    }
}

fn check(options: &Options) -> Result<(), NatsError> {
    let second = Duration::from_secs(1);
    let stream = &options.stream;
    let age = if stream.max_age.is_zero() { Duration::MAX } else { stream.max_age };
    let spool = options.spool.as_ref().map_or(SMALLEST_SPOOL, |(_, bytes)| *bytes);
    let numbers: [(&'static str, String, bool, &'static str); 8] = [
        (
            "maxsize",
            options.outbox.records.to_string(),
            (1..=BoundedQueue::MAX_CAPACITY).contains(&options.outbox.records),
            "between 1 and 1,048,576 records",
        ),
        ("max_bytes", options.outbox.bytes.to_string(), options.outbox.bytes > 0, "records need bytes"),
        ("spool", spool.to_string(), spool >= SMALLEST_SPOOL, "65,536 bytes at least"),
        (
            "ack_timeout",
            format!("{:?}", options.ack_timeout),
            (second / 20..=second * 3600).contains(&options.ack_timeout),
            "between 50 ms and an hour",
        ),
        (
            "ack_wait",
            format!("{:?}", options.ack_wait),
            (second..=second * 86_400).contains(&options.ack_wait),
            "between a second and a day",
        ),
        ("replicas", stream.replicas.to_string(), (1..=5).contains(&stream.replicas), "between 1 and 5"),
        ("stream_bytes", stream.max_bytes.to_string(), stream.max_bytes > 0, "a stream needs a bound"),
        (
            "duplicate_window",
            format!("{:?}", stream.duplicate_window),
            (second / 10..=age).contains(&stream.duplicate_window),
            "at least 100 ms, at most stream_age",
        ),
    ];
    match numbers.into_iter().find(|(.., is_right, _)| !is_right) {
        None => Ok(()),
        Some((option, value, _, why)) => Err(NatsError::Number { option, value, why }),
    }
}

/// An address as it may be shown: without a password.
fn hidden(server: &str) -> String {
    match (server.find("://"), server.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}…{}", &server[..scheme + 3], &server[at..]),
        (None, Some(at)) => format!("…{}", &server[at..]),
        _ => server.to_owned(),
    }
}
