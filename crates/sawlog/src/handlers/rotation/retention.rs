//! Which backups are kept: by count, by age, by what they take together.

use std::time::{Duration, SystemTime};

/// The limits of what is kept; a backup past any of them goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Retention {
    /// So many backups at most.
    pub(crate) count: Option<usize>,
    /// None that was last written to longer ago.
    pub(crate) age: Option<Duration>,
    /// So many bytes at most, all backups together.
    pub(crate) total_bytes: Option<u64>,
}

/// What the limits need to know of a backup.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) bytes: u64,
    /// When it was last written to; a compressed one when what it was made of was.
    pub(super) written: SystemTime,
}

impl Retention {
    /// Whether there is any limit.
    pub(in crate::handlers) fn is_limited(&self) -> bool {
        *self != Retention::default()
    }

    /// How many of these are to go, of the oldest; they are given from the youngest to the oldest.
    ///
    /// Where one is past a limit, those that are older go with it: no gap is left in what is kept.
    pub(super) fn surplus(&self, youngest_first: &[Size], now: SystemTime) -> usize {
        let mut total: u64 = 0;
        let kept = youngest_first.iter().enumerate().take_while(|(at, backup)| {
            total = total.saturating_add(backup.bytes);
            // One of the future is no older than now.
            let age = now.duration_since(backup.written).unwrap_or_default();
            self.count.is_none_or(|count| *at < count)
                && self.age.is_none_or(|limit| age <= limit)
                && self.total_bytes.is_none_or(|limit| total <= limit)
        });
        youngest_first.len() - kept.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    /// Backups of 100 bytes, an hour apart, the youngest an hour old.
    fn backups(count: u32) -> (Vec<Size>, SystemTime) {
        let now = SystemTime::UNIX_EPOCH + HOUR * 1_000_000;
        ((1..=count).map(|age| Size { bytes: 100, written: now - HOUR * age }).collect(), now)
    }

    #[test]
    fn each_limit_counts() {
        let (five, now) = backups(5);
        let surplus = |retention: Retention| retention.surplus(&five, now);
        assert_eq!(surplus(Retention::default()), 0);
        assert_eq!(surplus(Retention { count: Some(2), ..Default::default() }), 3);
        assert_eq!(surplus(Retention { count: Some(9), ..Default::default() }), 0);
        assert_eq!(surplus(Retention { age: Some(HOUR * 3), ..Default::default() }), 2);
        assert_eq!(surplus(Retention { total_bytes: Some(499), ..Default::default() }), 1);
        assert_eq!(surplus(Retention { total_bytes: Some(99), ..Default::default() }), 5);
        let all = Retention { count: Some(4), age: Some(HOUR * 3), total_bytes: Some(250) };
        assert_eq!(surplus(all), 3);
    }

    #[test]
    fn no_gap_is_left_and_the_future_is_young() {
        let (mut backups, now) = backups(4);
        backups[1].bytes = 1000;
        backups[0].written = now + HOUR;
        let retention = Retention { total_bytes: Some(500), age: Some(HOUR * 24), ..Default::default() };
        assert_eq!(retention.surplus(&backups, now), 3);
        assert_eq!(retention.surplus(&[], now), 0);
    }
}
