//! Dates as C's `strftime` writes them, in the C locale, with the GNU C library's flags and widths.
//!
//! A pattern is compiled once; formatters keep what it gives for a second.

use std::fmt::Write as _;

use crate::error::FormatError;
use crate::scratch::Scratch;

mod broken_down;
mod field;

pub use broken_down::BrokenDownTime;
use field::{Field, Letter, Pad};

/// A compiled pattern.
///
/// ```
/// use jiff::tz::TimeZone;
/// use sawlog::strftime::{BrokenDownTime, Strftime};
/// let pattern = Strftime::new("%Y-%m-%d %H:%M:%S %z, %A");
/// let mut out = String::new();
/// pattern.write(&BrokenDownTime::at(86_400, &TimeZone::UTC)?, &mut out)?;
/// assert_eq!(out, "1970-01-02 00:00:00 +0000, Friday");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// `time.strftime` on Linux, without a locale of its own.
#[derive(Clone, Debug)]
pub struct Strftime {
    items: Box<[Item]>,
    /// Longer results are given up, as Python does.
    limit: usize,
    has_nul: bool,
}

#[derive(Clone, Debug)]
enum Item {
    Literal(Box<str>),
    Field(Field),
}

impl Strftime {
    /// Compiles a pattern; what is no conversion in it will be copied.
    pub fn new(pattern: &str) -> Strftime {
        let mut items = Vec::new();
        let mut rest = pattern;
        while let Some(percent) = rest.find('%') {
            if percent > 0 {
                items.push(Item::Literal(rest[..percent].into()));
            }
            let (field, len) = Field::parse(&rest[percent..]);
            items.push(Item::Field(field));
            rest = &rest[percent + len..];
        }
        if !rest.is_empty() {
            items.push(Item::Literal(rest.into()));
        }
        let enough = pattern.chars().count().saturating_mul(256);
        let mut limit = 1024usize;
        while limit < enough {
            limit = limit.saturating_mul(2);
        }
        Strftime { items: items.into(), limit, has_nul: pattern.contains('\0') }
    }

    /// Appends the time by this pattern.
    ///
    /// # Errors
    /// `ValueError` if the pattern holds a NUL.
    ///
    /// # Python
    /// A result that is more than 256 times as long as its pattern comes out empty, there as here.
    pub fn write(&self, time: &BrokenDownTime, out: &mut String) -> Result<(), FormatError> {
        if self.has_nul {
            return Err(FormatError::Value("embedded null character".to_owned()));
        }
        let start = out.len();
        let mut writer = Writer { out, room: self.limit - 1 };
        for item in &self.items {
            let written = match item {
                Item::Literal(text) => writer.push_str(text),
                Item::Field(field) => write_field(field, time, &mut writer),
            };
            if written.is_none() {
                out.truncate(start);
                break;
            }
        }
        Ok(())
    }
}

/// Text with so many characters of room.
struct Writer<'o> {
    out: &'o mut String,
    room: usize,
}

impl Writer<'_> {
    fn push_str(&mut self, text: &str) -> Option<()> {
        self.room = self.room.checked_sub(text.chars().count())?;
        self.out.push_str(text);
        Some(())
    }

    fn fill(&mut self, c: char, count: usize) -> Option<()> {
        self.room = self.room.checked_sub(count)?;
        self.out.extend(std::iter::repeat_n(c, count));
        Some(())
    }
}

/// The value of a conversion.
enum Shown<'t> {
    Number {
        value: i64,
        digits: usize,
    },
    /// A number with spaces before it, unless a flag says otherwise.
    Spaced {
        value: i64,
        digits: usize,
    },
    Text(&'t str),
    /// A text that `#` turns to capitals.
    Name(&'t str),
    /// A text that `#` turns to small letters.
    Capitals(&'t str),
    SmallLetters(&'t str),
    Pattern(&'t Strftime),
    Offset(i32),
    /// A number that is padded like a text.
    Epoch(i64),
    Nothing,
}

fn write_field(field: &Field, time: &BrokenDownTime, out: &mut Writer<'_>) -> Option<()> {
    match value_of(field, time) {
        Shown::Number { value, digits } => write_number(field, field.pad, value, digits, out),
        Shown::Spaced { value, digits } => {
            let pad = if field.pad == Pad::None { Pad::Space } else { field.pad };
            write_number(field, pad, value, digits, out)
        }
        Shown::Text(text) => write_text(field, text, Case::of(field.upper), out),
        Shown::Name(text) => write_text(field, text, Case::of(field.upper || field.change_case), out),
        Shown::Capitals(text) => {
            write_text(field, text, if field.change_case { Case::Lower } else { Case::of(field.upper) }, out)
        }
        Shown::SmallLetters(text) => write_text(field, text, Case::Lower, out),
        Shown::Pattern(pattern) => {
            let mut text = Scratch::take();
            let mut inner = Writer { out: &mut text, room: out.room };
            for item in &pattern.items {
                match item {
                    Item::Literal(text) => inner.push_str(text)?,
                    Item::Field(field) => write_field(field, time, &mut inner)?,
                }
            }
            write_text(field, &text, Case::of(field.upper), out)
        }
        Shown::Offset(seconds) => {
            // The sign is padded to the width by itself, and then the number.
            write_text(field, if seconds < 0 { "-" } else { "+" }, Case::Same, out)?;
            let minutes = i64::from(seconds.unsigned_abs() / 60);
            write_number(field, field.pad, minutes / 60 * 100 + minutes % 60, 4, out)
        }
        Shown::Epoch(second) => {
            let mut text = Scratch::take();
            let _ = write!(text, "{second}");
            write_text(field, &text, Case::Same, out)
        }
        Shown::Nothing => Some(()),
    }
}

fn value_of<'t>(field: &'t Field, time: &'t BrokenDownTime) -> Shown<'t> {
    let number = |value: i64, digits: usize| Shown::Number { value, digits };
    match field.letter {
        // The case is settled for these two before it shows that they are no conversions.
        Letter::Copied if field.source.ends_with(['b', 'h']) => Shown::Name(&field.source),
        Letter::Copied => Shown::Text(&field.source),
        Letter::Percent => Shown::Text("%"),
        Letter::LineFeed => Shown::Text("\n"),
        Letter::Tab => Shown::Text("\t"),
        Letter::Weekday => Shown::Name(&time.weekday_name()[..3]),
        Letter::WeekdayFull => Shown::Name(time.weekday_name()),
        Letter::Month => Shown::Name(&time.month_name()[..3]),
        Letter::MonthFull => Shown::Name(time.month_name()),
        Letter::Pattern(_) => field.inner.as_deref().map_or(Shown::Nothing, Shown::Pattern),
        Letter::Century => number(time.year.div_euclid(100), 1),
        Letter::Day => number(time.day, 2),
        Letter::DaySpaced => Shown::Spaced { value: time.day, digits: 2 },
        Letter::Hour => number(time.hour, 2),
        Letter::HourSpaced => Shown::Spaced { value: time.hour, digits: 2 },
        Letter::Hour12 => number(time.hour_of_twelve(), 2),
        Letter::Hour12Spaced => Shown::Spaced { value: time.hour_of_twelve(), digits: 2 },
        Letter::DayOfYear => number(time.day_of_year, 3),
        Letter::Minute => number(time.minute, 2),
        Letter::MonthNumber => number(time.month, 2),
        Letter::Second => number(time.second, 2),
        Letter::HalfDay => Shown::Capitals(time.half_of_day()),
        Letter::HalfDayLower => Shown::SmallLetters(time.half_of_day()),
        Letter::Epoch => Shown::Epoch(time.epoch_second()),
        Letter::WeekdayFromMonday => number((time.weekday + 6) % 7 + 1, 1),
        Letter::WeekdayFromSunday => number(time.weekday, 1),
        Letter::WeekFromSunday => number((time.day_of_year + 6 - time.weekday) / 7, 2),
        Letter::WeekFromMonday => number((time.day_of_year + 6 - (time.weekday + 6) % 7) / 7, 2),
        Letter::IsoWeek => number(time.iso_week().1, 2),
        Letter::IsoYear => number(time.iso_week().0, 1),
        Letter::IsoYearOfCentury => number(time.iso_week().0.rem_euclid(100), 2),
        Letter::Year => number(time.year, 1),
        Letter::YearOfCentury => number(time.year.rem_euclid(100), 2),
        Letter::ZoneName => Shown::Capitals(time.zone_name()),
        Letter::ZoneOffset => time.utc_offset.map_or(Shown::Nothing, Shown::Offset),
    }
}

fn write_number(field: &Field, pad: Pad, value: i64, digits: usize, out: &mut Writer<'_>) -> Option<()> {
    let mut text = Scratch::take();
    let _ = write!(text, "{}", value.unsigned_abs());
    let sign = if value < 0 { "-" } else { "" };
    let missing = digits.max(field.width).saturating_sub(sign.len() + text.len());
    match pad {
        Pad::Space => {
            out.fill(' ', missing)?;
            out.push_str(sign)?;
        }
        Pad::None | Pad::Zero => {
            out.push_str(sign)?;
            out.fill('0', missing)?;
        }
        Pad::No => {
            // No zeros, but the width still holds.
            out.fill(' ', field.width.saturating_sub(sign.len() + text.len()))?;
            out.push_str(sign)?;
        }
    }
    out.push_str(&text)
}

#[derive(Clone, Copy)]
enum Case {
    Same,
    Upper,
    Lower,
}

impl Case {
    fn of(upper: bool) -> Case {
        if upper { Case::Upper } else { Case::Same }
    }
}

fn write_text(field: &Field, text: &str, case: Case, out: &mut Writer<'_>) -> Option<()> {
    let fill = if field.pad == Pad::Zero { '0' } else { ' ' };
    if field.width > 0 {
        out.fill(fill, field.width.saturating_sub(text.chars().count()))?;
    }
    match case {
        Case::Same => out.push_str(text),
        Case::Upper => out.push_str(&text.to_ascii_uppercase()),
        Case::Lower => out.push_str(&text.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn shown(pattern: &str, second: i64) -> String {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let mut out = String::new();
        Strftime::new(pattern).write(&BrokenDownTime::at(second, &zone).unwrap(), &mut out).unwrap();
        out
    }

    #[test]
    fn conversions() {
        // Wednesday, 2024-07-03 16:05:09 in summer time.
        let second = 1_720_015_509;
        for (pattern, expected) in [
            ("%a %A %b %B %h", "Wed Wednesday Jul July Jul"),
            (
                "%c|%x|%X|%D|%F|%T|%R|%r",
                "Wed Jul  3 16:05:09 2024|07/03/24|16:05:09|07/03/24|2024-07-03|16:05:09|16:05|04:05:09 PM",
            ),
            ("%d %e %H %I %k %l %M %S %m %y %Y %C", "03  3 16 04 16  4 05 09 07 24 2024 20"),
            ("%j %U %W %V %G %g %u %w", "185 26 27 27 2024 24 3 3"),
            ("%p %P %#p %^a %#Z", "PM pm pm WED cest"),
            ("%z %Z %s", "+0200 CEST 1720015509"),
            ("%n%t%%", "\n\t%"),
            ("%-d %_d %5d %-5d %_5d %05e %5% %^B", "3  3 00003     3     3 00003     % JULY"),
            ("%Ey %Od %EY %Ed %Oc %+ %Q %é %", "24 03 2024 %Ed %Oc %+ %Q %é %"),
            ("", ""),
        ] {
            assert_eq!(shown(pattern, second), expected, "{pattern}");
        }
    }

    #[test]
    fn a_result_out_of_proportion_is_empty() {
        assert_eq!(shown("%1000d", 0).len(), 1000);
        assert_eq!(shown("%99999d", 0), "");
        assert_eq!(shown("%99999999999999999999d", 0), "");
    }

    #[test]
    fn times_beyond_the_calendar_are_errors() {
        assert!(BrokenDownTime::at(i64::MAX, &TimeZone::UTC).is_err());
        assert!(
            Strftime::new("a\0").write(&BrokenDownTime::at(0, &TimeZone::UTC).unwrap(), &mut String::new()).is_err()
        );
    }
}
