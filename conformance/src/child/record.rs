//! The logging calls of a scenario.

use std::cell::RefCell;

use sawlog::value::Args;
use sawlog::{CallSite, Event, Level, LogTarget, Logger, LoggerAdapter, Manager, Value};

use super::Stop;
use crate::scenario::{AdapterCall, Call};

/// Logs as a logger's own call does, but that an extra may be refused.
pub(super) fn log(manager: &Manager, call: &Call) -> Result<(), Stop> {
    let target = Refusing::new(manager.get_logger(&call.logger));
    let level = level(&call.level)?;
    if target.is_enabled_for(level) {
        let extra = borrowed(&call.extra);
        target.log_event(level, call.msg.borrowed(), event(call, &extra));
    }
    target.done()
}

/// Logs through an adapter.
pub(super) fn adapter(manager: &Manager, step: &AdapterCall) -> Result<(), Stop> {
    let target = Refusing::new(manager.get_logger(&step.call.logger));
    let adapter =
        LoggerAdapter::new(&target, step.call.extra.iter().map(|(name, value)| (name.as_str(), value.clone())))
            .merge_extra(step.merge_extra);
    let extra = borrowed(&step.call_extra);
    adapter.log_with(level(&step.call.level)?, step.call.msg.borrowed(), event(&step.call, &extra));
    target.done()
}

/// A logger whose calls refuse an extra that has the name of a standard attribute, as Python's do, where those of
/// sawlog report it.
struct Refusing {
    logger: Logger,
    refused: RefCell<Result<(), Stop>>,
}

impl Refusing {
    fn new(logger: Logger) -> Refusing {
        Refusing { logger, refused: RefCell::new(Ok(())) }
    }

    fn done(self) -> Result<(), Stop> {
        self.refused.into_inner()
    }
}

impl LogTarget for Refusing {
    fn logger(&self) -> &Logger {
        &self.logger
    }

    fn log_event<'a>(&self, level: Level, msg: Value<'a>, event: Event<'a>) {
        // The copy lives as long as the process, which is as long as the scenario: `event` may borrow for any time.
        let logger: &'static Logger = Box::leak(Box::new(self.logger.clone()));
        match logger.make_record(level, msg, event) {
            Ok(mut record) => logger.handle(&mut record),
            Err(error) => *self.refused.borrow_mut() = Err(Stop::refused(error)),
        }
    }
}

fn event<'a>(call: &'a Call, extra: &'a [(&'a str, Value<'a>)]) -> Event<'a> {
    Event { args: Args::from_call(&call.args), extra, ..Event::new(CallSite::caller()) }
}

fn borrowed<'a>(extra: &'a [(String, Value<'static>)]) -> Vec<(&'a str, Value<'a>)> {
    extra.iter().map(|(name, value)| (name.as_str(), value.borrowed())).collect()
}

fn level(level: &Value<'_>) -> Result<Level, Stop> {
    match level {
        Value::Int(number) => Ok(Level::new(*number)),
        other => {
            let name = other.as_str().unwrap_or_default();
            Level::from_name(name).ok_or_else(|| Stop::Refused(format!("there is no level {name:?}")))
        }
    }
}
