//! Time, zone and identity: what a record says of when and where it was made.

use std::fmt;
use std::sync::OnceLock;

use jiff::tz::TimeZone;
use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds since the epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time this many nanoseconds after the epoch (before it, if negative).
    pub const fn from_nanos(nanos: i64) -> Timestamp {
        Timestamp(nanos)
    }

    /// The system's time now.
    #[inline]
    pub fn now() -> Timestamp {
        let time = clock_gettime(ClockId::Realtime);
        Timestamp(time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec))
    }

    /// Nanoseconds since the epoch.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Seconds since the epoch as a float, as `time.time()` gives them.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

/// Where a [`Manager`](crate::Manager) takes time, zone and identity from; every method but `now` has the system's answer.
///
/// # Python
/// No counterpart: `logging` always asks `time` and `os`.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// The zone in which local times are shown.
    fn time_zone(&self) -> TimeZone {
        TimeZone::system()
    }

    /// The process's number and name, if not the real ones.
    fn process(&self) -> Option<(i64, String)> {
        None
    }

    /// The current thread's number and name, if not the real ones.
    fn thread(&self) -> Option<(i64, String)> {
        None
    }
}

/// When the process began to log; `relativeCreated` counts from here.
///
/// # Python
/// The time at which `logging` was imported; here the first use of the library.
pub fn started() -> Timestamp {
    static STARTED: OnceLock<Timestamp> = OnceLock::new();
    *STARTED.get_or_init(Timestamp::now)
}
