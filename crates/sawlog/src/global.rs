//! The process's own tree of loggers and the functions that speak of it.

use std::sync::OnceLock;

use crate::basic_config::BasicConfig;
use crate::error::LevelError;
use crate::handler::HandlerRef;
use crate::level::IntoLevel;
use crate::logger::Logger;
use crate::manager::Manager;
use crate::record::{LogRecord, RecordArgs};
use crate::tree::RecordFactory;

/// The manager of the process's own tree.
pub fn manager() -> &'static Manager {
    static MANAGER: OnceLock<Manager> = OnceLock::new();
    MANAGER.get_or_init(Manager::new)
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
