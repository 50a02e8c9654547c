//! Whether the servers can be reached, as one end of the queue knows it, and when they are tried again.

use std::time::{Duration, Instant};

use crate::net::{BackOff, BackOffTimes};

/// The state of one end.
#[derive(Debug)]
pub(super) struct Health {
    back_off: BackOff,
    away: Option<Instant>,
    /// Whether it was told that they are away.
    is_told: bool,
}

/// How long the servers may be away before that is told.
const TELLING: Duration = Duration::from_secs(1);

impl Health {
    /// They are away until they have answered once.
    pub(super) fn new(now: Instant) -> Health {
        let times = BackOffTimes { initial: Duration::from_millis(50), factor: 2.0, max: Duration::from_secs(5) };
        Health { back_off: BackOff::new(times), away: Some(now), is_told: false }
    }

    pub(super) fn is_well(&self) -> bool {
        self.away.is_none()
    }

    /// Since when they are away.
    pub(super) fn away_since(&self) -> Option<Instant> {
        self.away
    }

    /// How long it is until they are to be tried.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.back_off.wait(now)
    }

    pub(super) fn failed(&mut self, now: Instant) {
        self.back_off.failed(now);
        self.away.get_or_insert(now);
    }

    /// They are to be tried with messages.
    pub(super) fn try_again(&mut self) {
        self.away = None;
    }

    /// They have taken something; whether it was told that they were away.
    pub(super) fn succeeded(&mut self) -> bool {
        self.back_off.succeeded();
        std::mem::take(&mut self.is_told)
    }

    /// Whether it is now to be told that they are away.
    pub(super) fn is_to_be_told(&mut self, now: Instant) -> bool {
        let is_due = !self.is_told && self.away.is_some_and(|away| now.duration_since(away) >= TELLING);
        self.is_told |= is_due;
        is_due
    }
}
