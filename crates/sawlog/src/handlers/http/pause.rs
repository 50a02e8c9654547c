//! A server that lets requests run out of time is left alone for a while, so that not every call waits for it.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(30);

/// Whether requests are made now.
#[derive(Debug, Default)]
pub(super) struct Pause(Mutex<Option<Lasting>>);

#[derive(Clone, Copy, Debug)]
struct Lasting {
    length: Duration,
    until: Instant,
}

impl Pause {
    /// How long the pause still lasts.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        let left = (*self.lock())?.until.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// A request has run out of this much time: as much again is waited, twice as much each time in a row.
    pub(super) fn begin(&self, waited: Duration, now: Instant) {
        let mut pause = self.lock();
        let length = match *pause {
            // Requests that were under way together count once.
            Some(lasting) if lasting.until > now => return,
            Some(lasting) => lasting.length * 2,
            None => waited,
        };
        let length = length.min(LONGEST.max(waited));
        *pause = Some(Lasting { length, until: now + length });
    }

    /// The server has answered.
    pub(super) fn end(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Lasting>> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_grows_until_the_server_answers() {
        let second = Duration::from_secs(1);
        let (pause, mut now) = (Pause::default(), Instant::now());
        assert_eq!(pause.left(now), None);
        for length in [5, 10, 20, 30, 30] {
            pause.begin(5 * second, now);
            pause.begin(5 * second, now);
            assert_eq!(pause.left(now), Some(length * second));
            now += length * second;
            assert_eq!(pause.left(now), None);
        }
        pause.end();
        pause.begin(5 * second, now);
        assert_eq!(pause.left(now), Some(5 * second));
    }
}
