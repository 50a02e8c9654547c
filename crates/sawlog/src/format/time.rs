//! A record's time as text: rendered once a second, patched per record.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::tz::TimeZone;

use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::strftime::{BrokenDownTime, Strftime};
use crate::value::integer::write_i64;
use crate::value::percent::{Conversion, Directive, Key, Piece, Pieces, Size, Template};
use crate::value::{Args, Value};

/// How times are written.
pub(super) struct TimeText {
    /// Tells this way of writing from others in the cache.
    id: u64,
    date: Strftime,
    milliseconds: Milliseconds,
    zone: Zone,
}

/// The zone in which times are told.
#[derive(Clone, Debug, Default)]
pub(super) enum Zone {
    /// The clock's, or else the system's.
    #[default]
    Local,
    Utc,
    Given(TimeZone),
}

enum Milliseconds {
    None,
    /// A text between the date and three digits, and one behind them.
    After {
        separator: Box<str>,
        end: Box<str>,
    },
    /// Any other template of date and milliseconds.
    Template(Template),
    /// Before the offset, as RFC 3339 has them.
    BeforeOffset,
}

impl TimeText {
    /// By a pattern for the date alone.
    pub(super) fn by_date(pattern: &str, zone: Zone) -> TimeText {
        TimeText::new(Strftime::new(pattern), Milliseconds::None, zone)
    }

    /// By a pattern for the date and a `%`-template that puts the milliseconds behind it.
    pub(super) fn with_milliseconds(pattern: &str, template: Option<&str>, zone: Zone) -> TimeText {
        let milliseconds = match template {
            None | Some("") => Milliseconds::None,
            Some(template) => after(template).unwrap_or_else(|| Milliseconds::Template(Template::new(template))),
        };
        TimeText::new(Strftime::new(pattern), milliseconds, zone)
    }

    /// `2024-07-03T16:05:09.123+02:00`
    pub(super) fn rfc3339(zone: Zone) -> TimeText {
        TimeText::new(Strftime::new("%Y-%m-%dT%H:%M:%S%z"), Milliseconds::BeforeOffset, zone)
    }

    fn new(date: Strftime, milliseconds: Milliseconds, zone: Zone) -> TimeText {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        TimeText { id: NEXT.fetch_add(1, Ordering::Relaxed), date, milliseconds, zone }
    }

    /// The same in another zone.
    pub(super) fn in_zone(self, zone: Zone) -> TimeText {
        TimeText::new(self.date, self.milliseconds, zone)
    }

    /// Appends the time of a record.
    ///
    /// # Errors
    /// A time that the calendar does not have.
    #[inline]
    pub(super) fn write(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let plain = if record.has_odd_values() { None } else { record.plain_time() };
        if let (Some((second, millisecond)), Milliseconds::After { end, .. }) = (plain, &self.milliseconds) {
            let clocks = matches!(self.zone, Zone::Local) && record.clock().is_some();
            if !clocks && self.write_again(second, millisecond, end, out) {
                return Ok(());
            }
            self.write_date(record, second, out)?;
            out.push_str(three_digits(millisecond));
            out.push_str(end);
            return Ok(());
        }
        self.write_any(record, out)
    }

    /// Appends the time, if the thread knows how the second is written; whether so. Where many records are logged, most have the
    /// millisecond of the one before.
    #[inline]
    fn write_again(&self, second: i64, millisecond: usize, end: &str, out: &mut String) -> bool {
        let known = RENDERED.try_with(|rendered| {
            let mut rendered = rendered.borrow_mut();
            let is_it = |entry: &&mut Rendered| entry.id == self.id && entry.second == second && entry.zone.is_none();
            let Some(entry) = rendered.iter_mut().find(is_it) else { return false };
            if entry.millisecond != millisecond {
                entry.set_millisecond(millisecond, end);
            }
            out.push_str(&entry.whole);
            true
        });
        known.unwrap_or(false)
    }

    #[inline(never)]
    fn write_any(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let second = second_of(record)?;
        let start = out.len();
        self.write_date(record, second, out)?;
        match &self.milliseconds {
            Milliseconds::None => {}
            Milliseconds::After { end, .. } => {
                write_milliseconds(milliseconds_of(record), out);
                out.push_str(end);
            }
            Milliseconds::Template(template) => {
                let date = out.split_off(start);
                let milliseconds = record.attribute(Attribute::Msecs).unwrap_or_default().into_owned();
                let args = Args::Value(Value::tuple([Value::from(date), milliseconds]));
                template.format(&args, out)?;
            }
            Milliseconds::BeforeOffset => {
                let mut offset = [0; 5];
                let at = out.len().saturating_sub(offset.len()).max(start);
                offset[..out.len() - at].copy_from_slice(&out.as_bytes()[at..]);
                out.truncate(at);
                out.push('.');
                write_milliseconds(milliseconds_of(record), out);
                if &offset == b"+0000" && !matches!(self.zone, Zone::Local) {
                    out.push('Z');
                } else {
                    let (hours, minutes) = offset.split_at(3);
                    out.extend(hours.iter().map(|b| char::from(*b)));
                    out.push(':');
                    out.extend(minutes.iter().map(|b| char::from(*b)));
                }
            }
        }
        Ok(())
    }

    /// Appends the date, and what separates it from milliseconds behind it, out of this thread's cache; no code but
    /// ours runs while that is borrowed.
    #[inline(always)]
    fn write_date(&self, record: &LogRecord<'_>, second: i64, out: &mut String) -> Result<(), FormatError> {
        let clocks_zone = match (&self.zone, record.clock()) {
            (Zone::Local, Some(clock)) => Some(clock.time_zone()),
            _ => None,
        };
        let known = RENDERED.try_with(|rendered| {
            let rendered = rendered.borrow();
            let found = rendered.iter().find(|entry| entry.id == self.id && entry.second == second);
            match found {
                Some(found) if found.zone == clocks_zone => {
                    out.push_str(&found.text);
                    true
                }
                _ => false,
            }
        });
        if known.unwrap_or(false) { Ok(()) } else { self.write_new_date(clocks_zone, second, out) }
    }

    #[inline(never)]
    fn write_new_date(&self, clocks_zone: Option<TimeZone>, second: i64, out: &mut String) -> Result<(), FormatError> {
        let start = out.len();
        let time = match (&clocks_zone, &self.zone) {
            (Some(zone), _) | (None, Zone::Given(zone)) => BrokenDownTime::at(second, zone)?,
            (None, Zone::Utc) => BrokenDownTime::utc(second)?,
            (None, Zone::Local) => BrokenDownTime::at(second, &TimeZone::system())?,
        };
        self.date.write(&time, out)?;
        if let Milliseconds::After { separator, .. } = &self.milliseconds {
            out.push_str(separator);
        }
        let text = &out[start..];
        // A thread that is ending has no cache left.
        let _ = RENDERED.try_with(|rendered| {
            let mut rendered = rendered.borrow_mut();
            let slot = match rendered.iter().position(|entry| entry.id == self.id) {
                Some(slot) => slot,
                None if rendered.len() < KEPT => {
                    rendered.push(Rendered::default());
                    rendered.len() - 1
                }
                None => self.id as usize % KEPT,
            };
            let entry = &mut rendered[slot];
            (entry.id, entry.second, entry.zone) = (self.id, second, clocks_zone);
            entry.text.clear();
            entry.text.push_str(text);
            entry.millisecond = usize::MAX;
        });
        Ok(())
    }
}

impl fmt::Debug for TimeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeText").field("date", &self.date).field("zone", &self.zone).finish_non_exhaustive()
    }
}

/// How many ways of writing a time a thread remembers.
const KEPT: usize = 8;

/// What a way of writing made of a second.
#[derive(Default)]
struct Rendered {
    id: u64,
    second: i64,
    zone: Option<TimeZone>,
    text: String,
    /// The millisecond that was written last behind it, and what that looks like.
    millisecond: usize,
    whole: String,
}

impl Rendered {
    #[inline(never)]
    fn set_millisecond(&mut self, millisecond: usize, end: &str) {
        self.millisecond = millisecond;
        self.whole.clear();
        for text in [&self.text, three_digits(millisecond), end] {
            self.whole.push_str(text);
        }
    }
}

thread_local! {
    static RENDERED: RefCell<Vec<Rendered>> = const { RefCell::new(Vec::new()) };
}

/// Takes a template apart that puts three digits of milliseconds behind the date, as the usual ones do.
fn after(template: &str) -> Option<Milliseconds> {
    let pieces: Vec<Piece<'_>> = Pieces::new(template).collect();
    let is_date = |directive: &Directive<'_>| {
        directive.is_bare() && directive.key == Key::None && directive.conversion == Conversion::Str
    };
    let is_three_digits = |directive: &Directive<'_>| {
        let flags = directive.left | directive.plus | directive.blank | directive.alternate;
        let sizes = (directive.width, directive.precision) == (Size::Fixed(3), Size::None);
        directive.zero
            && !flags
            && sizes
            && directive.key == Key::None
            && matches!(directive.conversion, Conversion::Decimal(_))
    };
    let (separator, number, end) = match &pieces[..] {
        [Piece::Directive(date), Piece::Directive(number)] if is_date(date) => ("", number, ""),
        [Piece::Directive(date), Piece::Literal(separator), Piece::Directive(number)] if is_date(date) => {
            (&**separator, number, "")
        }
        [Piece::Directive(date), Piece::Literal(separator), Piece::Directive(number), Piece::Literal(end)]
            if is_date(date) =>
        {
            (&**separator, number, &**end)
        }
        _ => return None,
    };
    is_three_digits(number).then(|| Milliseconds::After { separator: separator.into(), end: end.into() })
}

fn second_of(record: &LogRecord<'_>) -> Result<i64, FormatError> {
    match record.odd_value(Attribute::Created) {
        None => Ok(record.created_second()),
        Some(created) => match created.as_f64() {
            Some(created) if created.is_nan() => {
                Err(FormatError::Value("the record's time is not a number".to_owned()))
            }
            Some(created) => Ok(created.floor() as i64),
            None => Err(FormatError::Type(format!("'{}' is no time", created.type_name()))),
        },
    }
}

fn milliseconds_of(record: &LogRecord<'_>) -> i64 {
    match record.odd_value(Attribute::Msecs) {
        None => record.msecs() as i64,
        Some(value) => value.as_f64().unwrap_or(0.0) as i64,
    }
}

fn write_milliseconds(milliseconds: i64, out: &mut String) {
    match milliseconds {
        0..=999 => out.push_str(three_digits(milliseconds as usize)),
        // A sender may say anything.
        -9..=-1 => {
            out.push_str("-0");
            write_i64(-milliseconds, out);
        }
        other => write_i64(other, out),
    }
}

/// `007`
#[inline]
fn three_digits(number: usize) -> &'static str {
    THREE_DIGITS.get(number * 3..number * 3 + 3).unwrap_or_default()
}

/// `000001002`… to `999`.
const THREE_DIGITS: &str = {
    const DIGITS: [u8; 3000] = {
        let mut digits = [b'0'; 3000];
        let mut number = 0;
        while number < 1000 {
            digits[number * 3] += (number / 100) as u8;
            digits[number * 3 + 1] += (number / 10 % 10) as u8;
            digits[number * 3 + 2] += (number % 10) as u8;
            number += 1;
        }
        digits
    };
    match std::str::from_utf8(&DIGITS) {
        Ok(digits) => digits,
        Err(_) => panic!("digits are ASCII"),
    }
};
