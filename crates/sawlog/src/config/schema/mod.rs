//! The version-1 schema of dictionaries: a tree read key by key, as `logging.config` reads it, into a [`Plan`].
//!
//! Everything that can be wrong is found here, before anything is made or changed. What CPython lets pass passes here
//! too: unknown keys of the top level, of loggers and of formatters without `()`.

mod formatters;
mod gather;
mod handlers;
mod loggers;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use indexmap::IndexSet;

use gather::{Errors, Gather};

use super::document::Document;
use super::error::{ConfigError, ConfigErrorKind};
use super::factories::{Argument, Arguments, Factory, Object, Registry};
use super::file_config;
use super::node::{Mapping, Node, NodeKind};
use super::place::{Place, key_text};
use super::plan::Plan;
use super::policy::bounds;
use super::reference::{Resolved, Resolver, Section};
use crate::value::Value;

/// Reads a configuration; the errors are in the order of reading, the first is the one that CPython would raise.
///
/// `trusted`: whether the files that it names may be looked into, certificates for example, and however much be made.
pub(super) fn read(document: &Document, registry: &Registry, trusted: bool) -> Result<Plan, Vec<ConfigError>> {
    let located = |error: ConfigError| document.locate(error);
    let plan = match document.ini() {
        Some(ini) => file_config::read(ini, registry, trusted),
        None => read_root(document.root(), registry, trusted),
    };
    plan.map_err(|errors| errors.into_iter().map(located).collect())
}

fn read_root(root: &Node, registry: &Registry, trusted: bool) -> Result<Plan, Vec<ConfigError>> {
    let whole = Place { node: Cow::Borrowed(root), path: String::new() };
    let NodeKind::Mapping(mapping) = &root.kind else { return Err(vec![whole.wrong_type("a mapping")]) };
    let resolver = Resolver::new(mapping, registry);
    let mut reader = Reader {
        resolver,
        trusted,
        names: HashMap::new(),
        plan: Plan::default(),
        made: Vec::new(),
        errors: Vec::new(),
        unknown: Cell::new(0),
    };
    if let Err(error) = reader.version(&whole) {
        // A file of another kind has nothing more to say.
        return Err(vec![error]);
    }
    reader.sections();
    if reader.errors.is_empty() { Ok(reader.plan) } else { Err(reader.errors) }
}

/// So many unknown names are told with one that may have been meant, which is looked for among so many.
const HINTS: usize = 50;
const COMPARED: usize = 5000;

/// What is known while a configuration is read.
struct Reader<'d> {
    resolver: Resolver<'d>,
    trusted: bool,
    /// The names that references may use, by section.
    names: HashMap<Section, IndexSet<Value<'static>>>,
    plan: Plan,
    /// The sections whose entries are objects by now, and where their mappings are.
    made: Vec<(&'d Node, &'static str)>,
    errors: Vec<ConfigError>,
    /// How many names referred to nothing.
    unknown: Cell<usize>,
}

/// The mappings that objects were made of, each by where it is: Python takes the class out of it, so that a second
/// object finds none.
#[derive(Default)]
struct Mappings(HashMap<*const Node, Value<'static>>);

impl Mappings {
    /// Notes that an object is made of what stands at this place.
    fn take<'d>(
        &mut self,
        resolver: &Resolver<'d>,
        name: &Value<'static>,
        place: &Place<'d>,
    ) -> Result<(), ConfigError> {
        let Some(mapping) = resolver.mapping_at(place) else { return Ok(()) };
        match self.0.insert(std::ptr::from_ref(mapping), name.clone()) {
            None => Ok(()),
            Some(first) => {
                let reason = format!("{:?} is made of the same mapping, which makes one object", key_text(&first));
                Err(place.error(ConfigErrorKind::Value(reason)).with_hint("give each a mapping of its own"))
            }
        }
    }
}

impl<'d> Reader<'d> {
    fn version(&mut self, whole: &Place<'d>) -> Result<(), ConfigError> {
        let version = self
            .resolver
            .top("version")?
            .ok_or_else(|| whole.error(ConfigErrorKind::MissingKey("version".to_owned())).with_hint("version: 1"))?;
        if version.node.as_scalar() != Some(&Value::Int(1)) {
            let shown = key_text(&version.node.to_value());
            return Err(version
                .error(ConfigErrorKind::Value(format!("unsupported version {shown:.40}")))
                .with_hint("version: 1"));
        }
        Ok(())
    }

    fn sections(&mut self) {
        self.plan.incremental = self.switch("incremental", false);
        if self.plan.incremental {
            self.each_of("handlers", |reader, name, place| reader.incremental_handler(name, place));
        } else {
            self.plan.disable_existing = self.switch("disable_existing_loggers", true);
            for section in [Section::Formatters, Section::Filters, Section::Handlers] {
                // A section that cannot be read is reported when it is gone through.
                let entries = self.entries(section.key()).unwrap_or_default();
                self.names.insert(section, entries.into_iter().map(|(name, _)| name).collect());
            }
            // Filters are compiled as they are read.
            if let Err(error) = self.within_bounds() {
                return self.errors.push(error);
            }
            self.each_of("formatters", |reader, name, place| {
                let made = reader.formatter(&place);
                reader.resolver.mark_built(Section::Formatters, name);
                reader.plan.formatters.insert(name.clone(), made?);
                Ok(())
            });
            self.each_of("filters", |reader, name, place| {
                let made = reader.filter(&place);
                reader.resolver.mark_built(Section::Filters, name);
                reader.plan.filters.insert(name.clone(), made?);
                Ok(())
            });
            self.handlers();
        }
        self.each_of("loggers", |reader, name, place| {
            let logger = reader.logger(name, &place)?;
            reader.plan.loggers.push(logger);
            Ok(())
        });
        let root = self.resolver.top("root").map_err(Errors::from).and_then(|root| match root {
            Some(place) if place.node.is_truthy() => self.logger_settings(String::new(), &place).map(Some),
            _ => Ok(None),
        });
        match root {
            Ok(root) => self.plan.root = root,
            Err(errors) => self.errors.extend(errors.0),
        }
    }

    /// Refuses sections of more entries than a stranger may have.
    fn within_bounds(&self) -> Result<(), ConfigError> {
        if self.trusted {
            return Ok(());
        }
        for section in [Section::Formatters, Section::Filters, Section::Handlers] {
            let count = self.names.get(&section).map_or(0, IndexSet::len);
            if let Some(refused) = bounds::refused_entries(section, count) {
                let error = ConfigError::new(refused).at_key(section.key());
                return Err(error.at(self.resolver.mapping_at_top(section.key()).and_then(|mapping| mapping.position)));
            }
        }
        Ok(())
    }

    /// A key of the top level that is on or off, by Python's truth.
    fn switch(&mut self, key: &'static str, default: bool) -> bool {
        match self.resolver.pop_truth(key) {
            Ok(truth) => truth.unwrap_or(default),
            Err(error) => {
                self.errors.push(error);
                default
            }
        }
    }

    /// Refuses a section that is the same mapping as one whose entries are objects by now, as Python puts them in its
    /// place.
    fn not_made_already(&mut self, section: &'static str) -> Result<(), ConfigError> {
        let Some(mapping) = self.resolver.mapping_at_top(section).filter(|mapping| mapping.is_truthy()) else {
            return Ok(());
        };
        if let Some((_, first)) = self.made.iter().find(|(made, _)| std::ptr::eq(*made, mapping)) {
            let reason = format!("the mapping has been made into {first} already");
            return Err(ConfigError::new(ConfigErrorKind::Value(reason)).at_key(section).at(mapping.position));
        }
        if section != "loggers" {
            self.made.push((mapping, section));
        }
        Ok(())
    }

    /// Goes through a section of the top level.
    fn each_of(
        &mut self,
        section: &'static str,
        mut read: impl FnMut(&mut Self, &Value<'static>, Place<'d>) -> Result<(), Errors>,
    ) {
        self.resolver.mark_read(section);
        let again = if self.plan.incremental { Ok(()) } else { self.not_made_already(section) };
        let entries = match again.and_then(|()| self.entries(section)) {
            Ok(entries) => entries,
            Err(error) => return self.errors.push(error),
        };
        for (name, place) in entries {
            let place = self.resolver.plain(place).map_err(Errors::from);
            if let Err(errors) = place.and_then(|place| read(self, &name, place)) {
                self.errors.extend(errors.0);
            }
        }
    }

    /// The entries of a section; their references are not followed yet.
    fn entries(&self, section: &str) -> Result<Vec<(Value<'static>, Place<'d>)>, ConfigError> {
        let Some(place) = self.resolver.top(section)? else { return Ok(Vec::new()) };
        let keys: Vec<Value<'static>> = place.section()?.keys().cloned().collect();
        let below = |key: Value<'static>| {
            let node = super::reference::child(&place.node, &key)?;
            let place = place.below(&key, node);
            Some((key, place))
        };
        Ok(keys.into_iter().filter_map(below).collect())
    }

    /// The names in a list that refer to entries of a section.
    fn references(
        &self,
        list: Option<Place<'d>>,
        section: Section,
        what: &'static str,
    ) -> Result<Vec<Value<'static>>, Errors> {
        let Some(list) = list.filter(|list| list.node.is_truthy()) else { return Ok(Vec::new()) };
        let mut gather = Gather::default();
        let names = list.each()?;
        // Nobody is added twice.
        let unique: IndexSet<_> =
            names.iter().filter_map(|place| gather.keep(self.reference(place, section, what))).collect();
        gather.finish().map(|()| unique.into_iter().collect())
    }

    /// The name of an entry of a section.
    fn reference(
        &self,
        place: &Place<'_>,
        section: Section,
        what: &'static str,
    ) -> Result<Value<'static>, ConfigError> {
        let name = place.node.to_value();
        let known = self.names.get(&section);
        if place.node.as_scalar().is_some() && known.is_some_and(|known| known.contains(&name)) {
            return Ok(name);
        }
        let name = key_text(&name);
        let error = place.error(ConfigErrorKind::UnknownReference { what, name: name.clone() });
        self.unknown.set(self.unknown.get() + 1);
        if self.unknown.get() > HINTS {
            return Err(error);
        }
        let known = known.into_iter().flatten().filter_map(Value::as_str).take(COMPARED);
        Err(error.with_known(&name, known))
    }

    /// The class path under `class` or `()`, and what it stands for.
    fn class(&self, place: &Place<'d>, key: &str) -> Result<Option<(String, Factory)>, ConfigError> {
        let Some((below, resolved)) = self.resolver.get(place, key)? else { return Ok(None) };
        let path = match &resolved {
            Resolved::Object(Object::Class(path)) => path.clone(),
            Resolved::Node(node) if node.as_str().is_some() => node.as_str().unwrap_or_default().to_owned(),
            _ => return Err(below.wrong_type("the path of a class")),
        };
        let factory = self.resolver.registry().class(&path);
        factory.map(|factory| Some((path, factory))).map_err(|error| error.at_key(&below.path).at(below.position()))
    }

    /// All keys but these as keyword arguments.
    fn arguments(&self, place: &Place<'d>, class: &str, but: &[&str]) -> Result<Arguments<'static>, Errors> {
        let mut gather = Gather::default();
        let mut args = Arguments::new(class, &place.path, place.position());
        for key in keys(place.mapping()?) {
            gather.keep(self.argument_under(&key, place, but, &mut args));
        }
        args.set_trusted(self.trusted);
        args.set_registry(self.resolver.registry());
        if let Some(properties) = gather.keep(self.properties(place)) {
            args.set_properties(properties);
        }
        gather.finish().map(|()| args)
    }

    fn argument_under(
        &self,
        key: &Value<'static>,
        place: &Place<'d>,
        but: &[&str],
        args: &mut Arguments<'static>,
    ) -> Result<(), ConfigError> {
        let Some(name) = key.as_str() else {
            return Err(place.error(ConfigErrorKind::Value(format!("the key {} is no text", key_text(key)))));
        };
        if name == "." || but.contains(&name) {
            return Ok(());
        }
        if !is_identifier(name) {
            let message = format!("the key {name:?} cannot be the name of an argument");
            return Err(place.error(ConfigErrorKind::Value(message)));
        }
        if let Some((below, resolved)) = self.resolver.get(place, name)? {
            args.insert(name.to_owned(), argument(resolved), below.position());
        }
        Ok(())
    }

    /// What the block under `.` sets.
    fn properties(&self, place: &Place<'d>) -> Result<Vec<(String, Node)>, ConfigError> {
        let Some(block) = self.resolver.get_plain(place, ".")?.filter(|block| block.node.is_truthy()) else {
            return Ok(Vec::new());
        };
        let property = |(name, entry): (&Value<'static>, &super::Entry)| match name.as_str() {
            Some(name) => Ok((name.to_owned(), entry.node.clone())),
            None => Err(block.wrong_type("a mapping of names")),
        };
        block.mapping()?.iter().map(property).collect()
    }
}

fn argument(resolved: Resolved<'_>) -> Argument {
    match resolved.into_owned() {
        Resolved::Node(node) => Argument::Plain(node.into_owned()),
        Resolved::Object(object) => Argument::Object(object),
        Resolved::Built(Section::Handlers, name) => Argument::Handler(name),
        Resolved::Built(Section::Formatters, _) => Argument::Configured("a formatter"),
        Resolved::Built(Section::Filters, _) => Argument::Configured("a filter"),
    }
}

fn keys(mapping: &Mapping) -> Vec<Value<'static>> {
    mapping.keys().cloned().collect()
}

fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
