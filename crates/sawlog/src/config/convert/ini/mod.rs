//! INI, as `fileConfig` reads it: what of a configuration can be said there, and no more.
//!
//! It has no filters, no factories, no `cfg://`; `ext://` only as far as names go that `args` may use.

mod handlers;
mod line;
mod literal;
mod loggers;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Registry;
use crate::config::node::{Node, NodeKind};
use crate::config::place::Place;
use crate::value::Value;
use line::{Raw, name, option, value};

/// The text of a configuration that is right.
pub(super) fn write(root: &Node, registry: &Registry) -> Result<String, ConfigError> {
    let whole = Place { node: Cow::Borrowed(root), path: String::new() };
    if let Some(incremental) = below(&whole, "incremental").filter(|place| place.node.is_truthy()) {
        return Err(cannot(&incremental, "an incremental configuration"));
    }
    if let Some((_, filter)) = section(&whole, "filters")?.first() {
        return Err(cannot(filter, "filters"));
    }
    let mut out = Sections(String::new());
    if below(&whole, "disable_existing_loggers").is_some_and(|place| !place.node.is_truthy()) {
        out.0.push_str("# fileConfig is to be called with disable_existing_loggers=False.\n\n");
    }
    let loggers = loggers::read(&whole)?;
    let handlers = section(&whole, "handlers")?;
    let formatters = section(&whole, "formatters")?;
    let names = |entries: &[(String, Place<'_>)]| entries.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    out.list("loggers", loggers.iter().map(|logger| logger.key.clone()));
    out.list("handlers", names(&handlers).into_iter());
    out.list("formatters", names(&formatters).into_iter());
    for logger in loggers {
        out.section(&format!("logger_{}", logger.key), logger.options);
    }
    for (name, place) in &handlers {
        out.section(&format!("handler_{name}"), handlers::options(place, registry)?);
    }
    for (name, place) in &formatters {
        out.section(&format!("formatter_{name}"), formatter(place)?);
    }
    Ok(out.0)
}

/// The same tree without what formatters say that they have by default: INI does not say it.
pub(super) fn without_defaults(root: &Node) -> Node {
    let mut root = root.clone();
    let section = match &mut root.kind {
        NodeKind::Mapping(mapping) => mapping.get_mut(&Value::from("formatters")),
        _ => None,
    };
    let formatters = match section.map(|entry| &mut entry.node.kind) {
        Some(NodeKind::Mapping(mapping)) => mapping.values_mut().collect(),
        _ => Vec::new(),
    };
    for formatter in formatters {
        if let NodeKind::Mapping(mapping) = &mut formatter.node.kind {
            mapping.retain(|key, entry| entry.node.is_truthy() != (key.as_str() == Some("validate")));
        }
    }
    root
}

/// The text of sections and their options, with values as they are written.
pub(super) fn write_sections(root: &Node) -> Result<String, ConfigError> {
    let whole = Place { node: Cow::Borrowed(root), path: String::new() };
    let mut out = Sections(String::new());
    for (section, entry) in whole.mapping()? {
        let place = whole.below(section, Cow::Borrowed(&entry.node));
        let mut options = Vec::new();
        for (option, entry) in place.mapping()? {
            let below = place.below(option, Cow::Borrowed(&entry.node));
            let text = entry.node.as_str().ok_or_else(|| below.wrong_type("a text"))?;
            options.push((name(option, &below)?, value(text, &below, Raw::Yes)?));
        }
        out.section(&name(section, &place)?, options);
    }
    Ok(out.0)
}

/// Options with their values as they stand in the file.
type Options = Vec<(&'static str, String)>;

struct Sections(String);

impl Sections {
    fn section<N: std::fmt::Display>(&mut self, name: &str, options: Vec<(N, String)>) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
        let _ = writeln!(self.0, "[{name}]");
        for (option, value) in options {
            let _ = writeln!(self.0, "{option}={value}");
        }
    }

    fn list(&mut self, name: &str, keys: impl Iterator<Item = String>) {
        let keys: Vec<String> = keys.map(|key| key.replace('%', "%%")).collect();
        self.section(name, vec![("keys", keys.join(","))]);
    }
}

/// What stands under a key.
fn below<'p>(place: &'p Place<'_>, key: &str) -> Option<Place<'p>> {
    let entry = place.node.as_mapping()?.get(&Value::from(key.to_owned()))?;
    Some(place.below(&Value::from(key), Cow::Borrowed(&entry.node)))
}

/// The entries of a section, whose names INI can write.
fn section<'p>(whole: &'p Place<'_>, key: &str) -> Result<Vec<(String, Place<'p>)>, ConfigError> {
    let Some(entry) = whole.node.as_mapping().and_then(|root| root.get(&Value::from(key.to_owned()))) else {
        return Ok(Vec::new());
    };
    let place = Place { node: Cow::Borrowed(&entry.node), path: key.to_owned() };
    no_reference(&place)?;
    let Some(mapping) = entry.node.as_mapping() else { return Ok(Vec::new()) };
    let each = mapping.iter().map(|(key, entry)| {
        let below = place.below(key, Cow::Borrowed(&entry.node));
        no_reference(&below)?;
        Ok((name(key, &below)?, below))
    });
    each.collect()
}

fn formatter(place: &Place<'_>) -> Result<Options, ConfigError> {
    let mut options = Options::new();
    if let Some(called) = below(place, "()") {
        return Err(cannot(&called, "a factory").with_hint("class, with the keys of logging.Formatter"));
    }
    for key in ["format", "datefmt", "style"] {
        if let Some(value) = below(place, key).filter(|value| value.node.is_truthy()) {
            options.push((key, option(&value, Raw::Yes)?));
        }
    }
    if let Some(validate) = below(place, "validate").filter(|validate| !validate.node.is_truthy()) {
        return Err(cannot(&validate, "a format that is not checked"));
    }
    if let Some(class) = below(place, "class").filter(|class| class.node.is_truthy())
        && class.node.as_str() != Some("logging.Formatter")
    {
        options.push(("class", option(&class, Raw::No)?));
    }
    if let Some(defaults) = below(place, "defaults").filter(|defaults| defaults.node.is_truthy()) {
        options.push(("defaults", literal::of(&defaults, None)?));
    }
    Ok(options)
}

/// Refuses a value that stands elsewhere.
fn no_reference(place: &Place<'_>) -> Result<(), ConfigError> {
    match place.node.as_str() {
        Some(text) if text.starts_with("cfg://") || text.starts_with("ext://") => {
            Err(cannot(place, "references").with_hint("write the value itself in its place"))
        }
        _ => Ok(()),
    }
}

/// The error for what has no place in INI.
fn cannot(place: &Place<'_>, what: &str) -> ConfigError {
    place.error(ConfigErrorKind::Value(format!("INI cannot say {what}")))
}
