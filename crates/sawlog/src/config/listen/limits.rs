//! What listening may cost, and what it has come to.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What clients may cost a listener.
///
/// | limit | default |
/// |---|---|
/// | [`frame_len`](Self::frame_len) | 1 MiB |
/// | [`frame_time`](Self::frame_time) | 10 s |
/// | [`reply_time`](Self::reply_time) | 10 s |
/// | [`connections`](Self::connections) | 64 |
/// | [`waiting`](Self::waiting) | 128 |
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListenLimits {
    /// The largest frame, in bytes without its header.
    pub frame_len: usize,
    /// How long a frame may take to arrive, from the moment that the client connects.
    pub frame_time: Duration,
    /// How long a client may take to read the answer.
    pub reply_time: Duration,
    /// How many connections are open at once, at least 1.
    pub connections: usize,
    /// How many more the system may have waiting.
    pub waiting: u16,
}

impl Default for ListenLimits {
    fn default() -> ListenLimits {
        ListenLimits {
            frame_len: 1 << 20,
            frame_time: Duration::from_secs(10),
            reply_time: Duration::from_secs(10),
            connections: 64,
            waiting: 128,
        }
    }
}

/// What has come to a listener since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListenStats {
    /// Connections that were accepted.
    pub connections: u64,
    /// Requests that were carried out, configurations among them.
    pub done: u64,
    /// Frames that were refused: not verified, wrong, or not allowed.
    pub refused: u64,
    /// Frames that claimed to be longer than they may.
    pub too_long: u64,
    /// Connections that ended within a frame.
    pub torn: u64,
    /// Connections whose frame did not arrive in time.
    pub timed_out: u64,
    /// Connections that had to make room for others.
    pub crowded_out: u64,
}

/// The counters, shared.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) connections: AtomicU64,
    pub(super) done: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) too_long: AtomicU64,
    pub(super) torn: AtomicU64,
    pub(super) timed_out: AtomicU64,
    pub(super) crowded_out: AtomicU64,
}

impl Counters {
    pub(super) fn stats(&self) -> ListenStats {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        ListenStats {
            connections: get(&self.connections),
            done: get(&self.done),
            refused: get(&self.refused),
            too_long: get(&self.too_long),
            torn: get(&self.torn),
            timed_out: get(&self.timed_out),
            crowded_out: get(&self.crowded_out),
        }
    }
}

/// One more.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
