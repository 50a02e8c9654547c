//! When to try again: each failure makes the wait longer, up to a limit.

use std::time::{Duration, Instant};

/// How long to wait after a failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BackOffTimes {
    /// After the first failure.
    pub(crate) initial: Duration,
    /// What each further failure multiplies the wait with.
    pub(crate) factor: f64,
    /// The longest wait.
    pub(crate) max: Duration,
}

impl Default for BackOffTimes {
    /// Python's: a second, then twice as long each time, at most thirty.
    fn default() -> BackOffTimes {
        BackOffTimes { initial: Duration::from_secs(1), factor: 2.0, max: Duration::from_secs(30) }
    }
}

/// The failures so far in a row.
#[derive(Debug)]
pub(crate) struct BackOff {
    times: BackOffTimes,
    /// The last wait and its end.
    waiting: Option<(Duration, Instant)>,
}

impl BackOff {
    pub(crate) fn new(times: BackOffTimes) -> BackOff {
        BackOff { times, waiting: None }
    }

    /// How long it is until the next try.
    pub(crate) fn wait(&self, now: Instant) -> Duration {
        self.waiting.map_or(Duration::ZERO, |(_, end)| end.saturating_duration_since(now))
    }

    pub(crate) fn failed(&mut self, now: Instant) {
        let wait = match self.waiting {
            None => self.times.initial,
            Some((last, _)) => {
                let longer = Duration::try_from_secs_f64(last.as_secs_f64() * self.times.factor.max(1.0));
                longer.unwrap_or(self.times.max).min(self.times.max)
            }
        };
        self.waiting = Some((wait, now + wait));
    }

    pub(crate) fn succeeded(&mut self) {
        self.waiting = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_those_of_python() {
        let mut back_off = BackOff::new(BackOffTimes::default());
        let now = Instant::now();
        assert_eq!(back_off.wait(now), Duration::ZERO);
        let waits = [1, 2, 4, 8, 16, 30, 30].map(|_| {
            back_off.failed(now);
            back_off.wait(now).as_secs()
        });
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        back_off.succeeded();
        back_off.failed(now);
        assert_eq!(back_off.wait(now).as_secs(), 1);
        assert_eq!(back_off.wait(now + Duration::from_secs(2)), Duration::ZERO);
    }
}
