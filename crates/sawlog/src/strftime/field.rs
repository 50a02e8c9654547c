//! One conversion of a pattern: `%`, flags, width, modifier and letter.

use super::Strftime;

/// A conversion, or what only looks like one.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) pad: Pad,
    /// `^`
    pub(super) upper: bool,
    /// `#`
    pub(super) change_case: bool,
    pub(super) width: usize,
    pub(super) letter: Letter,
    /// What the letter is short for.
    pub(super) inner: Option<Box<Strftime>>,
    /// The text that it was read from.
    pub(super) source: Box<str>,
}

/// How a number is filled up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pad {
    /// No flag.
    None,
    /// `_`
    Space,
    /// `0`
    Zero,
    /// `-`
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letter {
    /// No conversion: copied as it stands.
    Copied,
    Percent,
    LineFeed,
    Tab,
    Weekday,
    WeekdayFull,
    Month,
    MonthFull,
    /// Short for another pattern.
    Pattern(&'static str),
    Century,
    Day,
    DaySpaced,
    Hour,
    HourSpaced,
    Hour12,
    Hour12Spaced,
    DayOfYear,
    Minute,
    MonthNumber,
    Second,
    HalfDay,
    HalfDayLower,
    Epoch,
    WeekdayFromMonday,
    WeekdayFromSunday,
    WeekFromSunday,
    WeekFromMonday,
    IsoWeek,
    IsoYear,
    IsoYearOfCentury,
    Year,
    YearOfCentury,
    ZoneName,
    ZoneOffset,
}

/// Which of the modifiers `E` and `O` a letter bears.
#[derive(Clone, Copy)]
struct Bears {
    e: bool,
    o: bool,
}

impl Field {
    /// Reads the conversion at the beginning of `text`, which is a `%`; also how long it is.
    pub(super) fn parse(text: &str) -> (Field, usize) {
        let mut chars = text.char_indices().skip(1).peekable();
        let (mut pad, mut upper, mut change_case) = (Pad::None, false, false);
        while let Some((_, flag)) = chars.peek() {
            match flag {
                '_' => pad = Pad::Space,
                '-' => pad = Pad::No,
                '0' => pad = Pad::Zero,
                '^' => upper = true,
                '#' => change_case = true,
                _ => break,
            }
            chars.next();
        }
        let mut width = 0usize;
        while let Some(digit) = chars.peek().and_then(|(_, c)| c.to_digit(10)) {
            width = width.saturating_mul(10).saturating_add(digit as usize).min(i32::MAX as usize);
            chars.next();
        }
        let modifier = chars.next_if(|(_, c)| matches!(c, 'E' | 'O')).map(|(_, c)| c);
        let last = chars.next();
        let len = last.map_or(text.len(), |(at, c)| at + c.len_utf8());
        let letter = match (last.and_then(|(_, c)| letter(c)), modifier) {
            (Some((letter, _)), None) => letter,
            (Some((letter, Bears { e: true, .. })), Some('E')) => letter,
            (Some((letter, Bears { o: true, .. })), Some('O')) => letter,
            _ => Letter::Copied,
        };
        let inner = match letter {
            Letter::Pattern(pattern) => Some(Box::new(Strftime::new(pattern))),
            _ => None,
        };
        // What is no conversion is copied from its last percent sign on.
        let start = text[..len].rfind('%').unwrap_or(0);
        (Field { pad, upper, change_case, width, letter, inner, source: text[start..len].into() }, len)
    }
}

fn letter(c: char) -> Option<(Letter, Bears)> {
    let both = Bears { e: true, o: true };
    let none = Bears { e: false, o: false };
    let only_e = Bears { e: true, o: false };
    let only_o = Bears { e: false, o: true };
    Some(match c {
        '%' => (Letter::Percent, none),
        'n' => (Letter::LineFeed, both),
        't' => (Letter::Tab, both),
        'a' => (Letter::Weekday, none),
        'A' => (Letter::WeekdayFull, none),
        'b' | 'h' => (Letter::Month, only_o),
        'B' => (Letter::MonthFull, only_o),
        'c' => (Letter::Pattern("%a %b %e %H:%M:%S %Y"), only_e),
        'x' => (Letter::Pattern("%m/%d/%y"), only_e),
        'X' => (Letter::Pattern("%H:%M:%S"), only_e),
        'D' => (Letter::Pattern("%m/%d/%y"), none),
        'F' => (Letter::Pattern("%Y-%m-%d"), none),
        'R' => (Letter::Pattern("%H:%M"), both),
        'r' => (Letter::Pattern("%I:%M:%S %p"), both),
        'T' => (Letter::Pattern("%H:%M:%S"), both),
        'C' => (Letter::Century, both),
        'd' => (Letter::Day, only_o),
        'e' => (Letter::DaySpaced, only_o),
        'H' => (Letter::Hour, only_o),
        'k' => (Letter::HourSpaced, only_o),
        'I' => (Letter::Hour12, only_o),
        'l' => (Letter::Hour12Spaced, only_o),
        'j' => (Letter::DayOfYear, only_o),
        'M' => (Letter::Minute, only_o),
        'm' => (Letter::MonthNumber, only_o),
        'S' => (Letter::Second, only_o),
        'p' => (Letter::HalfDay, both),
        'P' => (Letter::HalfDayLower, both),
        's' => (Letter::Epoch, both),
        'u' => (Letter::WeekdayFromMonday, both),
        'w' => (Letter::WeekdayFromSunday, only_o),
        'U' => (Letter::WeekFromSunday, only_o),
        'W' => (Letter::WeekFromMonday, only_o),
        'V' => (Letter::IsoWeek, only_o),
        'G' => (Letter::IsoYear, only_o),
        'g' => (Letter::IsoYearOfCentury, only_o),
        'Y' => (Letter::Year, only_e),
        'y' => (Letter::YearOfCentury, both),
        'Z' => (Letter::ZoneName, both),
        'z' => (Letter::ZoneOffset, both),
        _ => return None,
    })
}
