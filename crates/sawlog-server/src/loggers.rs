//! Where records go: to a configuration file's handlers, or to the console and `logs/sawlog.log`.

use std::path::Path;

use anyhow::{Context, Result};
use sawlog::Manager;
use sawlog::config::{Configurator, Format};

use crate::config_file::ConfigFile;

/// The file that records go to where nothing is configured.
const LOG_FILE: &str = "logs/sawlog.log";
const DEFAULT: &str = include_str!("default.yaml");

/// Sets up the loggers; in words, where their records go.
///
/// # Errors
/// The configuration is refused, or the file cannot be opened.
pub(crate) fn configure(manager: &Manager, config: Option<&ConfigFile>) -> Result<String> {
    match config {
        Some(file) => {
            drop(Configurator::new(manager).configure(&file.read()?)?);
            Ok(format!("the handlers of {file}"))
        }
        None => {
            if let Some(folder) = Path::new(LOG_FILE).parent() {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            }
            drop(manager.dict_config_str(DEFAULT, Format::Yaml).with_context(|| format!("cannot log to {LOG_FILE}"))?);
            Ok(format!("the console and {LOG_FILE}"))
        }
    }
}
