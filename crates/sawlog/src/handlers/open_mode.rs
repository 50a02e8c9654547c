//! How a file is opened: Python's mode strings.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::str::FromStr;

/// How a file is opened.
///
/// ```
/// use sawlog::OpenMode;
/// assert_eq!("w".parse(), Ok(OpenMode::Truncate));
/// assert!("wa".parse::<OpenMode>().is_err());
/// ```
///
/// # Python
/// The `mode` of `open`. Those that could not take a record's text, reading alone (`r`) and bytes (`ab`), are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenMode {
    /// `a`: what is there stays, records come behind it.
    #[default]
    Append,
    /// `w`: what is there goes.
    Truncate,
    /// `x`: the file must not be there yet.
    CreateNew,
    /// `r+`: the file must be there, records are written over its beginning.
    Update,
}

impl OpenMode {
    pub(super) fn open(self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        match self {
            OpenMode::Append => options.append(true).create(true),
            OpenMode::Truncate => options.write(true).truncate(true).create(true),
            OpenMode::CreateNew => options.write(true).create_new(true),
            OpenMode::Update => options.read(true).write(true),
        };
        options.open(path)
    }
}

impl FromStr for OpenMode {
    type Err = OpenModeError;

    // DIFFERENCE: after `close`, Python does not open a `w` file again, but a `w+` or `wt` one; here all three stay
    // shut.
    fn from_str(mode: &str) -> Result<OpenMode, OpenModeError> {
        let refused = |reason| OpenModeError { mode: mode.to_owned(), reason };
        let repeated = mode.char_indices().any(|(at, c)| mode[..at].contains(c));
        if repeated || !mode.chars().all(|c| "rwaxbt+".contains(c)) {
            return Err(refused("it is one of a, w, x and r+"));
        }
        let opened: Vec<char> = mode.chars().filter(|c| "rwax".contains(*c)).collect();
        match opened[..] {
            _ if mode.contains('b') => Err(refused("a handler writes text, not bytes")),
            ['a'] => Ok(OpenMode::Append),
            ['w'] => Ok(OpenMode::Truncate),
            ['x'] => Ok(OpenMode::CreateNew),
            ['r'] if mode.contains('+') => Ok(OpenMode::Update),
            ['r'] => Err(refused("a handler cannot write to a file that is opened for reading")),
            _ => Err(refused("there must be exactly one of r, w, a and x in it")),
        }
    }
}

/// A mode that a handler cannot open a file with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid mode: {mode:?} ({reason})")]
pub struct OpenModeError {
    mode: String,
    reason: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_open_reads_them() {
        for (mode, expected) in [
            ("a", OpenMode::Append),
            ("at", OpenMode::Append),
            ("+a", OpenMode::Append),
            ("w", OpenMode::Truncate),
            ("x", OpenMode::CreateNew),
            ("r+", OpenMode::Update),
        ] {
            assert_eq!(mode.parse(), Ok(expected), "{mode}");
        }
        for mode in ["", "r", "ab", "aa", "wa", "t", "+", "q", "a ", "A", "abt", "é"] {
            assert!(mode.parse::<OpenMode>().is_err(), "{mode}");
        }
    }
}
