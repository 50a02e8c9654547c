//! Entries of `loggers`, and the root.

use super::Reader;
use super::handlers::is_none;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::place::Place;
use crate::config::plan::LoggerPlan;
use crate::config::reference::Section;
use crate::value::Value;

impl<'d> Reader<'d> {
    pub(super) fn logger(&self, name: &Value<'static>, place: &Place<'d>) -> Result<LoggerPlan, ConfigError> {
        let is_root_by_name = name.as_str() == Some("root");
        let name = match name.as_str() {
            Some("root") => "",
            Some(name) => name,
            // To Python no name is the root's.
            None if !name.is_truthy() => "",
            None => return Err(place.error(ConfigErrorKind::Value("the name of a logger is a text".to_owned()))),
        };
        let propagate = {
            place.mapping()?;
            self.resolver.get(place, "propagate")?
        };
        let settings = self.logger_settings(name.to_owned(), place)?;
        let propagate = propagate.filter(|(_, value)| !value.is_none()).map(|(_, value)| value.is_truthy());
        Ok(LoggerPlan { propagate, enable: true, is_root_by_name, ..settings })
    }

    /// What a logger and the root have in common.
    pub(super) fn logger_settings(&self, name: String, place: &Place<'d>) -> Result<LoggerPlan, ConfigError> {
        place.mapping()?;
        let level = match self.resolver.get_plain(place, "level")? {
            Some(level) if !is_none(&level) => Some(level.level()?),
            _ => None,
        };
        let (mut handlers, mut filters) = (Vec::new(), Vec::new());
        if !self.plan.incremental {
            handlers = self.references(self.resolver.get_plain(place, "handlers")?, Section::Handlers, "handler")?;
            filters = self.references(self.resolver.get_plain(place, "filters")?, Section::Filters, "filter")?;
        }
        Ok(LoggerPlan { name, level, handlers, filters, propagate: None, enable: false, is_root_by_name: false })
    }
}
