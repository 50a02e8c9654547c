//! What can be logged through: loggers, and whatever adds to their calls.

use crate::level::Level;
use crate::logger::{Event, Logger};
use crate::value::Value;

/// What the macros log through: a [`Logger`], a [`LoggerAdapter`](crate::LoggerAdapter), or a reference to one.
pub trait LogTarget {
    /// The logger that the calls reach in the end.
    fn logger(&self) -> &Logger;

    /// Whether a call at this level goes further.
    #[inline(always)]
    fn is_enabled_for(&self, level: Level) -> bool {
        self.logger().is_enabled_for(level)
    }

    /// Logs an event whose level has been compared.
    fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>);
}

impl LogTarget for Logger {
    #[inline(always)]
    fn logger(&self) -> &Logger {
        self
    }

    #[inline]
    fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        Logger::log_event(self, level, msg, event);
    }
}

impl<T: LogTarget + ?Sized> LogTarget for &T {
    #[inline(always)]
    fn logger(&self) -> &Logger {
        (**self).logger()
    }

    #[inline(always)]
    fn is_enabled_for(&self, level: Level) -> bool {
        (**self).is_enabled_for(level)
    }

    #[inline]
    fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        (**self).log_event(level, msg, event);
    }
}
