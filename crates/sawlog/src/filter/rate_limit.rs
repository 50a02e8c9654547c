//! Not more than so many records in a time: a token bucket for each logger or call site.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::once::Once;
use super::tell::tell;
use super::{Filter, Verdict};
use crate::fork::{self, Locked};
use crate::record::LogRecord;

/// What has a limit of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateKey {
    /// Each logger.
    #[default]
    Logger,
    /// Each call in the source.
    CallSite,
    /// All records together.
    All,
}

/// Keeps not more than so many records in a time, for each logger or call site.
///
/// Of each, a burst passes at once, and then as many as the rate allows. The next record that passes tells how many did
/// not: in its attribute `suppressed`, and before its message, `[17 records suppressed] …`. Time is that of the records.
///
/// ```
/// use std::time::Duration;
/// use sawlog::{RateLimitFilter, get_logger};
/// get_logger("rate.example").add_filter(RateLimitFilter::new(10, Duration::from_secs(1)));
/// ```
///
/// # Python
/// There is no counterpart. In configurations `sawlog.RateLimitFilter` with `rate`, and if wanted `per` (seconds, 1 unless
/// said), `burst`, `by` (`logger`, `callSite`, `all`), `inText` and `maxKeys`. One filter may be added to several handlers: each
/// record is counted once.
#[derive(Debug)]
pub struct RateLimitFilter {
    /// Tokens for each nanosecond.
    rate: f64,
    burst: f64,
    key: RateKey,
    in_text: bool,
    max_keys: usize,
    once: Once,
    hasher: RandomState,
    buckets: Mutex<Buckets>,
    suppressed: AtomicU64,
}

#[derive(Debug, Default)]
struct Buckets {
    /// By the hash of what they are for.
    by_key: HashMap<u64, Bucket>,
    /// Suppressed by buckets that are no longer kept.
    elsewhere: u64,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    /// In nanoseconds since the epoch.
    filled: i64,
    suppressed: u64,
}

impl RateLimitFilter {
    /// Keeps this many records in this time, as a burst or one by one.
    pub fn new(records: u32, per: Duration) -> RateLimitFilter {
        RateLimitFilter::builder(f64::from(records), per).build()
    }

    /// Starts one with all its other options at their defaults; see [`RateLimitFilterBuilder`].
    pub fn builder(records: f64, per: Duration) -> RateLimitFilterBuilder {
        RateLimitFilterBuilder { records, per, burst: None, key: RateKey::default(), in_text: true, max_keys: 10_000 }
    }

    /// How many records were suppressed so far.
    pub fn suppressed(&self) -> u64 {
        self.suppressed.load(Ordering::Relaxed)
    }

    /// Takes a token for a record; if there is one, how many records before it had none.
    fn take(&self, key: u64, now: i64) -> Option<u64> {
        let mut buckets = self.lock();
        if !buckets.by_key.contains_key(&key) && buckets.by_key.len() >= self.max_keys {
            self.forget(&mut buckets, now);
        }
        let new = Bucket { tokens: self.burst, filled: now, suppressed: 0 };
        let bucket = buckets.by_key.entry(key).or_insert(new);
        bucket.tokens = self.tokens(bucket, now);
        bucket.filled = bucket.filled.max(now);
        if bucket.tokens < 1.0 {
            bucket.suppressed += 1;
            return None;
        }
        bucket.tokens -= 1.0;
        let before = std::mem::take(&mut bucket.suppressed);
        Some(before + std::mem::take(&mut buckets.elsewhere))
    }

    fn tokens(&self, bucket: &Bucket, now: i64) -> f64 {
        // Records of other machines may be of an earlier time.
        let elapsed = now.saturating_sub(bucket.filled).max(0) as f64;
        // A little is added for what floats lose, so that a whole token is one.
        (bucket.tokens + elapsed * self.rate + 1e-9).min(self.burst)
    }

    /// Makes room: buckets that are full again are as good as new ones; if all are in use, a quarter of them goes.
    fn forget(&self, buckets: &mut Buckets, now: i64) {
        let mut told_elsewhere = 0;
        let mut room = self.max_keys / 4 + 1;
        let mut keep = |bucket: &Bucket, any: bool| {
            let goes = room > 0 && (any || self.tokens(bucket, now) >= self.burst);
            if goes {
                room -= 1;
                told_elsewhere += bucket.suppressed;
            }
            !goes
        };
        buckets.by_key.retain(|_, bucket| keep(bucket, false));
        if buckets.by_key.len() >= self.max_keys {
            buckets.by_key.retain(|_, bucket| keep(bucket, true));
        }
        buckets.elsewhere += told_elsewhere;
    }

    fn lock(&self) -> Locked<'_, Buckets> {
        fork::lock(&self.buckets)
    }
}

impl Filter for RateLimitFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        self.once.decide(record, |record| {
            let key = match self.key {
                RateKey::Logger => self.hasher.hash_one(record.name()),
                RateKey::CallSite => self.hasher.hash_one((record.pathname(), record.lineno())),
                RateKey::All => 0,
            };
            let Some(before) = self.take(key, record.timestamp().nanos()) else {
                self.suppressed.fetch_add(1, Ordering::Relaxed);
                return false;
            };
            if before > 0 {
                let records = if before == 1 { "record" } else { "records" };
                let note = self.in_text.then(|| format!("{before} {records} suppressed"));
                tell(record, "suppressed", before, note);
            }
            true
        })
    }

    fn take_untold(&self) -> u64 {
        let mut buckets = self.lock();
        let elsewhere = std::mem::take(&mut buckets.elsewhere);
        elsewhere + buckets.by_key.values_mut().map(|bucket| std::mem::take(&mut bucket.suppressed)).sum::<u64>()
    }
}

/// The options of a [`RateLimitFilter`].
///
/// | option | default |
/// |---|---|
/// | `burst` | as many as the rate says, but at least 1 |
/// | `key` | each logger has the limit for itself |
/// | `in_text` | yes: what was suppressed is told before the message, too |
/// | `max_keys` | 10,000: of so many loggers or call sites counts are kept |
#[must_use]
#[derive(Clone, Debug)]
pub struct RateLimitFilterBuilder {
    records: f64,
    per: Duration,
    burst: Option<f64>,
    key: RateKey,
    in_text: bool,
    max_keys: usize,
}

impl RateLimitFilterBuilder {
    /// Lets this many records pass at once after a time of silence; at least 1.
    pub fn burst(mut self, records: f64) -> Self {
        self.burst = Some(records);
        self
    }

    /// Gives each of these a limit of its own.
    pub fn key(mut self, key: RateKey) -> Self {
        self.key = key;
        self
    }

    /// Tells of suppressed records before the message too, or in the attribute alone.
    pub fn in_text(mut self, in_text: bool) -> Self {
        self.in_text = in_text;
        self
    }

    /// Keeps the counts of so many loggers or call sites; where there are more, those that had been silent start anew.
    pub fn max_keys(mut self, keys: usize) -> Self {
        self.max_keys = keys;
        self
    }

    /// The filter.
    pub fn build(self) -> RateLimitFilter {
        let nanos = self.per.as_nanos().max(1) as f64;
        RateLimitFilter {
            rate: self.records.max(0.0) / nanos,
            burst: self.burst.unwrap_or(self.records).max(1.0),
            key: self.key,
            in_text: self.in_text,
            max_keys: self.max_keys.max(1),
            once: Once::new(),
            hasher: RandomState::new(),
            buckets: Mutex::default(),
            suppressed: AtomicU64::new(0),
        }
    }
}
