//! Facilities and severities, by name and number, and the severities of levels.

use std::fmt;
use std::str::FromStr;

use super::error::SyslogError;
use crate::level::Level;

/// Which part of a system speaks: a number from 0 to 23.
///
/// ```
/// use sawlog::wire::syslog::Facility;
/// assert_eq!("local0".parse(), Ok(Facility::LOCAL0));
/// assert_eq!(Facility::LOCAL0.number(), 16);
/// ```
///
/// # Python
/// `SysLogHandler.LOG_USER` and its siblings, and `facility_names`.
// DIFFERENCE: a facility that syslog does not have is refused when the handler is made; Python sends the number it
// is given, and fails at each record for an unknown name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Facility(u8);

/// How grave a message is; the lower the number, the graver.
///
/// # Python
/// `SysLogHandler.LOG_INFO` and its siblings, and `priority_names`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Severity {
    /// 0: the system is unusable.
    Emergency,
    /// 1: something must be done at once.
    Alert,
    /// 2.
    Critical,
    /// 3.
    Error,
    /// 4.
    Warning,
    /// 5: normal, but worth a look.
    Notice,
    /// 6.
    Info,
    /// 7.
    Debug,
}

/// The number that stands in angle brackets in front of a message.
///
/// # Python
/// `SysLogHandler.encodePriority`.
pub const fn encode_priority(facility: Facility, severity: Severity) -> u8 {
    facility.0 << 3 | severity as u8
}

macro_rules! facilities {
    ($($name:ident $number:literal $text:literal, $doc:literal;)*) => {
        impl Facility {
            $(#[doc = concat!($number, ": ", $doc, ".")] pub const $name: Facility = Facility($number);)*

            /// Every facility, by its number.
            pub const ALL: &'static [Facility] = &[$(Facility::$name),*];
        }

        const FACILITY_NAMES: &[&str] = &[$($text),*];
        /// What Python calls the constants of a facility, without its `LOG_`.
        const CONSTANTS: &[&str] = &[$(stringify!($name)),*];
    };
}

facilities! {
    KERN 0 "kern", "the kernel";
    USER 1 "user", "programs, unless they say otherwise";
    MAIL 2 "mail", "mail";
    DAEMON 3 "daemon", "system daemons";
    AUTH 4 "auth", "logins and permissions";
    SYSLOG 5 "syslog", "the syslog daemon itself";
    LPR 6 "lpr", "printers";
    NEWS 7 "news", "network news";
    UUCP 8 "uucp", "UUCP";
    CRON 9 "cron", "the clock daemon";
    AUTHPRIV 10 "authpriv", "logins and permissions, not for everyone's eyes";
    FTP 11 "ftp", "FTP";
    NTP 12 "ntp", "NTP";
    SECURITY 13 "security", "audits";
    CONSOLE 14 "console", "alerts";
    SOLCRON 15 "solaris-cron", "the clock daemon of Solaris";
    LOCAL0 16 "local0", "for local use";
    LOCAL1 17 "local1", "for local use";
    LOCAL2 18 "local2", "for local use";
    LOCAL3 19 "local3", "for local use";
    LOCAL4 20 "local4", "for local use";
    LOCAL5 21 "local5", "for local use";
    LOCAL6 22 "local6", "for local use";
    LOCAL7 23 "local7", "for local use";
}

impl Facility {
    /// The facility's number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The facility's name, such as `local0`.
    pub fn name(self) -> &'static str {
        FACILITY_NAMES[usize::from(self.0)]
    }

    /// What Python calls the constant, without its `LOG_`.
    pub(crate) fn constant(self) -> String {
        CONSTANTS[usize::from(self.0)].to_owned()
    }
}

impl Default for Facility {
    fn default() -> Facility {
        Facility::USER
    }
}

impl TryFrom<i64> for Facility {
    type Error = SyslogError;
    fn try_from(number: i64) -> Result<Facility, SyslogError> {
        let found = usize::try_from(number).ok().and_then(|number| Facility::ALL.get(number));
        found.copied().ok_or(SyslogError::FacilityNumber(number))
    }
}

impl FromStr for Facility {
    type Err = SyslogError;
    fn from_str(name: &str) -> Result<Facility, SyslogError> {
        let found = Facility::ALL.iter().find(|facility| facility.name() == name);
        found.copied().ok_or_else(|| SyslogError::FacilityName(name.to_owned()))
    }
}

impl fmt::Display for Facility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Facility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Facility({self})")
    }
}

/// Python's names; the first of each severity is the one that is written.
const SEVERITY_NAMES: [(&str, Severity); 12] = [
    ("emerg", Severity::Emergency),
    ("alert", Severity::Alert),
    ("crit", Severity::Critical),
    ("err", Severity::Error),
    ("warning", Severity::Warning),
    ("notice", Severity::Notice),
    ("info", Severity::Info),
    ("debug", Severity::Debug),
    ("critical", Severity::Critical),
    ("error", Severity::Error),
    ("panic", Severity::Emergency),
    ("warn", Severity::Warning),
];

impl Severity {
    /// The severity's number, from 0 to 7.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The severity's name, such as `err`.
    pub fn name(self) -> &'static str {
        SEVERITY_NAMES[self as usize].0
    }

    /// Every severity with the name of Python's constant for it, without its `LOG_`.
    pub(crate) fn constants() -> impl Iterator<Item = (&'static str, Severity)> {
        SEVERITY_NAMES[..8].iter().map(|(name, severity)| (*name, *severity))
    }

    /// The severity of a level by its number: that of the nearest one below it which Python names, and `Notice` from 25.
    ///
    /// ```
    /// use sawlog::{Level, wire::syslog::Severity};
    /// assert_eq!(Severity::of_level(Level::ERROR), Severity::Error);
    /// assert_eq!(Severity::of_level(Level::new(25)), Severity::Notice);
    /// assert_eq!(Severity::of_level(Level::new(5)), Severity::Debug);
    /// ```
    ///
    /// # Python
    /// No counterpart; `mapPriority` takes every level of an unknown name for a warning.
    pub fn of_level(level: Level) -> Severity {
        match level.number() {
            50.. => Severity::Critical,
            40..50 => Severity::Error,
            30..40 => Severity::Warning,
            25..30 => Severity::Notice,
            20..25 => Severity::Info,
            _ => Severity::Debug,
        }
    }
}

impl FromStr for Severity {
    type Err = SyslogError;
    fn from_str(name: &str) -> Result<Severity, SyslogError> {
        let found = SEVERITY_NAMES.iter().find(|(known, _)| *known == name).map(|(_, severity)| *severity);
        found.ok_or_else(|| SyslogError::Severity(name.to_owned()))
    }
}

/// The severities of levels, by the levels' names.
///
/// ```
/// use sawlog::wire::syslog::{PriorityMap, Severity};
/// let mut map = PriorityMap::default();
/// map.insert("NOTICE", Severity::Notice);
/// assert_eq!(map.get("NOTICE"), Some(Severity::Notice));
/// assert_eq!(map.get("CRITICAL"), Some(Severity::Critical));
/// assert_eq!(map.get("Level 7"), None);
/// ```
///
/// # Python
/// `SysLogHandler.priority_map`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorityMap(Vec<(Box<str>, Severity)>);

impl PriorityMap {
    /// A map without any level.
    pub fn empty() -> PriorityMap {
        PriorityMap(Vec::new())
    }

    /// Gives levels of this name a severity, in place of the one they had.
    pub fn insert(&mut self, level_name: impl Into<String>, severity: Severity) {
        let name = level_name.into().into_boxed_str();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = severity,
            None => self.0.push((name, severity)),
        }
    }

    /// The severity of levels of this name, if the map has one.
    pub fn get(&self, level_name: &str) -> Option<Severity> {
        self.0.iter().find(|(known, _)| **known == *level_name).map(|(_, severity)| *severity)
    }
}

impl Default for PriorityMap {
    /// `DEBUG`, `INFO`, `WARNING`, `ERROR` and `CRITICAL`.
    fn default() -> PriorityMap {
        let mut map = PriorityMap::empty();
        for (name, severity) in [
            ("DEBUG", Severity::Debug),
            ("INFO", Severity::Info),
            ("WARNING", Severity::Warning),
            ("ERROR", Severity::Error),
            ("CRITICAL", Severity::Critical),
        ] {
            map.insert(name, severity);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for (number, facility) in Facility::ALL.iter().enumerate() {
            assert_eq!(usize::from(facility.number()), number);
            assert_eq!(facility.name().parse(), Ok(*facility));
            assert_eq!(Facility::try_from(number as i64), Ok(*facility));
        }
        assert_eq!(Facility::try_from(24), Err(SyslogError::FacilityNumber(24)));
        assert_eq!(Facility::try_from(-1), Err(SyslogError::FacilityNumber(-1)));
        for (number, (name, severity)) in Severity::constants().enumerate() {
            assert_eq!((usize::from(severity.number()), severity.name()), (number, name));
        }
        assert_eq!(encode_priority(Facility::LOCAL7, Severity::Debug), 191);
    }
}
