//! How long handlers may wait for their peers when many of them are flushed or closed, one after the other.
//!
//! Each handler has a limit of its own. Where several are ended together, they share one besides, so that the end of a
//! program does not take the sum of them.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// What all handlers that are flushed or closed together may wait for their peers.
pub(crate) const TOGETHER: Duration = Duration::from_secs(5);

thread_local! {
    static UNTIL: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Runs `f`; what it waits for by [`at_most`] ends with the limit.
pub(crate) fn within<R>(limit: Duration, f: impl FnOnce() -> R) -> R {
    struct Restore(Option<Instant>);
    impl Drop for Restore {
        fn drop(&mut self) {
            UNTIL.set(self.0);
        }
    }
    let outer = UNTIL.get();
    let _restore = Restore(outer);
    let until = Instant::now() + limit;
    UNTIL.set(Some(outer.map_or(until, |outer| outer.min(until))));
    f()
}

/// The limit, or what is left of the one that handlers share at the moment.
pub(crate) fn at_most(limit: Duration) -> Duration {
    UNTIL.get().map_or(limit, |until| limit.min(until.saturating_duration_since(Instant::now())))
}

/// Whether handlers are being ended together.
pub(crate) fn is_shared() -> bool {
    UNTIL.get().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_limit_counts() {
        let day = Duration::from_secs(86_400);
        assert_eq!(at_most(day), day);
        within(Duration::from_secs(60), || {
            assert!(at_most(day) <= Duration::from_secs(60));
            assert_eq!(at_most(Duration::ZERO), Duration::ZERO);
            within(day, || assert!(at_most(day) <= Duration::from_secs(60)));
            within(Duration::ZERO, || assert_eq!(at_most(day), Duration::ZERO));
            assert!(at_most(day) > Duration::from_secs(1));
        });
        assert_eq!(at_most(day), day);
    }
}
