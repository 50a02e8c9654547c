//! INI as `logging.config.fileConfig` reads it: the dialect of Python's `configparser.ConfigParser`.
//!
//! Sections of options, a section `DEFAULT` that every other one falls back on, values over several lines, comments on lines
//! of their own, and `%(name)s` for the value of another option. Text becomes an [`Ini`]; values are put together when
//! they are asked for, as in Python, so that a mistake in one that nobody reads is none.

mod interpolate;
mod options;
mod read;
mod space;
mod text;

use indexmap::IndexMap;

use super::budget::Budget;
use super::error::{ConfigError, ConfigErrorKind, Position};
use super::node::{Entry, Mapping, Node, NodeKind};
use crate::value::Value;

pub use options::FileConfig;
pub(super) use space::{is_space, strip};
pub(super) use text::{Places, Text};

/// The section whose options every section has.
pub(super) const DEFAULT: &str = "DEFAULT";

/// What one text says.
#[derive(Clone, Debug, Default)]
pub(super) struct Ini {
    pub(super) disable_existing_loggers: bool,
    sections: IndexMap<String, Section>,
    defaults: Section,
}

/// One section's own options.
#[derive(Clone, Debug, Default)]
struct Section {
    position: Option<Position>,
    options: IndexMap<String, Choice>,
}

/// An option as it is written.
#[derive(Clone, Debug)]
struct Choice {
    key_position: Option<Position>,
    value: Text,
}

/// A section, and what it falls back on.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'i> {
    name: &'i str,
    section: &'i Section,
    defaults: &'i Section,
}

impl Ini {
    /// One that knows these options of `DEFAULT` already.
    ///
    /// # Errors
    /// Two of them have the same name in lower case.
    pub(super) fn with_defaults(defaults: &[(String, String)]) -> Result<Ini, ConfigError> {
        let mut ini = Ini::default();
        for (name, value) in defaults {
            let choice = Choice { key_position: None, value: Text::without_place(value) };
            if ini.defaults.options.insert(option_name(name), choice).is_some() {
                let twice =
                    format!("the default {name:?} is given twice: names of options are the same in any letter case");
                return Err(ConfigErrorKind::Value(twice).into());
            }
        }
        Ok(ini)
    }

    /// The section of this name; `DEFAULT` is always there.
    pub(super) fn section(&self, name: &str) -> Option<View<'_>> {
        let (name, section) = match name {
            DEFAULT => (DEFAULT, &self.defaults),
            _ => self.sections.get_key_value(name).map(|(name, section)| (name.as_str(), section))?,
        };
        Some(View { name, section, defaults: &self.defaults })
    }

    /// The names of all sections but `DEFAULT`, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// The same with other values in place of those that are written; the function is told section and option.
    pub(super) fn with_values(
        &self,
        change: &mut dyn FnMut(&str, &str, &Text) -> Result<Text, ConfigError>,
    ) -> Result<Ini, ConfigError> {
        let mut changed = self.clone();
        let sections = changed.sections.iter_mut().map(|(name, section)| (name.as_str(), section));
        for (name, section) in sections.chain([(DEFAULT, &mut changed.defaults)]) {
            for (option, choice) in &mut section.options {
                choice.value = change(name, option, &choice.value)?;
            }
        }
        Ok(changed)
    }

    /// The tree of what is written: sections of options, their values as they stand.
    pub(super) fn to_node(&self) -> Node {
        let text = |name: &str| Value::from(name.to_owned());
        let of = |section: &Section| {
            let options = section.options.iter().map(|(name, choice)| {
                let node = Node::scalar(choice.value.as_str().to_owned(), choice.value.position(0));
                (text(name), Entry { key_position: choice.key_position, node })
            });
            let node = Node::new(NodeKind::Mapping(options.collect()), section.position);
            Entry { key_position: section.position, node }
        };
        let mut mapping = Mapping::with_capacity(self.sections.len() + 1);
        if !self.defaults.options.is_empty() {
            mapping.insert(text(DEFAULT), of(&self.defaults));
        }
        mapping.extend(self.sections.iter().map(|(name, section)| (text(name), of(section))));
        Node::new(NodeKind::Mapping(mapping), Position { line: 1, column: 1 })
    }
}

impl<'i> View<'i> {
    /// The section's name.
    pub(super) fn name(self) -> &'i str {
        self.name
    }

    /// Where its header stands.
    pub(super) fn position(self) -> Option<Position> {
        self.section.position
    }

    /// The names of its options, those of `DEFAULT` last.
    pub(super) fn options(self) -> impl Iterator<Item = &'i str> {
        let own = self.section.options.keys();
        let others = self.defaults.options.keys().filter(move |name| !self.section.options.contains_key(*name));
        own.chain(others).map(String::as_str)
    }

    /// A value as it is written.
    pub(super) fn raw(self, option: &str) -> Option<&'i Text> {
        self.choice(option).map(|choice| &choice.value)
    }

    /// A value with others put in the places of their names; `None` if there is no such option.
    ///
    /// # Errors
    /// A `%` that begins nothing, a name that no option has, or values that lead to one another without end.
    pub(super) fn get(self, option: &str, budget: &mut Budget) -> Result<Option<Text>, ConfigError> {
        let Some(choice) = self.choice(option) else { return Ok(None) };
        interpolate::interpolate(self, &choice.value, budget).map(Some)
    }

    fn choice(self, option: &str) -> Option<&'i Choice> {
        self.section.options.get(option).or_else(|| self.defaults.options.get(option))
    }
}

/// Names of options are the same in any letter case.
fn option_name(name: &str) -> String {
    name.to_lowercase()
}
