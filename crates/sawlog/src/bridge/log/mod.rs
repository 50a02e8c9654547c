//! The `log` crate's records, on their way through our loggers.
//!
//! After [`init`], what a library logs by `log::info!` with the target `shop::web` goes through the logger `shop.web`,
//! as if it had been logged by our own macros.

use log::{LevelFilter, Log, Metadata, Record, SetLoggerError};

use crate::bridge::loggers::BridgeId;
use crate::level::Level;
use crate::logger::{Event, Logger};
use crate::manager::Manager;
use crate::record::CallSite;
use crate::value::Value;
use crate::value::foreign::DisplayValue;

mod pairs;

use pairs::Pairs;

/// Leads the records of the `log` crate through the process's own loggers.
///
/// `log`'s maximum level follows the loggers: it is that of the most talkative one, whenever levels change.
///
/// ```
/// sawlog::bridge::log::init()?;
/// log::warn!(target: "shop::web", user = "sheila"; "cannot log in");
/// # Ok::<(), log::SetLoggerError>(())
/// ```
///
/// # Errors
/// The program has given `log` another logger already.
///
/// # Python
/// No counterpart; a library that logs by `log` is one that calls `logging.getLogger(__name__)` there.
pub fn init() -> Result<(), SetLoggerError> {
    Bridge::new(crate::manager()).install()
}

/// The `log` crate's way into one tree of loggers.
///
/// | of `log` | here |
/// |---|---|
/// | target `a::b` | the logger `a.b` |
/// | level | `ERROR`, `WARNING`, `INFO`, `DEBUG`, and 5 for `Trace` |
/// | key-values | added attributes; one that has the name of a standard attribute gets `_` behind its name |
/// | file and line | `pathname` and `lineno` |
/// | module path | the attribute `module_path`, where the target is another |
#[derive(Debug)]
pub struct Bridge {
    manager: Manager,
    id: BridgeId,
}

impl Bridge {
    /// A way into this manager's tree.
    pub fn new(manager: &Manager) -> Bridge {
        Bridge { manager: manager.clone(), id: BridgeId::next() }
    }

    /// Makes this the logger of the `log` crate, and has its maximum level follow the tree.
    ///
    /// # Errors
    /// The program has given `log` another logger already.
    pub fn install(self) -> Result<(), SetLoggerError> {
        let manager = self.manager.clone();
        log::set_boxed_logger(Box::new(self))?;
        manager.follow_lowest_threshold(|threshold| log::set_max_level(filter_at(threshold)));
        Ok(())
    }

    /// Calls `f` with the logger of a target, if it takes this level.
    #[inline]
    fn if_enabled<R>(&self, metadata: &Metadata<'_>, f: impl FnOnce(&Logger, Level) -> R) -> Option<R> {
        let level = Level::from(metadata.level());
        let logger = self.id.find(metadata.target(), &self.manager, |logger| logger.is_enabled_for(level))?;
        Some(f(&logger, level))
    }
}

impl Log for Bridge {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.if_enabled(metadata, |_, _| ()).is_some()
    }

    fn log(&self, record: &Record<'_>) {
        self.if_enabled(record.metadata(), |logger, level| {
            let pairs = Pairs::of(record);
            pairs.with_extra(|extra| {
                let site = CallSite {
                    pathname: record.file().unwrap_or_default(),
                    lineno: record.line().unwrap_or_default(),
                    func_name: None,
                    module_path: record.module_path(),
                };
                let event = Event { extra, ..Event::new(site) };
                match record.args().as_str() {
                    Some(text) => logger.log_event(level, Value::from(text), event),
                    None => logger.log_event(level, Value::foreign(&DisplayValue::new(record.args())), event),
                }
            });
        });
    }

    fn flush(&self) {
        for handler in self.manager.handlers() {
            // A sink that cannot be flushed now is reported when it is closed.
            let _ = handler.flush();
        }
    }
}

/// The least severe of `log`'s levels that passes a threshold.
fn filter_at(threshold: i64) -> LevelFilter {
    let levels = [log::Level::Trace, log::Level::Debug, log::Level::Info, log::Level::Warn, log::Level::Error];
    let passing = levels.into_iter().find(|level| Level::from(*level).number() >= threshold);
    passing.map_or(LevelFilter::Off, |level| level.to_level_filter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_lets_the_levels_above_it_pass() {
        for (threshold, filter) in [
            (i64::MIN, LevelFilter::Trace),
            (5, LevelFilter::Trace),
            (6, LevelFilter::Debug),
            (20, LevelFilter::Info),
            (30, LevelFilter::Warn),
            (40, LevelFilter::Error),
            (41, LevelFilter::Off),
            (i64::MAX, LevelFilter::Off),
        ] {
            assert_eq!(filter_at(threshold), filter);
        }
    }
}
