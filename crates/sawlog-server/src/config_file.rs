//! The configuration file, and how it is to be read: at the start, at every reload, and to be checked.

use std::fmt;
use std::path::{Path, PathBuf};

use sawlog::config::{ConfigError, Document};

/// A configuration file.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFile {
    path: PathBuf,
}

impl ConfigFile {
    pub(crate) fn new(path: impl Into<PathBuf>) -> ConfigFile {
        ConfigFile { path: path.into() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it as it is now.
    ///
    /// # Errors
    /// It cannot be read, or is not of the language that its name says.
    pub(crate) fn read(&self) -> Result<Document, ConfigError> {
        Document::read(&self.path)
    }
}

impl fmt::Display for ConfigFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}
