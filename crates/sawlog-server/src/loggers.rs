//! Where records go: to a configuration file's handlers, or to the console and `logs/sawlog.log`.

use std::path::Path;

use anyhow::{Context, Result};
use sawlog::format::PercentFormatter;
use sawlog::{EncodeErrors, FileHandler, Level, Manager, StreamHandler, When};

/// The file that records go to where nothing is configured.
const LOG_FILE: &str = "logs/sawlog.log";
const CONSOLE_FORMAT: &str = "%(asctime)s %(levelname)-8s %(name)s: %(message)s";
const FILE_FORMAT: &str = "%(asctime)s %(levelname)-8s %(process)d %(name)s: %(message)s";

/// Sets up the loggers; in words, where their records go.
///
/// # Errors
/// The configuration is refused, or the file cannot be opened.
pub(crate) fn configure(manager: &Manager, config: Option<&Path>) -> Result<String> {
    match config {
        Some(path) => {
            drop(manager.dict_config_file(path)?);
            Ok(format!("the handlers of {}", path.display()))
        }
        None => {
            use_defaults(manager)?;
            Ok(format!("the console and {LOG_FILE}"))
        }
    }
}

/// Every record in colour on stdout, and in a file that loses nothing: what it cannot encode, it escapes.
fn use_defaults(manager: &Manager) -> Result<()> {
    let path = Path::new(LOG_FILE);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    // The console first: handlers are closed in reverse, and the file shall not wait for a console that is stuck.
    let console = StreamHandler::builder()
        .stdout()
        .color(When::Auto)
        .escape(When::Always)
        .formatter(PercentFormatter::new(CONSOLE_FORMAT)?)
        .build();
    let file = FileHandler::builder(path)
        .errors(EncodeErrors::BackslashReplace)
        .formatter(PercentFormatter::new(FILE_FORMAT)?)
        .build()
        .with_context(|| format!("cannot open {LOG_FILE}"))?;
    let root = manager.root();
    root.set_level(Level::NOTSET)?;
    root.add_handler(console);
    root.add_handler(file);
    Ok(())
}
