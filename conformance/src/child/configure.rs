//! The configurations of a scenario.

use sawlog::Manager;
use sawlog::config::{ConfigError, ConfigErrorKind};

use super::{Stop, basic};
use crate::scenario::Configuration;

/// Configures as the scenario says.
pub(super) fn configure(manager: &Manager, configuration: &Configuration) -> Result<(), Stop> {
    match configuration {
        Configuration::Dict(mapping) => {
            let guard = manager.dict_config(mapping).map_err(refusal)?;
            // A guard that is dropped flushes, which Python does not do here; the scenario ends with a shutdown.
            std::mem::forget(guard);
            Ok(())
        }
        Configuration::Basic(arguments) => basic::configure(manager, arguments),
        Configuration::Ini(_) => Err(Stop::Unavailable("fileConfig".to_owned())),
    }
}

fn refusal(error: ConfigError) -> Stop {
    match error.kind() {
        ConfigErrorKind::Unavailable(class) => Stop::Unavailable(class.clone()),
        _ => Stop::refused(error),
    }
}
