//! When the next mail is due, and how many records it carries: batches, and the limit on mails.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Several records in one mail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batch {
    /// How long the first record waits for others.
    pub(super) time: Duration,
    /// With so many records a mail is due at once.
    pub(super) count: usize,
}

/// No more than so many mails in so much time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) mails: usize,
    pub(super) per: Duration,
}

/// What a mail waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// So many of the records that wait go into a mail now.
    Now(usize),
    /// Not before then.
    At(Instant),
    /// Nothing waits.
    Never,
}

#[derive(Clone, Debug)]
pub(super) struct Schedule {
    batch: Option<Batch>,
    limit: Option<Limit>,
    /// When the latest mails were sent, as many as the limit looks at.
    sent: VecDeque<Instant>,
}

impl Schedule {
    pub(super) fn new(batch: Option<Batch>, limit: Option<Limit>) -> Schedule {
        Schedule { batch, limit, sent: VecDeque::new() }
    }

    /// Whether records wait for others.
    pub(super) fn is_batching(&self) -> bool {
        self.batch.is_some()
    }

    pub(super) fn limit(&self) -> Option<Limit> {
        self.limit
    }

    /// When the next mail is due; `urged`: somebody flushes, batches are not waited for.
    pub(super) fn due(&mut self, now: Instant, waiting: usize, oldest: Option<Instant>, urged: bool) -> Due {
        let Some(oldest) = oldest.filter(|_| waiting > 0) else { return Due::Never };
        if let Some(Batch { time, count }) = self.batch
            && !urged
            && waiting < count
            && now < oldest + time
        {
            return Due::At((oldest + time).max(self.free_at(now)));
        }
        let free_at = self.free_at(now);
        if free_at > now {
            return Due::At(free_at);
        }
        let most = match self.batch {
            // The last mail that the limit allows carries all that waits.
            _ if self.left(now) <= 1 => waiting,
            Some(batch) => batch.count,
            None => 1,
        };
        Due::Now(waiting.min(most))
    }

    /// A mail is on its way.
    pub(super) fn sent(&mut self, now: Instant) {
        if let Some(limit) = self.limit {
            self.sent.push_back(now);
            while self.sent.len() > limit.mails {
                self.sent.pop_front();
            }
        }
    }

    /// Whether the limit allows no mail now.
    pub(super) fn is_exhausted(&self, now: Instant) -> bool {
        self.left(now) == 0
    }

    /// How many mails the limit allows now.
    fn left(&self, now: Instant) -> usize {
        match self.limit {
            None => usize::MAX,
            Some(limit) => limit.mails - self.sent.iter().filter(|sent| **sent + limit.per > now).count(),
        }
    }

    /// When the limit allows another mail.
    fn free_at(&self, now: Instant) -> Instant {
        match (self.limit, self.sent.front()) {
            (Some(limit), Some(first)) if self.sent.len() == limit.mails => (*first + limit.per).max(now),
            _ => now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn each_record_is_a_mail() {
        let mut schedule = Schedule::new(None, None);
        let now = Instant::now();
        assert_eq!(schedule.due(now, 0, None, true), Due::Never);
        assert_eq!(schedule.due(now, 5, Some(now), false), Due::Now(1));
        schedule.sent(now);
        assert!(!schedule.is_exhausted(now));
    }

    #[test]
    fn a_batch_waits_for_time_or_count_or_a_flush() {
        let mut schedule = Schedule::new(Some(Batch { time: 10 * SECOND, count: 3 }), None);
        let begun = Instant::now();
        assert_eq!(schedule.due(begun, 2, Some(begun), false), Due::At(begun + 10 * SECOND));
        assert_eq!(schedule.due(begun, 4, Some(begun), false), Due::Now(3));
        assert_eq!(schedule.due(begun, 2, Some(begun), true), Due::Now(2));
        assert_eq!(schedule.due(begun + 10 * SECOND, 2, Some(begun), false), Due::Now(2));
    }

    #[test]
    fn the_limit_is_kept_whatever_urges() {
        let mut schedule = Schedule::new(None, Some(Limit { mails: 2, per: 60 * SECOND }));
        let begun = Instant::now();
        assert_eq!(schedule.due(begun, 5, Some(begun), false), Due::Now(1));
        schedule.sent(begun);
        // What waits goes with the last one.
        assert_eq!(schedule.due(begun + SECOND, 4, Some(begun), false), Due::Now(4));
        schedule.sent(begun + SECOND);
        assert!(schedule.is_exhausted(begun + 2 * SECOND));
        assert_eq!(schedule.due(begun + 2 * SECOND, 7, Some(begun), true), Due::At(begun + 60 * SECOND));
        assert_eq!(schedule.due(begun + 60 * SECOND, 7, Some(begun), false), Due::Now(7));
        schedule.sent(begun + 60 * SECOND);
        assert_eq!(schedule.due(begun + 60 * SECOND, 1, Some(begun), false), Due::At(begun + 61 * SECOND));
    }
}
