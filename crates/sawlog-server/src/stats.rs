//! What the server counts, and the summary of it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of a server, since its start.
#[derive(Debug, Default)]
pub(crate) struct Stats {
    pub(crate) frames: FrameCounters,
    /// Connections that were accepted.
    pub(crate) connections: AtomicU64,
    /// Connections that ended within a frame.
    pub(crate) torn: AtomicU64,
    /// Connections that were closed because a frame did not arrive in time.
    pub(crate) timed_out: AtomicU64,
    /// Connections that were closed because unfinished frames took too much memory.
    pub(crate) too_much: AtomicU64,
    /// Connections that were still sending when the time to end was over.
    pub(crate) cut_off: AtomicU64,
}

/// The counters of frames, shared.
#[derive(Debug, Default)]
pub(crate) struct FrameCounters {
    received: AtomicU64,
    written: AtomicU64,
    rejected: AtomicU64,
    dropped: AtomicU64,
    below_level: AtomicU64,
}

/// The counts of one batch of frames: a thread counts here and adds it all at once.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Frames that arrived.
    pub(crate) received: u64,
    /// Records that every handler they reached has taken.
    pub(crate) written: u64,
    /// Frames that are no records.
    pub(crate) rejected: u64,
    /// Records that a handler, a filter or a formatter failed on.
    pub(crate) dropped: u64,
    /// Records that their logger's level left out, with `--apply-levels`.
    pub(crate) below_level: u64,
}

impl Tally {
    /// So many of the records were not written after all.
    pub(crate) fn lose(&mut self, records: u64) {
        let lost = records.min(self.written);
        self.written -= lost;
        self.dropped += lost;
    }
}

impl FrameCounters {
    /// Adds a batch's counts.
    pub(crate) fn add(&self, tally: &Tally) {
        for (counter, count) in [
            (&self.received, tally.received),
            (&self.written, tally.written),
            (&self.rejected, tally.rejected),
            (&self.dropped, tally.dropped),
            (&self.below_level, tally.below_level),
        ] {
            if count > 0 {
                counter.fetch_add(count, Ordering::Relaxed);
            }
        }
    }
}

/// `received 3, written 2, rejected 1, dropped 0 (2 connections, 1 torn)`: the parts that are rare only where they
/// are not 0.
impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let frames = &self.frames;
        let (received, written) = (get(&frames.received), get(&frames.written));
        write!(f, "received {received}, written {written}, ")?;
        write!(f, "rejected {}, dropped {}", get(&frames.rejected), get(&frames.dropped))?;
        if get(&frames.below_level) > 0 {
            write!(f, ", below level {}", get(&frames.below_level))?;
        }
        let told = [&frames.written, &frames.rejected, &frames.dropped, &frames.below_level].map(get).iter().sum();
        if received > told {
            write!(f, ", unfinished {}", received - told)?;
        }
        let connections = get(&self.connections);
        write!(f, " ({connections} connection{}", if connections == 1 { "" } else { "s" })?;
        for (counter, what) in [
            (&self.torn, "torn"),
            (&self.timed_out, "timed out"),
            (&self.too_much, "closed for memory"),
            (&self.cut_off, "cut off"),
        ] {
            if get(counter) > 0 {
                write!(f, ", {} {what}", get(counter))?;
            }
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_shows_what_is_rare_only_where_it_happened() {
        let stats = Stats::default();
        stats.frames.add(&Tally { received: 3, written: 2, rejected: 1, ..Tally::default() });
        stats.connections.store(1, Ordering::Relaxed);
        assert_eq!(stats.to_string(), "received 3, written 2, rejected 1, dropped 0 (1 connection)");
        stats.frames.add(&Tally { received: 4, ..Tally::default() });
        assert_eq!(stats.to_string(), "received 7, written 2, rejected 1, dropped 0, unfinished 4 (1 connection)");
        stats.torn.store(1, Ordering::Relaxed);
        assert!(stats.to_string().ends_with("(1 connection, 1 torn)"));
    }
}
