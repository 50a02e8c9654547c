//! The configurations of a scenario.

use sawlog::Manager;
use sawlog::config::{ConfigError, ConfigErrorKind, Configurator, Document, FileConfig};

use super::{Stop, basic};
use crate::scenario::{Configuration, Ini, IniSource};

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
        Configuration::Ini(arguments) => ini(manager, arguments),
    }
}

fn ini(manager: &Manager, ini: &Ini) -> Result<(), Stop> {
    let defaults = ini.defaults.iter().map(|(name, value)| (name.clone(), value.to_string()));
    let mut options = FileConfig::new().defaults(defaults);
    if let Some(disable) = ini.disable_existing_loggers {
        options = options.disable_existing_loggers(disable);
    }
    if let Some(encoding) = &ini.encoding {
        options = options.encoding(encoding.parse().map_err(Stop::refused)?);
    }
    let guard = match &ini.source {
        IniSource::Text(text) => {
            let document = Document::parse_ini_with(text, &options).map_err(refusal)?;
            Configurator::new(manager).configure(&document)
        }
        IniSource::File(path) => manager.file_config_with(path, &options),
    };
    std::mem::forget(guard.map_err(refusal)?);
    Ok(())
}

fn refusal(error: ConfigError) -> Stop {
    match error.kind() {
        ConfigErrorKind::Unavailable(class) => Stop::Unavailable(class.clone()),
        _ => Stop::refused(error),
    }
}
