//! The logger of a call site that names none, found once, and a copy of its threshold that the site compares with.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::fork;
use crate::global::get_logger;
use crate::level::Level;
use crate::log_target::LogTarget;
use crate::logger::{Event, Logger};
use crate::value::Value;

/// A call site's own; the macros put it into a static. What they log through is a reference to that.
pub struct ModuleLogger {
    /// The logger's, kept up to date by the logger; below every level until the logger is known.
    threshold: AtomicI64,
    path: &'static str,
    logger: OnceLock<Logger>,
}

impl ModuleLogger {
    /// For a call site in this module, or with this target.
    pub const fn new(path: &'static str) -> ModuleLogger {
        ModuleLogger { threshold: AtomicI64::new(i64::MIN), path, logger: OnceLock::new() }
    }

    #[cold]
    fn find(&'static self) -> &'static Logger {
        // Outside the cell: a logger factory may come by this call site again.
        let logger = logger_of_target(self.path);
        let _within = fork::enter();
        self.logger.get_or_init(|| {
            logger.node().copy_threshold_to(&self.threshold);
            logger
        })
    }
}

impl LogTarget for &'static ModuleLogger {
    #[inline]
    fn logger(&self) -> &Logger {
        match self.logger.get() {
            Some(logger) => logger,
            None => self.find(),
        }
    }

    #[inline(always)]
    fn is_enabled_for(&self, level: Level) -> bool {
        level.number() >= self.threshold.load(Ordering::Relaxed) && self.logger().is_enabled_for(level)
    }

    #[inline]
    fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        self.logger().log_event(level, msg, event);
    }
}

/// The logger of a module path or target: `a::b` is `a.b`.
pub fn logger_of_target(path: &str) -> Logger {
    if path.contains("::") { get_logger(&path.replace("::", ".")) } else { get_logger(path) }
}
