//! What is legal in a configuration and surely not meant: one finding.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::error::Position;

/// Something that a configuration may say and that is surely not meant.
///
/// ```
/// use sawlog::config::{Document, Format, Registry, lint};
/// let document = Document::parse("{version: 1, handlers: {h: {class: logging.NullHandler}}}", Format::Yaml)?;
/// let warnings = lint(&document, Registry::global());
/// assert_eq!((warnings[0].name(), warnings[0].key_path()), ("unused-handler", "handlers.h"));
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Python
/// Has none.
#[derive(Clone, Debug)]
pub struct Warning {
    name: &'static str,
    key_path: String,
    text: String,
    hint: Option<String>,
    file: Option<PathBuf>,
    pub(super) position: Option<Position>,
    pub(super) end: Option<Position>,
}

impl Warning {
    pub(super) fn new(name: &'static str, key_path: impl Into<String>, text: impl Into<String>) -> Warning {
        let (key_path, text) = (key_path.into(), text.into());
        Warning { name, key_path, text, hint: None, file: None, position: None, end: None }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Warning {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn in_file(mut self, file: Option<&Path>) -> Warning {
        self.file = file.map(Path::to_owned);
        self
    }

    /// The name of the rule, which stays: `unused-handler`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The key that it is about, from the top: `handlers.file.mode`.
    pub fn key_path(&self) -> &str {
        &self.key_path
    }

    /// What is odd.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What may have been meant, or what to do.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The file, if the configuration was read from one.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Where in the text, if there was a text.
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The place after the word that it is about, if that is a key or a scalar that ends in its line.
    pub fn end(&self) -> Option<Position> {
        self.end
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
        }
        if let Some(position) = self.position {
            write!(f, "{position}:")?;
        }
        if self.file.is_some() || self.position.is_some() {
            f.write_str(" ")?;
        }
        write!(f, "{}: {} [{}]", self.key_path, self.text, self.name)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}
