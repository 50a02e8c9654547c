//! The configurations of a scenario.

use sawlog::Manager;

use super::Stop;
use crate::scenario::Configuration;

/// Configures as the scenario says.
pub(super) fn configure(_manager: &Manager, configuration: &Configuration) -> Result<(), Stop> {
    match configuration {
        Configuration::Dict(_) => Err(Stop::Unavailable("dictConfig".to_owned())),
        Configuration::Basic(_) => Err(Stop::Unavailable("basicConfig".to_owned())),
        Configuration::Ini(_) => Err(Stop::Unavailable("fileConfig".to_owned())),
    }
}
