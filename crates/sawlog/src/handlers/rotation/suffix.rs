//! What stands behind a file's name in those of its backups: a number, a date, or both.

use std::sync::Arc;

/// The kind of suffix that a handler's backups have; what does not match it is not the handler's.
///
/// # Python
/// `extMatch`, and the numbers of `RotatingFileHandler`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::handlers) enum Suffix {
    /// `1` to so many; `1` is the newest.
    Number(u32),
    /// A date of this shape, a `0` for each digit: `0000-00-00`.
    Date(Arc<str>),
    /// A date and a number, which grows: `2026-11-28.2` is younger than `2026-11-28.1`, and a date alone is older.
    DateAndNumber(Arc<str>),
}

/// The age of a backup by its name; the youngest is the greatest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::handlers) struct Key {
    date: String,
    number: i64,
}

impl Key {
    /// The number that a suffix with a date has; 0 for a date alone.
    pub(super) fn number_on(&self, date: &str) -> Option<u64> {
        (self.date == date).then(|| u64::try_from(self.number).ok()).flatten()
    }
}

impl Suffix {
    /// That of dates that look like this one.
    pub(in crate::handlers) fn like(date: &str, numbered: bool) -> Suffix {
        let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
        let shape = date.chars().map(digit).collect::<String>().into();
        if numbered { Suffix::DateAndNumber(shape) } else { Suffix::Date(shape) }
    }

    /// Reads a whole suffix.
    pub(super) fn read(&self, text: &str) -> Option<Key> {
        match self {
            Suffix::Number(most) => {
                let number = number(text)?;
                let is_own = (1..=i64::from(*most)).contains(&number);
                is_own.then(|| Key { date: String::new(), number: -number })
            }
            Suffix::Date(shape) => {
                (date_at(text, shape)? == text.len()).then(|| Key { date: text.to_owned(), number: 0 })
            }
            Suffix::DateAndNumber(shape) => {
                let (date, rest) = text.split_at(date_at(text, shape)?);
                let number = match rest {
                    "" => 0,
                    _ => number(rest.strip_prefix('.')?)?,
                };
                Some(Key { date: date.to_owned(), number })
            }
        }
    }

    /// Every part of a text that could be a suffix, and is not part of a longer row of digits.
    pub(super) fn find<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let bytes = text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let starts = (0..bytes.len()).filter(|at| digit(*at) && (*at == 0 || !digit(at - 1)));
        let mut found = Vec::new();
        for start in starts {
            // Digits are of one byte, and what lies between them in a shape, too.
            let Some(text) = text.get(start..) else { continue };
            let row = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
            match self {
                Suffix::Number(_) => found.push(&text[..row(text)]),
                Suffix::Date(shape) => found.extend(date_at(text, shape).map(|end| &text[..end])),
                Suffix::DateAndNumber(shape) => {
                    let Some(end) = date_at(text, shape) else { continue };
                    found.push(&text[..end]);
                    if let Some(rest) = text[end..].strip_prefix('.') {
                        found.push(&text[..end + 1 + row(rest)]);
                    }
                }
            }
        }
        found
    }
}

/// Where the date at the start of a text ends; none if another digit follows.
fn date_at(text: &str, shape: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let fits = |(at, shape): (usize, u8)| match (shape, bytes.get(at)) {
        (b'0', Some(found)) => found.is_ascii_digit(),
        (_, found) => found == Some(&shape),
    };
    let whole = shape.bytes().enumerate().all(fits) && !bytes.get(shape.len()).is_some_and(u8::is_ascii_digit);
    whole.then_some(shape.len())
}

/// A number as backups have it: no sign, no zero before it.
fn number(text: &str) -> Option<i64> {
    let digits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !text.starts_with('0')).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Suffix {
        Suffix::like("2026-11-28", false)
    }

    fn both() -> Suffix {
        Suffix::like("2026-11-28", true)
    }

    #[test]
    fn only_whole_suffixes_are_read() {
        for text in ["1", "5"] {
            assert!(Suffix::Number(5).read(text).is_some(), "{text}");
        }
        for text in ["0", "6", "01", "-1", "+1", "1 ", "", "x", "99999999999999999999"] {
            assert_eq!(Suffix::Number(5).read(text), None, "{text}");
        }
        assert!(day().read("2026-11-28").is_some());
        for text in ["2026-11-2", "2026-11-288", "2026-11-28.1", "2026-11-28.gz", "x2026-11-28", "२०२६-११-२८"]
        {
            assert_eq!(day().read(text), None, "{text}");
        }
        assert!(both().read("2026-11-28").is_some() && both().read("2026-11-28.10").is_some());
        for text in ["2026-11-28.", "2026-11-28.0", "2026-11-28.01", "2026-11-28.x", "2026-11-28.1.2"] {
            assert_eq!(both().read(text), None, "{text}");
        }
    }

    #[test]
    fn the_youngest_is_the_greatest() {
        let keys = |suffix: Suffix, texts: &[&str]| texts.iter().map(|text| suffix.read(text)).collect::<Vec<_>>();
        for ascending in [
            keys(Suffix::Number(20), &["11", "10", "9", "2", "1"]),
            keys(day(), &["2025-12-31", "2026-01-01", "2026-11-28"]),
            keys(both(), &["2026-11-27.11", "2026-11-28", "2026-11-28.1", "2026-11-28.2", "2026-11-28.10"]),
        ] {
            assert!(ascending.iter().all(Option::is_some));
            assert!(ascending.is_sorted(), "{ascending:?}");
        }
    }

    #[test]
    fn suffixes_are_found_within_names() {
        assert_eq!(day().find("app-2026-11-28.log.gz"), ["2026-11-28"]);
        assert_eq!(day().find("app-12026-11-28 2026-11-281 é2026-11-28"), ["2026-11-28"]);
        assert_eq!(both().find("app.log.2026-11-28.12.gz"), ["2026-11-28", "2026-11-28.12"]);
        assert_eq!(Suffix::Number(9).find("7app12.log.3"), ["7", "12", "3"]);
        assert!(day().find("").is_empty());
    }
}
