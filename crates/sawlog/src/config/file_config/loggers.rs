//! `[loggers]` and the sections `[logger_x]`; the root is one of them.

use indexmap::IndexMap;

use super::{Reader, path};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::ini::{Text, View, strip};
use crate::config::plan::LoggerPlan;
use crate::value::Value;

impl<'i> Reader<'i> {
    pub(super) fn all_loggers(&mut self) {
        let failed = self.errors.len();
        let mut keys = self.keys("loggers");
        if self.errors.len() > failed {
            return;
        }
        match keys.iter().position(|name| name.as_str() == "root") {
            Some(index) => _ = keys.remove(index),
            None => self.errors.push(self.no_root()),
        }
        match self.required_section("logger_root", None).and_then(|view| self.settings(view, String::new())) {
            Ok(root) => self.plan.root = Some(root),
            Err(error) => self.errors.push(error),
        }
        let mut loggers: IndexMap<String, LoggerPlan> = IndexMap::new();
        for name in keys {
            match self.logger(&name) {
                // To Python this is the root's name, too.
                Ok(plan) if plan.name.is_empty() => match &mut self.plan.root {
                    Some(root) => configure_again(root, plan),
                    None => self.plan.root = Some(plan),
                },
                Ok(plan) => match loggers.get_mut(&plan.name) {
                    Some(former) => configure_again(former, plan),
                    None => _ = loggers.insert(plan.name.clone(), plan),
                },
                Err(error) => self.errors.push(error),
            }
        }
        self.plan.loggers = loggers.into_values().collect();
    }

    fn no_root(&self) -> ConfigError {
        let section = self.ini.section("loggers");
        let keys = section.and_then(|view| view.raw("keys"));
        let missing = ConfigErrorKind::Value("the logger \"root\" is missing among the keys".to_owned());
        let position = keys.and_then(|keys| keys.position(0));
        ConfigError::new(missing).at_key("loggers.keys").at(position).with_hint("keys=root, and others behind it")
    }

    fn logger(&mut self, name: &Text) -> Result<LoggerPlan, ConfigError> {
        let view = self.section_of("logger", name)?;
        let qualname = self.required(view, "qualname")?;
        let propagate = match self.get(view, "propagate")? {
            None => true,
            Some(text) => is_not_zero(text.as_str()).ok_or_else(|| {
                let kind = ConfigErrorKind::Type {
                    expected: "an integer, 1 or 0".to_owned(),
                    found: format!("the text {:?}", text.as_str()),
                };
                ConfigError::new(kind).at_key(path(view, "propagate")).at(text.position(0))
            })?,
        };
        let qualname = if qualname.as_str() == "root" { "" } else { qualname.as_str() };
        let settings = self.settings(view, qualname.to_owned())?;
        Ok(LoggerPlan { propagate: Some(propagate), enable: true, ..settings })
    }

    /// What a logger and the root have in common.
    fn settings(&mut self, view: View<'i>, name: String) -> Result<LoggerPlan, ConfigError> {
        let level = self.level(view)?;
        let handlers = self
            .names(view, "handlers")?
            .iter()
            .map(|name| self.known_handler(view, "handlers", name))
            .collect::<Result<Vec<Value<'static>>, _>>()?;
        Ok(LoggerPlan {
            name,
            level,
            handlers,
            filters: Vec::new(),
            propagate: None,
            enable: false,
            is_root_by_name: false,
        })
    }
}

/// What two sections of one logger come to: they are carried out one after the other.
fn configure_again(former: &mut LoggerPlan, plan: LoggerPlan) {
    former.level = plan.level.or(former.level);
    former.propagate = plan.propagate.or(former.propagate);
    former.enable |= plan.enable;
    former.handlers = plan.handlers;
}

/// Whether an integer as Python reads it from a text is another one than zero; `None` if the text is none.
fn is_not_zero(text: &str) -> Option<bool> {
    let text = strip(text);
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let parts: Vec<&str> = digits.split('_').collect();
    let valid = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    valid.then(|| digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)))
}
