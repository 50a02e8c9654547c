//! The schema of `fileConfig`: sections of an INI text become the same [`Plan`] that a dictionary becomes.
//!
//! `[loggers]`, `[handlers]` and `[formatters]` list names under `keys`; each name has a section of its own. What CPython
//! lets pass passes here, too: sections and options that nobody asks for.

mod arguments;
mod formatters;
mod handlers;
mod loggers;
mod order;

use std::collections::HashSet;

use super::budget::Budget;
use super::error::{ConfigError, ConfigErrorKind};
use super::factories::Registry;
use super::ini::{Ini, Text, View};
use super::node::Node;
use super::place::{Place, join};
use super::plan::Plan;
use crate::level::Level;
use crate::value::Value;

/// Reads a configuration; the errors are in the order of reading, the first is the one that CPython would raise.
///
/// `trusted`: whether the files that it names may be looked into, certificates for example.
pub(super) fn read(ini: &Ini, registry: &Registry, trusted: bool) -> Result<Plan, Vec<ConfigError>> {
    let mut reader = Reader {
        ini,
        registry,
        trusted,
        budget: Budget::default(),
        formatters: HashSet::new(),
        handlers: HashSet::new(),
        plan: Plan { disable_existing: ini.disable_existing_loggers, ..Plan::default() },
        errors: Vec::new(),
    };
    reader.all_formatters();
    reader.all_handlers();
    reader.all_loggers();
    // What follows a text that is too large says nothing.
    if let Some(last) = reader.errors.iter().position(|error| matches!(error.kind(), ConfigErrorKind::TooLarge(_))) {
        reader.errors.truncate(last + 1);
    }
    if reader.errors.is_empty() { Ok(reader.plan) } else { Err(reader.errors) }
}

/// What is known while a configuration is read.
struct Reader<'i> {
    ini: &'i Ini,
    registry: &'i Registry,
    trusted: bool,
    budget: Budget,
    /// The names that there are, whether what they name is right or wrong.
    formatters: HashSet<String>,
    handlers: HashSet<String>,
    plan: Plan,
    errors: Vec<ConfigError>,
}

impl<'i> Reader<'i> {
    /// The names under `keys` of a section, in order, each once.
    fn keys(&mut self, section: &'static str) -> Vec<Text> {
        let view = self.required_section(section, None);
        match view.and_then(|view| self.names(view, "keys")) {
            Ok(keys) => {
                let mut seen = HashSet::new();
                keys.into_iter().filter(|name| seen.insert(name.as_str().to_owned())).collect()
            }
            Err(error) => {
                self.errors.push(error);
                Vec::new()
            }
        }
    }

    /// The names in a list with commas between; an empty text has none.
    fn names(&mut self, view: View<'i>, option: &str) -> Result<Vec<Text>, ConfigError> {
        let list = self.required(view, option)?;
        if list.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let budget = &mut self.budget;
        let counted = |name: Text| {
            budget.spend(name.as_str().len()).map_err(|error| error.at_key(path(view, option)))?;
            Ok(name)
        };
        list.split(',').map(counted).collect()
    }

    /// The section that belongs to a name.
    fn section_of(&self, prefix: &str, name: &Text) -> Result<View<'i>, ConfigError> {
        self.required_section(&format!("{prefix}_{}", name.as_str()), Some(name))
    }

    fn required_section(&self, section: &str, named: Option<&Text>) -> Result<View<'i>, ConfigError> {
        self.ini.section(section).ok_or_else(|| {
            let missing = ConfigErrorKind::Value(format!("the section [{section}] is missing"));
            let error = ConfigError::new(missing).at_key(section).at(named.and_then(|name| name.position(0)));
            match named {
                Some(_) => error.with_known(section, self.ini.names()),
                None => error.with_hint(format!("a section [{section}] with the option keys, which may be empty")),
            }
        })
    }

    /// The value of an option, others put in their places.
    fn get(&mut self, view: View<'i>, option: &str) -> Result<Option<Text>, ConfigError> {
        view.get(option, &mut self.budget).map_err(|error| error.at_key(path(view, option)).at(view.position()))
    }

    /// The value of an option that must be there.
    fn required(&mut self, view: View<'i>, option: &str) -> Result<Text, ConfigError> {
        self.get(view, option)?.ok_or_else(|| {
            let missing = ConfigErrorKind::MissingKey(option.to_owned());
            ConfigError::new(missing).at_key(view.name()).at(view.position()).with_known(option, view.options())
        })
    }

    /// The level that the option `level` names, if there is one.
    fn level(&mut self, view: View<'i>) -> Result<Option<Level>, ConfigError> {
        match self.get(view, "level")? {
            Some(level) => place(view, "level", &level).level().map(Some),
            None => Ok(None),
        }
    }
}

/// The key path of an option.
fn path(view: View<'_>, option: &str) -> String {
    join(&join("", &Value::from(view.name())), &Value::from(option))
}

/// An option's value and its place.
fn place(view: View<'_>, option: &str, value: &Text) -> Place<'static> {
    let node = Node::scalar(value.as_str().to_owned(), value.position(0).or(view.position()));
    Place { node: std::borrow::Cow::Owned(node), path: path(view, option) }
}
