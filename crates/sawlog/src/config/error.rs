//! What can be wrong with a configuration, where, and what would have been right.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::suggest;
use crate::error::{FormatError, LevelError};

/// A place in a text: line and column, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// What kind of thing is wrong with a configuration.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The file could not be read.
    #[error("cannot read the configuration: {0}")]
    Read(Arc<io::Error>),
    /// The bytes are not text, or the file's name does not say which format it has.
    #[error("{0}")]
    Input(String),
    /// The text is not YAML, JSON, TOML or INI.
    #[error("{0}")]
    Syntax(String),
    /// The text, or what it unfolds into, is larger or deeper than a configuration may be.
    #[error("{0}")]
    TooLarge(String),
    /// A key that must be there is not.
    #[error("the key {0:?} is missing")]
    MissingKey(String),
    /// A value of a type that does not belong there.
    #[error("expected {expected}, found {found}")]
    Type {
        /// What belongs there.
        expected: String,
        /// The value's type, as Python names it, or its text.
        found: String,
    },
    /// A value of the right type that cannot be used.
    #[error("{0}")]
    Value(String),
    /// A name that refers to nothing.
    #[error("no {what} is named {name:?}")]
    UnknownReference {
        /// What was looked for: a formatter, a filter, a handler.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A class path, or an `ext://` name, that is not registered.
    #[error("cannot resolve {0:?}: nothing of this name is registered")]
    Unresolved(String),
    /// A class of Python's that this build does not have.
    #[error("{0} is not available in this build")]
    Unavailable(String),
    /// A keyword that the constructor does not take.
    #[error("{class} takes no argument {keyword:?}")]
    UnknownArgument {
        /// The class.
        class: String,
        /// The keyword.
        keyword: String,
    },
    /// A level that is none.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// A format that cannot be used.
    #[error("invalid format: {0}")]
    Format(#[from] FormatError),
    /// Something that a policy does not allow.
    #[error("this configuration {0}")]
    NotAllowed(String),
    /// A handler, filter or formatter that could not be built: its file cannot be opened, its factory refused.
    #[error("{0}")]
    Build(String),
}

impl ConfigErrorKind {
    /// A word for the kind, which stays: `unknown-argument`.
    pub fn code(&self) -> &'static str {
        match self {
            ConfigErrorKind::Read(_) => "cannot-read",
            ConfigErrorKind::Input(_) => "wrong-input",
            ConfigErrorKind::Syntax(_) => "syntax",
            ConfigErrorKind::TooLarge(_) => "too-large",
            ConfigErrorKind::MissingKey(_) => "missing-key",
            ConfigErrorKind::Type { .. } => "wrong-type",
            ConfigErrorKind::Value(_) => "wrong-value",
            ConfigErrorKind::UnknownReference { .. } => "unknown-reference",
            ConfigErrorKind::Unresolved(_) => "unknown-name",
            ConfigErrorKind::Unavailable(_) => "unavailable",
            ConfigErrorKind::UnknownArgument { .. } => "unknown-argument",
            ConfigErrorKind::Level(_) => "unknown-level",
            ConfigErrorKind::Format(_) => "wrong-format",
            ConfigErrorKind::NotAllowed(_) => "not-allowed",
            ConfigErrorKind::Build(_) => "cannot-build",
        }
    }
}

/// Why a configuration is refused: what is wrong, under which key, where in which file, and what would be right.
///
/// ```
/// use sawlog::config::{Document, Format};
/// let error = Document::parse("version: [1", Format::Yaml).unwrap_err();
/// assert!(error.position().is_some());
/// ```
///
/// # Python
/// `ValueError`, `TypeError` and their chains out of `logging.config`; here one type, and nothing has changed when it
/// is returned.
#[derive(Clone, Debug)]
pub struct ConfigError(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ConfigErrorKind,
    key_path: String,
    file: Option<PathBuf>,
    position: Option<Position>,
    end: Option<Position>,
    hint: Option<String>,
}

impl ConfigError {
    /// An error of this kind, of no known place yet.
    pub fn new(kind: ConfigErrorKind) -> ConfigError {
        ConfigError(Box::new(Inner {
            kind,
            key_path: String::new(),
            file: None,
            position: None,
            end: None,
            hint: None,
        }))
    }

    /// What is wrong.
    pub fn kind(&self) -> &ConfigErrorKind {
        &self.0.kind
    }

    /// The key under which it is wrong, from the top: `handlers.file.maxBytes`; empty for the whole.
    pub fn key_path(&self) -> &str {
        &self.0.key_path
    }

    /// The file, if the configuration was read from one.
    pub fn file(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }

    /// Where in the text, if there was a text.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// The place after the word that is wrong, if it is a key or a scalar that ends in its line.
    pub fn end(&self) -> Option<Position> {
        self.0.end
    }

    /// What would have been right, if that can be said.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The same error, with its key path, unless it has one.
    #[must_use]
    pub fn at_key(mut self, key_path: impl Into<String>) -> ConfigError {
        if self.0.key_path.is_empty() {
            self.0.key_path = key_path.into();
        }
        self
    }

    /// The same error, with its position, unless it has one.
    #[must_use]
    pub fn at(mut self, position: impl Into<Option<Position>>) -> ConfigError {
        self.0.position = self.0.position.or(position.into());
        self
    }

    /// The same error, about the word between these places.
    #[must_use]
    pub(super) fn spanning(mut self, begin: Option<Position>, end: Option<Position>) -> ConfigError {
        (self.0.position, self.0.end) = (begin, end);
        self
    }

    /// The same error, with its file, unless it has one.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> ConfigError {
        self.0.file.get_or_insert_with(|| file.into());
        self
    }

    /// The same error, saying what would have been right.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> ConfigError {
        self.0.hint = Some(hint.into());
        self
    }

    /// The same error, with the names that would have been right: the closest one if one is close, else all of them.
    #[must_use]
    pub fn with_known<'n>(self, wrong: &str, known: impl IntoIterator<Item = &'n str>) -> ConfigError {
        match suggest::known_names(wrong, known) {
            Some(hint) => self.with_hint(hint),
            None => self,
        }
    }
}

impl From<ConfigErrorKind> for ConfigError {
    fn from(kind: ConfigErrorKind) -> ConfigError {
        ConfigError::new(kind)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(file) = &inner.file {
            write!(f, "{}:", file.display())?;
        }
        if let Some(position) = inner.position {
            write!(f, "{position}:")?;
        }
        if inner.file.is_some() || inner.position.is_some() {
            f.write_str(" ")?;
        }
        if !inner.key_path.is_empty() {
            write!(f, "{}: ", inner.key_path)?;
        }
        write!(f, "{}", inner.kind)?;
        match &inner.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ConfigErrorKind::Read(error) => Some(&**error),
            ConfigErrorKind::Level(error) => Some(error),
            ConfigErrorKind::Format(error) => Some(error),
            _ => None,
        }
    }
}
