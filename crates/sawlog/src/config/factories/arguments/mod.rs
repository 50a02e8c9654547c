//! The keyword arguments of a constructor, as a configuration gives them.

use std::cell::Cell;

use indexmap::IndexMap;

mod values;

use super::properties::Properties;
use super::{Object, Registry};
use crate::config::error::{ConfigError, ConfigErrorKind, Position};
use crate::config::node::Node;
use crate::config::place::{Place, join};
use crate::config::suggest;
use crate::handler::HandlerRef;
use crate::value::Value;

/// The keyword arguments that a configuration gives to a constructor: each key but those that the configuration
/// itself reads.
///
/// A constructor takes what it knows by name; what it did not ask for is refused when it is done, as Python refuses
/// unknown keywords.
///
/// ```
/// use sawlog::config::Registry;
/// use sawlog::NullHandler;
///
/// Registry::new().handler("project.logging.Pager", |args| {
///     let number = args.require_text("number")?;
///     let urgent = args.truth("urgent")?.unwrap_or(false);
///     # let _ = (number, urgent);
///     Ok(NullHandler)
/// });
/// ```
#[derive(Debug)]
pub struct Arguments<'b> {
    class: String,
    /// The key path of the object that is made, and where it stands.
    path: String,
    position: Option<Position>,
    values: IndexMap<String, (Argument, Option<Position>)>,
    asked: Vec<String>,
    /// An argument whose key in the configuration is another: its name, and the key.
    renamed: Option<(&'static str, &'static str)>,
    properties: Properties,
    handlers: Option<&'b BuiltHandlers>,
    waiting: Cell<bool>,
    called: bool,
    trusted: bool,
    /// What class paths in the arguments stand for, if not what they stand for in the process's own.
    registry: Option<Registry>,
}

/// One argument.
#[derive(Clone, Debug)]
pub(in crate::config) enum Argument {
    Plain(Node),
    Object(Object),
    /// A handler of the configuration, by its name.
    Handler(Value<'static>),
    /// A formatter or filter of the configuration; nothing takes one as an argument.
    Configured(&'static str),
}

/// The configuration's handlers, those that are not made yet without a value.
pub(in crate::config) type BuiltHandlers = IndexMap<Value<'static>, Option<HandlerRef>>;

impl<'b> Arguments<'b> {
    pub(in crate::config) fn new(class: &str, path: &str, position: Option<Position>) -> Arguments<'b> {
        Arguments {
            class: class.to_owned(),
            path: path.to_owned(),
            position,
            values: IndexMap::new(),
            asked: Vec::new(),
            renamed: None,
            properties: Properties::default(),
            handlers: None,
            waiting: Cell::new(false),
            called: false,
            trusted: true,
            registry: None,
        }
    }

    pub(in crate::config) fn insert(&mut self, name: String, argument: Argument, position: Option<Position>) {
        self.values.insert(name, (argument, position));
    }

    /// Gives an argument another name, in place of what has that name.
    pub(in crate::config) fn rename(&mut self, key: &'static str, name: &'static str) {
        if let Some(argument) = self.values.shift_remove(key) {
            self.values.insert(name.to_owned(), argument);
            self.renamed = Some((name, key));
        }
    }

    pub(in crate::config) fn set_properties(&mut self, properties: Vec<(String, Node)>) {
        self.properties = Properties::new(properties);
    }

    /// The same arguments, none asked for yet, with the handlers that they may name.
    pub(in crate::config) fn with_handlers<'h>(&self, handlers: Option<&'h BuiltHandlers>) -> Arguments<'h> {
        Arguments {
            class: self.class.clone(),
            path: self.path.clone(),
            position: self.position,
            values: self.values.clone(),
            asked: Vec::new(),
            renamed: self.renamed,
            properties: self.properties.clone(),
            handlers,
            waiting: Cell::new(false),
            called: self.called,
            trusted: self.trusted,
            registry: self.registry.clone(),
        }
    }

    /// Whether a handler was asked for that is not made yet.
    pub(in crate::config) fn is_waiting(&self) -> bool {
        self.waiting.get()
    }

    /// Refuses the arguments that were not asked for.
    pub(in crate::config) fn finish(&self) -> Result<(), ConfigError> {
        // There is at least one error if there are any.
        self.all_known().map_err(|mut errors| errors.swap_remove(0))
    }

    /// The same, with an error for each of them.
    pub(in crate::config) fn all_known(&self) -> Result<(), Vec<ConfigError>> {
        let unknown = self.values.iter().filter(|(name, _)| !self.asked.contains(name));
        let error = |(name, (_, position)): (&String, &(Argument, Option<Position>))| {
            let kind = ConfigErrorKind::UnknownArgument { class: self.class.clone(), keyword: name.clone() };
            let error = ConfigError::new(kind).at_key(self.path_of(name)).at(*position);
            match self.key_of_queues(name) {
                Some(hint) => error.with_hint(hint),
                None => error.with_known(name, self.asked.iter().map(String::as_str)),
            }
        };
        let errors: Vec<ConfigError> = unknown.map(error).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// What would have a handler take an argument that queues take.
    fn key_of_queues(&self, name: &str) -> Option<&'static str> {
        let is_handlers = self.asked.iter().any(|asked| asked == "async");
        match name {
            "queueSize" | "whenFull" | "structured" if self.class == "logging.handlers.QueueHandler" => {
                Some("as sawlog.QueueHandler it takes this")
            }
            "queueSize" | "whenFull" if is_handlers => Some("it counts with async: true"),
            _ => None,
        }
    }

    /// What was asked for, in order.
    #[cfg(test)]
    pub(in crate::config) fn asked(&self) -> &[String] {
        &self.asked
    }

    /// The class path that the configuration names.
    pub fn class(&self) -> &str {
        &self.class
    }

    /// The names of all arguments, in order.
    pub fn names(&self) -> Vec<String> {
        self.values.keys().cloned().collect()
    }

    /// All arguments, in order.
    pub(in crate::config) fn iter(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.values.iter().map(|(name, (argument, _))| (&**name, argument))
    }

    /// What the block under the key `.` sets, if anything.
    pub fn property(&self, name: &str) -> Option<Value<'static>> {
        self.property_node(name).map(Node::to_value)
    }

    /// Where an argument stands, or else the object that is made.
    pub(in crate::config) fn position_of(&self, name: &str) -> Option<Position> {
        self.values.get(name).and_then(|(_, position)| *position).or(self.position)
    }

    /// The same, and where it stands.
    pub(super) fn property_place(&self, name: &str) -> Option<Place<'static>> {
        let node = self.property_node(name)?;
        let path = join(&join(&self.path, &Value::from(".")), &Value::from(name));
        Some(Place { node: std::borrow::Cow::Owned(node.clone()), path })
    }

    /// Says that the class is called by `()`, rather than named by `class`.
    pub(in crate::config) fn set_called(&mut self) {
        self.called = true;
    }

    pub(in crate::config) fn set_trusted(&mut self, trusted: bool) {
        self.trusted = trusted;
    }

    pub(in crate::config) fn set_registry(&mut self, registry: &Registry) {
        self.registry = Some(registry.clone());
    }

    /// What class paths in the arguments stand for.
    pub(in crate::config) fn registry(&self) -> &Registry {
        self.registry.as_ref().unwrap_or_else(|| Registry::global())
    }

    /// The class path of the queue that is given, if one is.
    pub(in crate::config) fn queue_class(&self) -> Option<&str> {
        match &self.values.get("queue")?.0 {
            Argument::Plain(node) => node.as_str().or_else(|| node.get("()")?.as_str()),
            Argument::Object(Object::Class(path)) => Some(path),
            _ => None,
        }
    }

    pub(super) fn trusts(&self) -> bool {
        self.trusted
    }

    /// Whether files that the arguments name may be looked into before a policy has seen them.
    #[cfg(any(feature = "http", feature = "regex", feature = "smtp"))]
    pub(super) fn is_trusted(&self) -> bool {
        self.trusted
    }

    pub(in crate::config) fn path(&self) -> &str {
        &self.path
    }

    pub(in crate::config) fn position(&self) -> Option<Position> {
        self.position
    }

    pub(in crate::config) fn properties(&self) -> &Properties {
        &self.properties
    }

    /// What the block under `.` sets under a name.
    pub(super) fn property_node(&self, name: &str) -> Option<&Node> {
        self.properties.get(name)
    }

    /// An error about one argument, with its place.
    pub fn error(&self, name: &str, reason: impl Into<String>) -> ConfigError {
        self.error_of(name, ConfigErrorKind::Value(reason.into()))
    }

    pub(in crate::config) fn error_of(&self, name: &str, kind: ConfigErrorKind) -> ConfigError {
        ConfigError::new(kind).at_key(self.path_of(name)).at(self.position_of(name))
    }

    /// An error about an attribute that the block under `.` sets.
    pub(super) fn property_error(&self, name: &str, kind: ConfigErrorKind) -> ConfigError {
        let path = join(&join(&self.path, &Value::from(".")), &Value::from(name.to_owned()));
        let node = self.properties.get(name);
        ConfigError::new(kind).at_key(path).at(node.and_then(|node| node.position)).at(self.position)
    }

    pub(super) fn missing(&self, name: &str) -> ConfigError {
        let kind = ConfigErrorKind::MissingKey(name.to_owned());
        let error = ConfigError::new(kind).at_key(&self.path).at(self.position);
        match self.values.keys().find(|given| suggest::are_close(name, given)) {
            Some(given) => error.with_hint(format!("is {given:?} meant to be it?")),
            None => error,
        }
    }

    fn wrong_type(&self, name: &str, expected: &str, found: &str, position: Option<Position>) -> ConfigError {
        let kind = ConfigErrorKind::Type { expected: expected.to_owned(), found: found.to_owned() };
        ConfigError::new(kind).at_key(self.path_of(name)).at(position)
    }

    fn path_of(&self, name: &str) -> String {
        let key = match self.renamed {
            Some((renamed, key)) if renamed == name => key,
            _ => name,
        };
        join(&self.path, &Value::from(key))
    }
}

impl Argument {
    fn description(&self) -> &str {
        match self {
            Argument::Plain(_) => "a plain value",
            Argument::Object(Object::Stream(_)) => "a stream",
            Argument::Object(Object::Class(_)) => "a class",
            Argument::Object(_) => "a live object",
            Argument::Handler(_) => "a handler",
            Argument::Configured(section) => section,
        }
    }
}
