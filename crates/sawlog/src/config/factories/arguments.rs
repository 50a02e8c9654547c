//! The keyword arguments of a constructor, as a configuration gives them.

use std::any::Any;
use std::cell::Cell;
use std::sync::Arc;

use indexmap::IndexMap;

use super::properties::Properties;
use super::{MakeStream, Needed, Object};
use crate::config::error::{ConfigError, ConfigErrorKind, Position};
use crate::config::node::Node;
use crate::config::place::{Place, join, key_text};
use crate::config::suggest;
use crate::handler::HandlerRef;
use crate::level::Level;
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
            error.with_known(name, self.asked.iter().map(String::as_str))
        };
        let errors: Vec<ConfigError> = unknown.map(error).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
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

    /// A plain value of any type; `None` if the argument is not given.
    ///
    /// # Errors
    /// The argument is an object.
    pub fn value(&mut self, name: &str) -> Result<Option<Value<'static>>, ConfigError> {
        Ok(self.plain(name)?.map(|place| place.node.to_value()))
    }

    /// A text; `None` if the argument is not given or is `None`.
    ///
    /// # Errors
    /// The argument is something else.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, ConfigError> {
        self.plain_as(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// A text that must be given.
    ///
    /// # Errors
    /// The argument is not given, or is something else.
    pub fn require_text(&mut self, name: &str) -> Result<String, ConfigError> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    /// An integer; `None` if the argument is not given or is `None`.
    ///
    /// # Errors
    /// The argument is something else, or past 64 bits.
    pub fn integer(&mut self, name: &str) -> Result<Option<i64>, ConfigError> {
        self.plain_as(name, "an integer", Value::as_i64)
    }

    /// A number; `None` if the argument is not given or is `None`.
    ///
    /// # Errors
    /// The argument is something else.
    pub fn number(&mut self, name: &str) -> Result<Option<f64>, ConfigError> {
        self.plain_as(name, "a number", Value::as_f64)
    }

    /// Whether Python would take the argument for true: also any text that is not empty, and any object.
    ///
    /// # Errors
    /// None; the type is that of the other questions.
    pub fn truth(&mut self, name: &str) -> Result<Option<bool>, ConfigError> {
        Ok(self.take(name).map(|(argument, _)| match argument {
            Argument::Plain(node) => node.is_truthy(),
            Argument::Object(_) | Argument::Handler(_) | Argument::Configured(_) => true,
        }))
    }

    /// A level, by name or number; `None` if the argument is not given or is `None`.
    ///
    /// # Errors
    /// The argument names no level.
    pub fn level(&mut self, name: &str) -> Result<Option<Level>, ConfigError> {
        match self.plain(name)? {
            Some(place) if !matches!(place.node.as_scalar(), Some(Value::None)) => place.level().map(Some),
            _ => Ok(None),
        }
    }

    /// A live object that was registered under the `ext://` name that the argument gives.
    ///
    /// # Errors
    /// The argument is no such object, or one of another type.
    pub fn object<T: Any + Send + Sync>(&mut self, name: &str) -> Result<Option<Arc<T>>, ConfigError> {
        let Some((argument, position)) = self.take(name) else { return Ok(None) };
        let expected = format!("an object of type {}, by its ext:// name", std::any::type_name::<T>());
        match argument {
            Argument::Object(Object::Live(object)) => match object.downcast() {
                Ok(object) => Ok(Some(object)),
                Err(_) => Err(self.wrong_type(name, &expected, "an object of another type", position)),
            },
            other => Err(self.wrong_type(name, &expected, other.description(), position)),
        }
    }

    /// What makes the stream that is meant: `ext://sys.stdout`, `ext://sys.stderr`, or one that was registered;
    /// `None` if the argument is not given or is `None`.
    ///
    /// # Errors
    /// The argument is something else.
    pub fn stream(&mut self, name: &str) -> Result<Option<MakeStream>, ConfigError> {
        match self.take(name) {
            None => Ok(None),
            Some((Argument::Object(Object::Stream(stream)), _)) => Ok(Some(stream)),
            Some((Argument::Plain(node), _)) if matches!(node.as_scalar(), Some(Value::None)) => Ok(None),
            Some((other, position)) => {
                let error = self.wrong_type(name, "a stream", other.description(), position);
                Err(error.with_hint("such as ext://sys.stdout, or a name given to Registry::stream"))
            }
        }
    }

    /// Another handler of the configuration, by its name or by `cfg://handlers.name`.
    ///
    /// A handler whose constructor asks for one that is not made yet is made after all others.
    ///
    /// # Errors
    /// There is no such handler, or it waits for others itself.
    pub fn handler(&mut self, name: &str) -> Result<Option<HandlerRef>, ConfigError> {
        let Some((argument, position)) = self.take(name) else { return Ok(None) };
        match argument {
            Argument::Plain(node) => match node.as_scalar() {
                Some(Value::None) => Ok(None),
                Some(handler) => self.handler_named(handler, name, position).map(Some),
                None => Err(self.wrong_type(name, "the name of a handler", &node.type_name(), position)),
            },
            Argument::Handler(handler) => self.handler_named(&handler, name, position).map(Some),
            other => Err(self.wrong_type(name, "the name of a handler", other.description(), position)),
        }
    }

    /// Other handlers of the configuration, by a list of their names.
    ///
    /// # Errors
    /// As [`handler`](Arguments::handler).
    pub fn handlers(&mut self, name: &str) -> Result<Vec<HandlerRef>, ConfigError> {
        let Some(place) = self.plain(name)? else { return Ok(Vec::new()) };
        let names = place.each()?;
        names
            .iter()
            .map(|each| match each.node.as_scalar() {
                Some(handler) => self.handler_named(handler, name, each.position()),
                None => Err(each.wrong_type("the name of a handler")),
            })
            .collect()
    }

    /// The name of another handler of the configuration, for a handler that is made after it.
    ///
    /// # Errors
    /// The argument is none: only where the class is called by `()` it may be `None`, or a `cfg://` reference, as in
    /// Python. Whether there is such a handler is for the reader of the configuration to say.
    pub(in crate::config) fn handler_needed(&mut self, name: &str) -> Result<Option<Needed>, ConfigError> {
        const EXPECTED: &str = "the name of a handler";
        let Some((argument, position)) = self.take(name) else { return Ok(None) };
        let named = match argument {
            Argument::Plain(node) => match node.as_scalar() {
                Some(Value::None) if self.called => return Ok(None),
                Some(handler) => handler.clone(),
                None => return Err(self.wrong_type(name, EXPECTED, &node.type_name(), position)),
            },
            Argument::Handler(handler) if self.called => handler,
            other => return Err(self.wrong_type(name, EXPECTED, other.description(), position)),
        };
        Ok(Some(Needed { name: named, path: self.path_of(name), position }))
    }

    /// The names of other handlers of the configuration, for a handler that is made after them.
    ///
    /// # Errors
    /// The argument is none.
    pub(in crate::config) fn handlers_needed(&mut self, name: &str) -> Result<Vec<Needed>, ConfigError> {
        let Some(place) = self.plain(name)? else { return Ok(Vec::new()) };
        let needed = |each: &Place<'_>| match each.node.as_scalar() {
            Some(handler) => Ok(Needed { name: handler.clone(), path: each.path.clone(), position: each.position() }),
            None => Err(each.wrong_type("the name of a handler")),
        };
        place.each()?.iter().map(needed).collect()
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

    /// Whether files that the arguments name may be looked into before a policy has seen them.
    #[cfg(any(feature = "http", feature = "smtp"))]
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

    pub(super) fn error_of(&self, name: &str, kind: ConfigErrorKind) -> ConfigError {
        ConfigError::new(kind).at_key(self.path_of(name)).at(self.position_of(name))
    }

    /// An error about an attribute that the block under `.` sets.
    pub(super) fn property_error(&self, name: &str, kind: ConfigErrorKind) -> ConfigError {
        let path = join(&join(&self.path, &Value::from(".")), &Value::from(name.to_owned()));
        let node = self.properties.get(name);
        ConfigError::new(kind).at_key(path).at(node.and_then(|node| node.position)).at(self.position)
    }

    /// A plain value and its place; marks the name as known.
    pub(super) fn plain(&mut self, name: &str) -> Result<Option<Place<'static>>, ConfigError> {
        let path = self.path_of(name);
        match self.take(name) {
            None => Ok(None),
            Some((Argument::Plain(node), position)) => {
                let node = Node { position: node.position.or(position), ..node };
                Ok(Some(Place { node: std::borrow::Cow::Owned(node), path }))
            }
            Some((other, position)) => Err(self.wrong_type(name, "a plain value", other.description(), position)),
        }
    }

    fn plain_as<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value<'static>) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(place) = self.plain(name)? else { return Ok(None) };
        match place.node.as_scalar() {
            Some(Value::None) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| place.wrong_type(expected)),
            None => Err(place.wrong_type(expected)),
        }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<(Argument, Option<Position>)> {
        if !self.asked.iter().any(|known| known == name) {
            self.asked.push(name.to_owned());
        }
        self.values.get(name).cloned()
    }

    fn handler_named(
        &self,
        handler: &Value<'static>,
        argument: &str,
        position: Option<Position>,
    ) -> Result<HandlerRef, ConfigError> {
        let known = self.handlers.and_then(|handlers| handlers.get(handler));
        if let Some(Some(handler)) = known {
            return Ok(handler.clone());
        }
        self.waiting.set(known.is_some());
        let named = key_text(handler);
        let kind = match known {
            Some(_) => ConfigErrorKind::Value(format!("the handler {named:?} is not made yet")),
            None => ConfigErrorKind::UnknownReference { what: "handler", name: named },
        };
        Err(ConfigError::new(kind).at_key(self.path_of(argument)).at(position))
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
