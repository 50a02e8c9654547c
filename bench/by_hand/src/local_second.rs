//! The local time, rendered once a second.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What the floors show of the time: the second as text, kept until the next one.
#[derive(Default)]
pub struct LocalSecond {
    second: u64,
    text: String,
}

impl LocalSecond {
    /// The time now: as text to the second, and the milliseconds.
    pub fn now(&mut self) -> (&str, u32) {
        self.at(SystemTime::now())
    }

    /// A time, likewise.
    pub fn at(&mut self, time: SystemTime) -> (&str, u32) {
        let time = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        if time.as_secs() != self.second {
            self.second = time.as_secs();
            let at = Timestamp::from_second(time.as_secs() as i64).unwrap_or_default().to_zoned(TimeZone::system());
            self.text = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        }
        (&self.text, time.subsec_millis())
    }
}
