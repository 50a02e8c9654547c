//! A moment taken apart into the fields of a calendar.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::error::FormatError;

/// Year, month, day, hour and so on, and the zone that they are told in.
///
/// # Python
/// `time.struct_time`.
#[derive(Clone, Copy, Debug)]
pub struct BrokenDownTime {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    /// From Sunday, which is 0.
    pub(super) weekday: i64,
    /// From 1.
    pub(super) day_of_year: i64,
    pub(super) utc_offset: Option<i32>,
    zone: ZoneName,
    epoch_second: Option<i64>,
}

impl BrokenDownTime {
    /// The time of a second since the epoch, as a zone tells it.
    ///
    /// # Errors
    /// `OverflowError` beyond the years -9999 to 9999.
    ///
    /// # Python
    /// `time.localtime(second)`, which goes on to years of ten digits.
    // DIFFERENCE: the calendar ends with the year 9999.
    pub fn at(second: i64, zone: &TimeZone) -> Result<BrokenDownTime, FormatError> {
        let out_of_range = |_| FormatError::Overflow("year is out of range".to_owned());
        let timestamp = jiff::Timestamp::from_second(second).map_err(out_of_range)?;
        let info = zone.to_offset_info(timestamp);
        let local = info.offset().to_datetime(timestamp);
        let mut time = BrokenDownTime::on(local.date());
        time.hour = local.hour().into();
        time.minute = local.minute().into();
        time.second = local.second().into();
        time.utc_offset = Some(info.offset().seconds());
        time.epoch_second = Some(second);
        time.zone = ZoneName::new(info.abbreviation());
        Ok(time)
    }

    /// The time of a second since the epoch in UTC, which C's library then calls `GMT`.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    ///
    /// # Python
    /// `time.gmtime(second)`.
    pub fn utc(second: i64) -> Result<BrokenDownTime, FormatError> {
        let mut time = BrokenDownTime::at(second, &TimeZone::UTC)?;
        time.zone = ZoneName::new("GMT");
        Ok(time)
    }

    /// A date and time that are told in no zone.
    ///
    /// # Errors
    /// `ValueError` if there is no such date or time.
    pub fn from_civil(
        (year, month, day): (i16, i8, i8),
        (hour, minute, second): (i8, i8, i8),
    ) -> Result<BrokenDownTime, FormatError> {
        let wrong = |_| FormatError::Value("no such date or time".to_owned());
        let date = Date::new(year, month, day).map_err(wrong)?;
        jiff::civil::Time::new(hour, minute, second, 0).map_err(wrong)?;
        let mut time = BrokenDownTime::on(date);
        (time.hour, time.minute, time.second) = (hour.into(), minute.into(), second.into());
        Ok(time)
    }

    fn on(date: Date) -> BrokenDownTime {
        BrokenDownTime {
            year: date.year().into(),
            month: date.month().into(),
            day: date.day().into(),
            hour: 0,
            minute: 0,
            second: 0,
            weekday: date.weekday().to_sunday_zero_offset().into(),
            day_of_year: date.day_of_year().into(),
            utc_offset: None,
            zone: ZoneName::default(),
            epoch_second: None,
        }
    }

    pub(super) fn zone_name(&self) -> &str {
        self.zone.as_str()
    }

    pub(super) fn weekday_name(&self) -> &'static str {
        const NAMES: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        NAMES[self.weekday.rem_euclid(7) as usize]
    }

    pub(super) fn month_name(&self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES[(self.month - 1).rem_euclid(12) as usize]
    }

    pub(super) fn hour_of_twelve(&self) -> i64 {
        (self.hour + 11) % 12 + 1
    }

    pub(super) fn half_of_day(&self) -> &'static str {
        if self.hour >= 12 { "PM" } else { "AM" }
    }

    /// Year and number of the week by ISO 8601: weeks begin on Monday, the first has the year's first Thursday.
    pub(super) fn iso_week(&self) -> (i64, i64) {
        let thursday = self.day_of_year + 3 - (self.weekday + 6) % 7;
        let year = if thursday < 1 {
            self.year - 1
        } else if thursday > days_in(self.year) {
            self.year + 1
        } else {
            self.year
        };
        let thursday = match year - self.year {
            -1 => thursday + days_in(year),
            1 => thursday - days_in(self.year),
            _ => thursday,
        };
        (year, (thursday - 1) / 7 + 1)
    }

    /// Seconds since the epoch; a time in no zone is taken as the system's local time.
    pub(super) fn epoch_second(&self) -> i64 {
        self.epoch_second.unwrap_or_else(|| {
            let local = jiff::civil::DateTime::new(
                self.year as i16,
                self.month as i8,
                self.day as i8,
                self.hour as i8,
                self.minute as i8,
                self.second as i8,
                0,
            );
            let timestamp = local.and_then(|local| TimeZone::system().to_timestamp(local));
            timestamp.map_or(-1, |timestamp| timestamp.as_second())
        })
    }
}

/// A zone's abbreviation, kept in place.
#[derive(Clone, Copy, Debug, Default)]
struct ZoneName {
    text: [u8; 30],
    len: u8,
}

impl ZoneName {
    fn new(name: &str) -> ZoneName {
        let mut text = [0; 30];
        let len = name.floor_char_boundary(text.len());
        text[..len].copy_from_slice(&name.as_bytes()[..len]);
        ZoneName { text, len: len as u8 }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..usize::from(self.len)]).unwrap_or_default()
    }
}

fn days_in(year: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if leap { 366 } else { 365 }
}
