//! What both ends of the queue go by.

use std::fmt::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use async_nats::ServerAddr;

use super::outbox::OutboxLimits;
use crate::net::Tls;
use crate::wire::{Encoding, Limits};

/// The options of a queue, checked.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) servers: Vec<ServerAddr>,
    pub(super) credentials: Credentials,
    pub(super) tls: Option<Tls>,
    pub(super) stream: StreamOptions,
    pub(super) prefix: String,
    pub(super) group: String,
    pub(super) format: Encoding,
    pub(super) outbox: OutboxLimits,
    pub(super) spool: Option<(PathBuf, u64)>,
    /// How long an answer of the servers is waited for before they count as away.
    pub(super) ack_timeout: Duration,
    /// How long the servers wait for a listener before they give its records to another one.
    pub(super) ack_wait: Duration,
    pub(super) limits: Limits,
}

impl Options {
    /// The servers as a report names them: where they are, and no password.
    pub(super) fn named(&self) -> String {
        let mut named = String::new();
        for server in self.servers.iter().take(3) {
            let between = if named.is_empty() { "" } else { ", " };
            let _ = write!(named, "{between}{}:{}", server.host(), server.port());
        }
        if self.servers.len() > 3 { named + ", …" } else { named }
    }
}

/// Settings of a stream that is made because it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StreamOptions {
    pub(super) name: String,
    pub(super) replicas: usize,
    pub(super) max_bytes: u64,
    pub(super) max_age: Duration,
    pub(super) duplicate_window: Duration,
    /// Whether several groups get every record; if not, a record goes when a group has it.
    pub(super) keeps: bool,
}

/// Who the queue says it is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    None,
    User { name: String, password: String },
    Token(String),
    File(PathBuf),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credentials::None => "none",
            Credentials::User { .. } => "user and password",
            Credentials::Token(_) => "token",
            Credentials::File(_) => "file",
        })
    }
}
