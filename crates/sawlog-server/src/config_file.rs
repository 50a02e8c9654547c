//! The configuration file, and how it is to be read: at the start, at every reload, and to be checked.

use std::fmt;
use std::path::{Path, PathBuf};

use sawlog::config::{ConfigError, Document};

/// A configuration file.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFile {
    path: PathBuf,
    /// Whether variables of the environment are put in.
    expand: bool,
}

impl ConfigFile {
    pub(crate) fn new(path: impl Into<PathBuf>) -> ConfigFile {
        ConfigFile { path: path.into(), expand: false }
    }

    /// The same file, with variables of the environment put into its values, or not.
    pub(crate) fn expanding(self, expand: bool) -> ConfigFile {
        ConfigFile { expand, ..self }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it as it is now.
    ///
    /// # Errors
    /// It cannot be read, is not of the language that its name says, or names a variable that is not set.
    pub(crate) fn read(&self) -> Result<Document, ConfigError> {
        let document = Document::read(&self.path)?;
        if self.expand { document.expand_env(|name| std::env::var(name)) } else { Ok(document) }
    }
}

impl fmt::Display for ConfigFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}
