//! What constructors ask their arguments for, each by its name and type.

use std::any::Any;
use std::sync::Arc;

use super::{Argument, Arguments};
use crate::config::error::{ConfigError, ConfigErrorKind, Position};
use crate::config::factories::{MakeStream, Needed, Object};
use crate::config::node::Node;
use crate::config::place::{Place, key_text};
use crate::handler::HandlerRef;
use crate::level::Level;
use crate::value::Value;

impl Arguments<'_> {
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

    /// A plain value and its place; marks the name as known.
    pub(in crate::config::factories) fn plain(&mut self, name: &str) -> Result<Option<Place<'static>>, ConfigError> {
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

    pub(in crate::config::factories) fn take(&mut self, name: &str) -> Option<(Argument, Option<Position>)> {
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
}
