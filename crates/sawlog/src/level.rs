//! Levels: open integers with names, and the table that maps one to the other.
//!
//! The first thing a record's way meets: a call's level is compared with the logger's threshold.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, RwLock, RwLockReadGuard};

use crate::error::LevelError;
use crate::fork::{self, Guarded};

/// The severity of a record: any integer, of which Python names six.
///
/// ```
/// use sawlog::Level;
/// assert!(Level::WARNING > Level::INFO);
/// assert_eq!(Level::new(25).to_string(), "Level 25");
/// ```
///
/// # Python
/// The plain integers of `logging`; here a type of its own, so that a level and a count are not mixed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(i64);

impl Level {
    /// 0: as a logger's level, "ask my parent"; as a handler's, "everything".
    pub const NOTSET: Level = Level(0);
    /// 10.
    pub const DEBUG: Level = Level(10);
    /// 20.
    pub const INFO: Level = Level(20);
    /// 30, the root logger's level unless configured.
    pub const WARNING: Level = Level(30);
    /// 40.
    pub const ERROR: Level = Level(40);
    /// 50.
    pub const CRITICAL: Level = Level(50);

    /// The level with this number.
    pub const fn new(number: i64) -> Level {
        Level(number)
    }

    /// The level's number.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The level's name: `INFO`, one given by [`add_level_name`], or `Level 25`.
    ///
    /// # Python
    /// `logging.getLevelName(number)`.
    pub fn name(self) -> Cow<'static, str> {
        match self.known_name() {
            Some(LevelName::Standard(name)) => Cow::Borrowed(name),
            Some(LevelName::Added(name)) => Cow::Owned(name.to_string()),
            None => Cow::Owned(format!("Level {}", self.0)),
        }
    }

    /// The name of this level in the table, without allocating.
    pub(crate) fn known_name(self) -> Option<LevelName> {
        if CHANGED.load(Ordering::Acquire) {
            let names = names();
            return names.by_number.get(&self.0).cloned().map(LevelName::Added);
        }
        self.standard_name().map(LevelName::Standard)
    }

    /// The name that Python gives it, unless names have been changed.
    #[inline]
    pub(crate) fn standard_name(self) -> Option<&'static str> {
        if CHANGED.load(Ordering::Acquire) {
            return None;
        }
        Some(match self.0 {
            20 => "INFO",
            10 => "DEBUG",
            30 => "WARNING",
            40 => "ERROR",
            50 => "CRITICAL",
            0 => "NOTSET",
            _ => return None,
        })
    }

    /// Reads a level by name (`"INFO"`, `"WARN"`, `"FATAL"`, one added) or number (`"25"`).
    ///
    /// # Errors
    /// [`LevelError::Unknown`] if the text is neither a known name nor an integer.
    ///
    /// # Python
    /// What `setLevel` takes, and besides it the number written as text, as in a command line.
    pub fn parse(text: &str) -> Result<Level, LevelError> {
        if let Some(level) = Level::from_name(text) {
            return Ok(level);
        }
        text.trim().parse().map(Level).map_err(|_| LevelError::Unknown(text.to_owned()))
    }

    /// The level of exactly this name, if there is one.
    pub fn from_name(name: &str) -> Option<Level> {
        let names = names();
        names.by_name.get(name).copied().map(Level)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known_name() {
            Some(name) => f.write_str(name.as_str()),
            None => write!(f, "Level {}", self.0),
        }
    }
}

impl From<i64> for Level {
    fn from(number: i64) -> Level {
        Level(number)
    }
}

impl From<log::Level> for Level {
    fn from(level: log::Level) -> Level {
        match level {
            log::Level::Error => Level::ERROR,
            log::Level::Warn => Level::WARNING,
            log::Level::Info => Level::INFO,
            log::Level::Debug => Level::DEBUG,
            log::Level::Trace => Level(5),
        }
    }
}

impl std::str::FromStr for Level {
    type Err = LevelError;
    fn from_str(text: &str) -> Result<Level, LevelError> {
        Level::parse(text)
    }
}

/// What names a level: a [`Level`], a number or a name.
///
/// ```
/// let logger = sawlog::get_logger("level.example");
/// logger.set_level("DEBUG")?;
/// logger.set_level(sawlog::Level::INFO)?;
/// logger.set_level(25)?;
/// # Ok::<(), sawlog::LevelError>(())
/// ```
pub trait IntoLevel {
    /// The level meant.
    ///
    /// # Errors
    /// [`LevelError::Unknown`] for a name that no level has.
    fn into_level(self) -> Result<Level, LevelError>;
}

impl IntoLevel for Level {
    fn into_level(self) -> Result<Level, LevelError> {
        Ok(self)
    }
}

impl IntoLevel for i64 {
    fn into_level(self) -> Result<Level, LevelError> {
        Ok(Level(self))
    }
}

impl IntoLevel for i32 {
    fn into_level(self) -> Result<Level, LevelError> {
        Ok(Level(self.into()))
    }
}

impl IntoLevel for &str {
    fn into_level(self) -> Result<Level, LevelError> {
        Level::from_name(self).ok_or_else(|| LevelError::Unknown(self.to_owned()))
    }
}

impl IntoLevel for &String {
    fn into_level(self) -> Result<Level, LevelError> {
        self.as_str().into_level()
    }
}

/// Gives a level a name, in both directions.
///
/// ```
/// sawlog::add_level_name(25, "NOTICE");
/// assert_eq!(sawlog::Level::new(25).name(), "NOTICE");
/// assert_eq!("NOTICE".parse(), Ok(sawlog::Level::new(25)));
/// ```
///
/// # Python
/// `logging.addLevelName`: a second name for a number replaces the first in that direction only.
pub fn add_level_name(number: i64, name: impl Into<String>) {
    let name: Arc<str> = Arc::from(name.into());
    let _within = fork::enter();
    let mut names = fork::write(&NAMES);
    names.by_number.insert(number, Arc::clone(&name));
    names.by_name.insert(name, number);
    CHANGED.store(true, Ordering::Release);
}

/// Every name and the level that it stands for, in no particular order.
///
/// # Python
/// `logging.getLevelNamesMapping()`.
pub fn get_level_names_mapping() -> HashMap<String, Level> {
    let names = names();
    names.by_name.iter().map(|(name, number)| (name.to_string(), Level(*number))).collect()
}

/// A name out of the table, shared rather than copied.
#[derive(Clone, Debug)]
pub(crate) enum LevelName {
    Standard(&'static str),
    Added(Arc<str>),
}

impl LevelName {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            LevelName::Standard(name) => name,
            LevelName::Added(name) => name,
        }
    }
}

struct Names {
    by_number: HashMap<i64, Arc<str>>,
    by_name: HashMap<Arc<str>, i64>,
}

/// Set by the first [`add_level_name`]; until then the standard names answer without a lock.
static CHANGED: AtomicBool = AtomicBool::new(false);

fn names() -> Guarded<RwLockReadGuard<'static, Names>> {
    // They may be made by this.
    let _within = fork::enter();
    fork::read(&NAMES)
}

static NAMES: LazyLock<RwLock<Names>> = LazyLock::new(|| {
    let standard = [("CRITICAL", 50), ("ERROR", 40), ("WARNING", 30), ("INFO", 20), ("DEBUG", 10), ("NOTSET", 0)];
    let mut names = Names { by_number: HashMap::new(), by_name: HashMap::new() };
    for (name, number) in standard {
        let name: Arc<str> = Arc::from(name);
        names.by_number.insert(number, Arc::clone(&name));
        names.by_name.insert(name, number);
    }
    names.by_name.insert(Arc::from("FATAL"), 50);
    names.by_name.insert(Arc::from("WARN"), 30);
    RwLock::new(names)
});
