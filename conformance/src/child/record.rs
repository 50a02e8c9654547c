//! The logging calls of a scenario.

use sawlog::value::Args;
use sawlog::{CallSite, Event, Level, Manager, Value};

use super::Stop;
use crate::scenario::{AdapterCall, Call};

/// Logs as a logger's own call does, but for an extra that is refused.
pub(super) fn log(manager: &Manager, call: &Call) -> Result<(), Stop> {
    let logger = manager.get_logger(&call.logger);
    let level = level(&call.level)?;
    if logger.is_enabled_for(level) {
        let extra: Vec<(&str, Value<'_>)> =
            call.extra.iter().map(|(name, value)| (name.as_str(), value.borrowed())).collect();
        let event = Event { args: Args::from_call(&call.args), extra: &extra, ..Event::new(CallSite::caller()) };
        let mut record = logger.make_record(level, call.msg.borrowed(), event).map_err(Stop::refused)?;
        logger.handle(&mut record);
    }
    Ok(())
}

/// Logs through an adapter.
pub(super) fn adapter(_manager: &Manager, _call: &AdapterCall) -> Result<(), Stop> {
    Err(Stop::Unavailable("adapters".to_owned()))
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
