//! When a file is due by the time: pure arithmetic on seconds and a zone.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::error::FormatError;
use crate::strftime::{BrokenDownTime, Strftime};
use crate::value::temporal::Time;

/// What a file's time is counted in.
///
/// ```
/// use sawlog::RolloverWhen;
/// assert_eq!("midnight".parse(), Ok(RolloverWhen::Midnight));
/// assert!("W7".parse::<RolloverWhen>().is_err());
/// ```
///
/// # Python
/// The `when` of `TimedRotatingFileHandler`: `S`, `M`, `H`, `D`, `midnight`, and `W0` (Monday) to `W6`, in small or
/// capital letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RolloverWhen {
    /// Seconds since the last time.
    Second,
    /// Minutes since the last time.
    Minute,
    /// Hours since the last time.
    #[default]
    Hour,
    /// Days of 24 hours since the last time.
    Day,
    /// Days of the calendar, which end at midnight or at the time that is set.
    Midnight,
    /// `W0`: weeks, which end with Monday, or on it at the time that is set.
    Monday,
    /// `W1`
    Tuesday,
    /// `W2`
    Wednesday,
    /// `W3`
    Thursday,
    /// `W4`
    Friday,
    /// `W5`
    Saturday,
    /// `W6`
    Sunday,
}

const WEEK: [RolloverWhen; 7] = [
    RolloverWhen::Monday,
    RolloverWhen::Tuesday,
    RolloverWhen::Wednesday,
    RolloverWhen::Thursday,
    RolloverWhen::Friday,
    RolloverWhen::Saturday,
    RolloverWhen::Sunday,
];

const DAY: i64 = 24 * 60 * 60;

impl RolloverWhen {
    /// How long one of them is, in seconds.
    fn seconds(self) -> i64 {
        match self {
            RolloverWhen::Second => 1,
            RolloverWhen::Minute => 60,
            RolloverWhen::Hour => 60 * 60,
            RolloverWhen::Day | RolloverWhen::Midnight => DAY,
            _ => 7 * DAY,
        }
    }

    /// The day of the week, from Monday, which is 0.
    fn day(self) -> Option<i64> {
        WEEK.iter().position(|day| *day == self).map(|day| day as i64)
    }

    /// Whether it ends with days of the calendar, at a time that can be set.
    pub(crate) fn ends_days(self) -> bool {
        self == RolloverWhen::Midnight || self.day().is_some()
    }

    /// The date in a backup's name, as a pattern for `strftime`.
    fn suffix(self) -> &'static str {
        match self {
            RolloverWhen::Second => "%Y-%m-%d_%H-%M-%S",
            RolloverWhen::Minute => "%Y-%m-%d_%H-%M",
            RolloverWhen::Hour => "%Y-%m-%d_%H",
            _ => "%Y-%m-%d",
        }
    }
}

impl FromStr for RolloverWhen {
    type Err = RolloverWhenError;

    fn from_str(when: &str) -> Result<RolloverWhen, RolloverWhenError> {
        let upper = when.to_uppercase();
        let day = |digit: &str| {
            let day: usize = digit.parse().ok().filter(|_| digit.len() == 1)?;
            WEEK.get(day).copied()
        };
        match &*upper {
            "S" => Some(RolloverWhen::Second),
            "M" => Some(RolloverWhen::Minute),
            "H" => Some(RolloverWhen::Hour),
            "D" => Some(RolloverWhen::Day),
            "MIDNIGHT" => Some(RolloverWhen::Midnight),
            _ => upper.strip_prefix('W').and_then(day),
        }
        .ok_or_else(|| RolloverWhenError(when.to_owned()))
    }
}

/// A text that says no time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no time {0:?} to rotate at: it is S, M, H, D, midnight, or W0 (Monday) to W6")]
pub struct RolloverWhenError(String);

/// When a file is due, and what its backups are called.
pub(in crate::handlers) struct Schedule {
    pub(in crate::handlers) when: RolloverWhen,
    /// In seconds; Python takes fractions, too.
    pub(in crate::handlers) interval: f64,
    pub(in crate::handlers) utc: bool,
    pub(in crate::handlers) at_time: Option<Time>,
    pub(in crate::handlers) suffix: Strftime,
}

impl Schedule {
    /// Every so many of what `when` says.
    pub(in crate::handlers) fn new(when: RolloverWhen, count: f64) -> Schedule {
        let suffix = Strftime::new(when.suffix());
        Schedule { when, interval: when.seconds() as f64 * count, utc: false, at_time: None, suffix }
    }

    /// The second at which a file is due that was begun at `now`.
    ///
    /// # Errors
    /// The calendar ends before.
    ///
    /// # Python
    /// `computeRollover`, with the hour that it takes for the difference of summer time, whatever that is where the
    /// program runs.
    pub(in crate::handlers) fn due_after(&self, now: i64, zone: &TimeZone) -> Result<f64, FormatError> {
        if !self.when.ends_days() {
            return Ok(now as f64 + self.interval);
        }
        let begun = Local::at(now as f64, self.zone(zone))?;
        let time = self.at_time.as_ref().map_or(DAY, Time::second_of_day);
        let mut today = begun.weekday;
        let mut wait = time - begun.second_of_day;
        if wait <= 0 {
            wait += DAY;
            today = (today + 1) % 7;
        }
        if let Some(day) = self.when.day() {
            wait += (day - today).rem_euclid(7) * DAY;
        }
        let due = (now + wait) as f64 + (self.interval - self.when.seconds() as f64);
        if self.utc {
            return Ok(due);
        }
        Ok(match (begun.is_dst, Local::at(due, zone)?.is_dst) {
            (false, true) if Local::at(due - 3600.0, zone)?.is_dst => due - 3600.0,
            (true, false) => due + 3600.0,
            _ => due,
        })
    }

    /// Appends the date for the name of a backup: that at which its file was begun, if it is due at `due`.
    ///
    /// # Errors
    /// The calendar does not have it.
    pub(in crate::handlers) fn write_suffix(
        &self,
        due: f64,
        now: i64,
        zone: &TimeZone,
        out: &mut String,
    ) -> Result<(), FormatError> {
        let mut begun = due - self.interval;
        let time = if self.utc {
            BrokenDownTime::utc(begun.floor() as i64)?
        } else {
            match (Local::at(now as f64, zone)?.is_dst, Local::at(begun, zone)?.is_dst) {
                (true, false) => begun += 3600.0,
                (false, true) => begun -= 3600.0,
                _ => {}
            }
            BrokenDownTime::at(begun.floor() as i64, zone)?
        };
        self.suffix.write(&time, out)
    }

    fn zone<'z>(&self, local: &'z TimeZone) -> &'z TimeZone {
        const UTC: &TimeZone = &TimeZone::UTC;
        if self.utc { UTC } else { local }
    }
}

/// What `localtime` knows that is needed here.
struct Local {
    second_of_day: i64,
    /// From Monday, which is 0.
    weekday: i64,
    is_dst: bool,
}

impl Local {
    fn at(second: f64, zone: &TimeZone) -> Result<Local, FormatError> {
        let timestamp = Timestamp::from_second(second.floor() as i64)
            .map_err(|_| FormatError::Overflow("the time is out of range".to_owned()))?;
        let info = zone.to_offset_info(timestamp);
        let local = info.offset().to_datetime(timestamp);
        Ok(Local {
            second_of_day: second_of_day(local.time()),
            weekday: local.weekday().to_monday_zero_offset().into(),
            is_dst: info.dst().is_dst(),
        })
    }
}

/// Whole seconds since midnight.
fn second_of_day(time: civil::Time) -> i64 {
    (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second())
}
