//! The process's own tree of loggers and the functions that speak of it.

use std::path::Path;
use std::sync::OnceLock;

use crate::basic_config::BasicConfig;
use crate::config::{ConfigError, FileConfig, Format};
use crate::env::{FromEnv, FromEnvError};
use crate::error::LevelError;
use crate::fork;
use crate::guard::Guard;
use crate::handler::HandlerRef;
use crate::level::IntoLevel;
use crate::logger::Logger;
use crate::manager::Manager;
use crate::record::{LogRecord, RecordArgs};
use crate::tree::RecordFactory;
use crate::value::Value;

/// The manager of the process's own tree.
pub fn manager() -> &'static Manager {
    static MANAGER: OnceLock<Manager> = OnceLock::new();
    match MANAGER.get() {
        Some(manager) => manager,
        None => {
            let _within = fork::enter();
            MANAGER.get_or_init(Manager::new)
        }
    }
}

/// The root logger.
pub fn root() -> Logger {
    manager().root()
}

/// The logger of a dotted name, made if there is none yet.
///
/// ```
/// let logger = sawlog::get_logger("shop.basket");
/// assert_eq!(logger.name(), "shop.basket");
/// assert_eq!(sawlog::get_logger(""), sawlog::root());
/// ```
///
/// # Python
/// `logging.getLogger`.
pub fn get_logger(name: &str) -> Logger {
    manager().get_logger(name)
}

/// Describes what the root logger does with records, until [`init`](BasicConfig::init) has it done.
///
/// # Python
/// `logging.basicConfig`.
pub fn basic_config() -> BasicConfig<'static> {
    BasicConfig::new(manager())
}

/// Configures logging as the environment says: `SAWLOG_CONFIG` names a configuration file, `SAWLOG_LEVEL` has
/// directives such as `warn,app.db=debug`.
///
/// ```
/// use sawlog::{error, info};
///
/// let _guard = sawlog::init_from_env()?;
/// info!("shown with SAWLOG_LEVEL=info");
/// error!("shown without it, too");
/// # Ok::<(), sawlog::FromEnvError>(())
/// ```
///
/// What directives are, and how to choose other names and defaults, stands with [`FromEnv`].
///
/// # Errors
/// A directive that is none, a configuration that is refused; nothing was changed then.
///
/// # Python
/// Has no such thing; in Rust `env_logger::init` and `RUST_LOG`.
pub fn init_from_env() -> Result<Guard, FromEnvError> {
    from_env().init()
}

/// Describes how the environment says what is logged, until [`init`](FromEnv::init) has it done.
///
/// ```
/// let _guard = sawlog::from_env().level_variable("SHOP_LOG").default_level("info").init()?;
/// # Ok::<(), sawlog::FromEnvError>(())
/// ```
pub fn from_env() -> FromEnv<'static> {
    FromEnv::new(manager())
}

/// Silences all loggers for this level and those below; `NOTSET` ends it.
///
/// # Errors
/// A name that no level has.
///
/// # Python
/// `logging.disable`.
pub fn disable(level: impl IntoLevel) -> Result<(), LevelError> {
    manager().disable(level)
}

/// Has records made by another function, which is given the one in force now; see [`Manager::set_record_factory`].
///
/// # Python
/// `logging.setLogRecordFactory`.
pub fn set_record_factory<F>(factory: F)
where
    F: for<'a> Fn(&RecordFactory, RecordArgs<'a>) -> LogRecord<'a> + Send + Sync + 'static,
{
    manager().set_record_factory(factory);
}

/// Has every new logger shown to a function; see [`Manager::set_logger_factory`].
pub fn set_logger_factory(factory: impl Fn(&Logger) + Send + Sync + 'static) {
    manager().set_logger_factory(factory);
}

/// What gets a record of a logger that reaches no handler; see [`Manager::set_last_resort`].
pub fn set_last_resort(handler: Option<HandlerRef>) {
    manager().set_last_resort(handler);
}

/// Configures logging by a mapping: all of it, or none of it if anything is wrong.
///
/// Class paths and `ext://` names mean what [`Registry::global`](crate::config::Registry::global) says.
///
/// ```
/// # use sawlog::value::{Dict, Value};
/// let config: Dict = [("version".into(), 1.into()), ("root".into(), Value::from(
///     [("level".into(), "DEBUG".into())].into_iter().collect::<Dict>(),
/// ))].into_iter().collect();
/// let _guard = sawlog::dict_config(&config.into())?;
/// assert_eq!(sawlog::root().level(), sawlog::Level::DEBUG);
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Errors
/// The first thing that is wrong, with its key path; then nothing has changed.
///
/// # Python
/// `logging.config.dictConfig`.
pub fn dict_config(config: &Value<'_>) -> Result<Guard, ConfigError> {
    manager().dict_config(config)
}

/// Configures logging by a text in YAML, JSON or TOML; see [`dict_config`]. INI is taken as by [`file_config`].
///
/// ```
/// use sawlog::config::Format;
/// let _guard = sawlog::dict_config_str("{version: 1, root: {level: INFO}}", Format::Yaml)?;
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Errors
/// The first thing that is wrong, with its key path, line and column; then nothing has changed.
pub fn dict_config_str(text: &str, format: Format) -> Result<Guard, ConfigError> {
    manager().dict_config_str(text, format)
}

/// Configures logging by a file, whose extension says whether it is YAML, JSON or TOML; see [`dict_config`]. INI is taken
/// as by [`file_config`].
///
/// # Errors
/// The file cannot be read, or the first thing that is wrong in it, with its key path, line and column; then nothing
/// has changed.
pub fn dict_config_file(path: impl AsRef<Path>) -> Result<Guard, ConfigError> {
    manager().dict_config_file(path)
}

/// Configures logging by an INI file, whatever its extension: all of it, or none of it if anything is wrong.
///
/// Nothing in the file is evaluated; see [`Manager::file_config_with`].
///
/// ```no_run
/// let _guard = sawlog::file_config("logging.ini")?;
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Errors
/// The file cannot be read, or the first thing that is wrong in it, with line and column; then nothing has changed.
///
/// # Python
/// `logging.config.fileConfig`.
pub fn file_config(path: impl AsRef<Path>) -> Result<Guard, ConfigError> {
    manager().file_config(path)
}

/// Configures logging by an INI file, with options; see [`file_config`].
///
/// ```no_run
/// use sawlog::config::FileConfig;
/// let options = FileConfig::new().defaults([("folder", "/var/log/app")]).disable_existing_loggers(false);
/// let _guard = sawlog::file_config_with("logging.ini", &options)?;
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Errors
/// As [`file_config`].
pub fn file_config_with(path: impl AsRef<Path>, options: &FileConfig) -> Result<Guard, ConfigError> {
    manager().file_config_with(path, options)
}
