//! Entries of `loggers`, and the root.

use super::Reader;
use super::gather::{Errors, Gather};
use crate::config::error::ConfigErrorKind;
use crate::config::place::Place;
use crate::config::plan::LoggerPlan;
use crate::config::reference::Section;
use crate::value::Value;

impl<'d> Reader<'d> {
    pub(super) fn logger(&self, name: &Value<'static>, place: &Place<'d>) -> Result<LoggerPlan, Errors> {
        let is_root_by_name = name.as_str() == Some("root");
        let name = match name.as_str() {
            Some("root") => "",
            Some(name) => name,
            // To Python no name is the root's.
            None if !name.is_truthy() => "",
            None => {
                return Err(place.error(ConfigErrorKind::Value("the name of a logger is a text".to_owned())).into());
            }
        };
        place.mapping()?;
        let mut gather = Gather::default();
        let propagate = gather.keep(self.resolver.get(place, "propagate")).flatten();
        let Some(settings) = gather.keep(self.logger_settings(name.to_owned(), place)) else {
            return Err(gather.into_errors());
        };
        gather.finish()?;
        let propagate = propagate.filter(|(_, value)| !value.is_none()).map(|(_, value)| value.is_truthy());
        Ok(LoggerPlan { propagate, enable: true, is_root_by_name, ..settings })
    }

    /// What a logger and the root have in common.
    pub(super) fn logger_settings(&self, name: String, place: &Place<'d>) -> Result<LoggerPlan, Errors> {
        place.mapping()?;
        let mut gather = Gather::default();
        let level = gather.keep(self.level_of(place)).flatten();
        let mut names = |key: &str, section, what| {
            let list = self.resolver.get_plain(place, key).map_err(Errors::from);
            gather.keep(list.and_then(|list| self.references(list, section, what))).unwrap_or_default()
        };
        let (mut handlers, mut filters) = (Vec::new(), Vec::new());
        if !self.plan.incremental {
            handlers = names("handlers", Section::Handlers, "handler");
            filters = names("filters", Section::Filters, "filter");
        }
        gather.finish()?;
        Ok(LoggerPlan { name, level, handlers, filters, propagate: None, enable: false, is_root_by_name: false })
    }
}
