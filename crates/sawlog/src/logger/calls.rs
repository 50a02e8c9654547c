//! The calls that log, one for each level.

use super::{Event, Logger};
use crate::level::Level;
use crate::record::{CallSite, ExceptionInfo};
use crate::value::Value;

impl Logger {
    /// Logs at `DEBUG`.
    #[track_caller]
    #[inline]
    pub fn debug<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::DEBUG, msg);
    }

    /// Logs at `INFO`.
    #[track_caller]
    #[inline]
    pub fn info<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::INFO, msg);
    }

    /// Logs at `WARNING`.
    #[track_caller]
    #[inline]
    pub fn warning<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::WARNING, msg);
    }

    /// Logs at `ERROR`.
    #[track_caller]
    #[inline]
    pub fn error<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::ERROR, msg);
    }

    /// Logs at `CRITICAL`.
    #[track_caller]
    #[inline]
    pub fn critical<'a>(&self, msg: impl Into<Value<'a>>) {
        self.log(Level::CRITICAL, msg);
    }

    /// Logs at `ERROR` with an error and its sources as the record's exception.
    #[track_caller]
    pub fn exception<'a, E: std::error::Error + ?Sized>(&self, msg: impl Into<Value<'a>>, error: &E) {
        if self.is_enabled_for(Level::ERROR) {
            let event = Event { exc_info: Some(ExceptionInfo::from_error(error)), ..Event::new(CallSite::caller()) };
            self.log_event(Level::ERROR, msg.into(), event);
        }
    }

    /// Logs at any level.
    #[track_caller]
    #[inline]
    pub fn log<'a>(&self, level: impl Into<Level>, msg: impl Into<Value<'a>>) {
        let level = level.into();
        if self.is_enabled_for(level) {
            self.log_event(level, msg.into(), Event::new(CallSite::caller()));
        }
    }

    /// Logs at any level, with all that a record can carry; the level is compared, as for every call.
    pub fn log_with<'a>(&self, level: Level, msg: impl Into<Value<'a>>, event: Event<'a>) {
        if self.is_enabled_for(level) {
            self.log_event(level, msg.into(), event);
        }
    }
}
