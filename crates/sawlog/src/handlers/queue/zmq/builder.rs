//! The options of a [`ZmqQueue`].

use std::time::Duration;

use super::super::BoundedQueue;
use super::shared::Options;
use super::{ZmqError, ZmqQueue};
use crate::net::zmtp::{Endpoint, EndpointError, HubOptions, Kind};
use crate::wire::{Encoding, Limits};

/// The options of a [`ZmqQueue`].
///
/// | option | default |
/// |---|---|
/// | `bind`, `connect` | none: one at least is to be given |
/// | `maxsize` | 65,536 records |
/// | `format` | JSON |
/// | `topics` | no: a message is a record alone |
/// | `subscription` | all |
/// | `limits` | [`Limits::default`] |
/// | `max_peers` | 256 connections |
/// | `subscriber_bytes` | 4 MiB |
/// | `linger` | 2 seconds |
#[derive(Clone, Debug)]
#[must_use]
pub struct ZmqQueueBuilder {
    kind: Kind,
    bind: Vec<String>,
    connect: Vec<String>,
    maxsize: usize,
    format: Encoding,
    topics: bool,
    subscriptions: Vec<String>,
    limits: Limits,
    max_peers: usize,
    subscriber_bytes: usize,
    linger: Duration,
}

/// The longest that anybody waits for a queue to end.
const LONGEST: Duration = Duration::from_secs(3600);

impl ZmqQueueBuilder {
    pub(super) fn new(kind: Kind) -> ZmqQueueBuilder {
        ZmqQueueBuilder {
            kind,
            bind: Vec::new(),
            connect: Vec::new(),
            maxsize: BoundedQueue::DEFAULT_CAPACITY,
            format: Encoding::Json,
            topics: false,
            subscriptions: Vec::new(),
            limits: Limits::default(),
            max_peers: 256,
            subscriber_bytes: 4 << 20,
            linger: Duration::from_secs(2),
        }
    }

    /// Waits for peers at this address, too: `tcp://host:port`, where `*` as host is the loopback and as port one that is free, or
    /// `ipc://path`, whose file is made with the mode 0600. Where another process is bound, it is tried again.
    pub fn bind(mut self, address: &str) -> Self {
        self.bind.push(address.to_owned());
        self
    }

    /// Connects to a peer at this address, too: `tcp://host:port` or `ipc://path`.
    pub fn connect(mut self, address: &str) -> Self {
        self.connect.push(address.to_owned());
        self
    }

    /// Keeps so many records in memory, between the callers and the network; 0 is the default.
    pub fn maxsize(mut self, records: usize) -> Self {
        self.maxsize = records;
        self
    }

    /// Sends records in this form.
    pub fn format(mut self, format: Encoding) -> Self {
        self.format = format;
        self
    }

    /// Sends the name of the logger as a part before the record, to which others can subscribe: to `shop` and all below
    /// it by `shop`, which is a prefix and takes in `shopping`. Who takes need not be told.
    pub fn topics(mut self, topics: bool) -> Self {
        self.topics = topics;
        self
    }

    /// Takes what begins with this, and no longer all; may be given several times.
    pub fn subscription(mut self, topic: &str) -> Self {
        self.subscriptions.push(topic.to_owned());
        self
    }

    /// Bounds what one message may cost; [`frame_len`](Limits::frame_len) are the bytes of one, with its topic.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Has so many connections at a time.
    pub fn max_peers(mut self, connections: usize) -> Self {
        self.max_peers = connections.max(1);
        self
    }

    /// Keeps so many bytes for one subscriber that does not read; what is beyond them it misses.
    pub fn subscriber_bytes(mut self, bytes: usize) -> Self {
        self.subscriber_bytes = bytes;
        self
    }

    /// Sends for so long, an hour at most, what is left when the queue is dropped. What is left then is counted as dropped and reported.
    ///
    /// # Python
    /// pyzmq's `LINGER`, for ever by default.
    pub fn linger(mut self, linger: Duration) -> Self {
        self.linger = linger.min(LONGEST);
        self
    }

    /// The queue, which has not bound or connected yet.
    ///
    /// # Errors
    /// There is no address, one is malformed, or an option is for another kind of queue.
    pub fn build(self) -> Result<ZmqQueue, ZmqError> {
        if self.bind.is_empty() && self.connect.is_empty() {
            return Err(ZmqError::NoAddress);
        }
        if !self.subscriptions.is_empty() && self.kind != Kind::Sub {
            return Err(ZmqError::Option { option: "a subscription", kind: "subscribes" });
        }
        let subscribe = match self.kind {
            Kind::Sub if self.subscriptions.is_empty() => vec![Vec::new()],
            _ => self.subscriptions.into_iter().map(String::into_bytes).collect(),
        };
        let hub = HubOptions {
            kind: self.kind,
            bind: endpoints(&self.bind, Ok)?,
            connect: endpoints(&self.connect, Endpoint::of_peer)?,
            subscribe,
            message_len: self.limits.frame_len,
            max_peers: self.max_peers,
            subscriber_bytes: self.subscriber_bytes,
        };
        let (encoding, topics, limits, linger) = (self.format, self.topics, self.limits, self.linger);
        Ok(ZmqQueue::new(self.maxsize, Options { hub, encoding, topics, limits, linger }))
    }
}

fn endpoints(
    addresses: &[String],
    check: fn(Endpoint) -> Result<Endpoint, EndpointError>,
) -> Result<Vec<Endpoint>, ZmqError> {
    let endpoint = |address: &String| {
        let parsed = address.parse().and_then(check);
        parsed.map_err(|why| ZmqError::Address { address: address.clone(), why: why.to_string() })
    };
    addresses.iter().map(endpoint).collect()
}
