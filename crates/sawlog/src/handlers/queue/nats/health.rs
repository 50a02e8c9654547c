//! Whether the servers can be reached, as one end of the queue knows it, and when they are tried again.

use std::time::{Duration, Instant};

use crate::net::{BackOff, BackOffTimes};

/// The state of one end.
#[derive(Debug)]
pub(super) struct Health {
    back_off: BackOff,
    /// Since when they have not answered.
    since: Option<Instant>,
    /// Whether they are left alone for the moment.
    is_away: bool,
    /// Whether it was told that they are away.
    is_told: bool,
}

/// How long the servers may be away before that is told.
const TELLING: Duration = Duration::from_secs(1);

impl Health {
    /// They are away until they have answered once.
    pub(super) fn new(now: Instant) -> Health {
        let times = BackOffTimes { initial: Duration::from_millis(50), factor: 2.0, max: Duration::from_secs(5) };
        Health { back_off: BackOff::new(times), since: Some(now), is_away: true, is_told: false }
    }

    pub(super) fn is_well(&self) -> bool {
        !self.is_away
    }

    /// Since when they are away, if they are.
    pub(super) fn away_since(&self) -> Option<Instant> {
        self.since.filter(|_| self.is_away)
    }

    /// How long it is until they are to be tried.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.back_off.wait(now)
    }

    pub(super) fn failed(&mut self, now: Instant) {
        self.back_off.failed(now);
        self.since.get_or_insert(now);
        self.is_away = true;
    }

    /// They are to be tried in earnest.
    pub(super) fn try_again(&mut self) {
        self.is_away = false;
    }

    /// They have done what they were asked to; whether it was told that they were away.
    pub(super) fn succeeded(&mut self) -> bool {
        self.back_off.succeeded();
        self.since = None;
        std::mem::take(&mut self.is_told)
    }

    /// Whether it is now to be told that they are away.
    pub(super) fn is_to_be_told(&mut self, now: Instant) -> bool {
        let is_due = !self.is_told && self.since.is_some_and(|since| now.duration_since(since) >= TELLING);
        self.is_told |= is_due;
        is_due
    }
}
