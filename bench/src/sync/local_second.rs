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
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        if now.as_secs() != self.second {
            self.second = now.as_secs();
            let at = Timestamp::from_second(now.as_secs() as i64).unwrap_or_default().to_zoned(TimeZone::system());
            self.text = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        }
        (&self.text, now.subsec_millis())
    }
}
