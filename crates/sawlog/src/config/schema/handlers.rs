//! Entries of `handlers`.

use std::borrow::Cow;

use super::formatters::wrong_kind;
use super::gather::{Errors, Gather};
use super::{Mappings, Reader};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::{Factory, HandlerFactory, Needed};
use crate::config::identity::Identity;
use crate::config::node::Node;
use crate::config::place::{Place, key_text};
use crate::config::plan::{HandlerMade, HandlerPlan, never_made};
use crate::config::queued::Queued;
use crate::config::reference::Section;
use crate::level::Level;
use crate::value::Value;

impl<'d> Reader<'d> {
    /// All of them, in order of their names, as they are made.
    pub(super) fn handlers(&mut self) {
        self.resolver.mark_read("handlers");
        let mut entries = match self.entries("handlers") {
            Ok(entries) => entries,
            Err(error) => return self.errors.push(error),
        };
        if let (false, Ok(Some(section))) = (sort(&mut entries), self.resolver.top("handlers")) {
            self.errors.push(section.wrong_type("names that can be put in order: all texts, or all numbers"));
        }
        self.not_made_already("handlers").unwrap_or_else(|error| self.errors.push(error));
        let mut mappings = Mappings::default();
        for (name, place) in entries {
            let free = mappings.take(&self.resolver, &name, &place);
            let place = free.and_then(|()| self.resolver.plain(place)).map_err(Errors::from);
            let plan = place.and_then(|place| self.handler(&name, &place));
            self.resolver.mark_built(Section::Handlers, &name);
            match plan {
                Ok(plan) => self.plan.handlers.push(plan),
                Err(errors) => self.errors.extend(errors.0),
            }
        }
        if self.errors.is_empty() {
            self.errors.extend(never_made(&self.plan.handlers));
        }
    }

    fn handler(&self, name: &Value<'static>, place: &Place<'d>) -> Result<HandlerPlan, Errors> {
        place.mapping()?;
        let mut gather = Gather::default();
        let formatter = gather.keep(self.formatter_of(place)).flatten();
        let made = gather.keep(self.handler_made(place));
        let level = gather.keep(self.level_of(place)).flatten();
        let filters = self.resolver.get_plain(place, "filters").map_err(Errors::from);
        let filters = filters.and_then(|filters| self.references(filters, Section::Filters, "filter"));
        let (Some((identity, made)), Some(filters)) = (made, gather.keep(filters)) else {
            return Err(gather.into_errors());
        };
        gather.finish()?;
        // What the block under `.` says counts last, as in Python.
        let level = match made.arguments().property("level") {
            Some(set) => Some(compared(&set).ok_or_else(|| no_number(place, &set))?),
            None => level,
        };
        let (name, path, position) = (name.clone(), place.path.clone(), place.position());
        let queued = Queued::of(&mut made.arguments().with_handlers(None))?;
        Ok(HandlerPlan { name, path, position, level, formatter, filters, identity, made, queued })
    }

    fn formatter_of(&self, place: &Place<'d>) -> Result<Option<Value<'static>>, ConfigError> {
        match self.resolver.get_plain(place, "formatter")? {
            Some(formatter) if formatter.node.is_truthy() => {
                self.reference(&formatter, Section::Formatters, "formatter").map(Some)
            }
            _ => Ok(None),
        }
    }

    fn handler_made(&self, place: &Place<'d>) -> Result<(Identity, HandlerMade), Errors> {
        let (key, class) = match self.class(place, "()")? {
            Some(class) => ("()", Some(class)),
            None => ("class", self.class(place, "class")?),
        };
        let (path, factory) = class.ok_or_else(|| {
            let missing = ConfigErrorKind::MissingKey("class".to_owned());
            place.error(missing).with_hint("a path such as logging.StreamHandler")
        })?;
        let mut args = self.arguments(place, &path, &["formatter", "level", "filters", key])?;
        if key == "()" {
            args.set_called();
        }
        let identity = Identity::of(&factory, &args);
        let made = match factory {
            Factory::Handler(HandlerFactory::Builtin(prepare)) => {
                let mut args = args.with_handlers(None);
                let prepared = prepare(&mut args)?;
                // Keys of all handlers.
                Queued::of(&mut args)?;
                let mut gather = Gather::default();
                gather.keep(args.all_known().map_err(Errors));
                for needed in &prepared.needs {
                    gather.keep(self.is_handler(needed));
                }
                gather.finish()?;
                HandlerMade::Prepared(prepared, args)
            }
            Factory::Handler(HandlerFactory::Own(make)) => HandlerMade::Call(make, args),
            other => return Err(wrong_kind(place, &other, "handler").into()),
        };
        Ok((identity, made))
    }

    /// The level of a handler or a logger, if it is to have one.
    pub(super) fn level_of(&self, place: &Place<'d>) -> Result<Option<Level>, ConfigError> {
        match self.resolver.get_plain(place, "level")? {
            Some(level) if !is_none(&level) => level.level().map(Some),
            _ => Ok(None),
        }
    }

    /// Refuses a name that no handler has.
    fn is_handler(&self, needed: &Needed) -> Result<(), ConfigError> {
        let place =
            Place { node: Cow::Owned(Node::scalar(needed.name.clone(), needed.position)), path: needed.path.clone() };
        self.reference(&place, Section::Handlers, "handler").map(drop)
    }

    /// Only the level of a handler that exists.
    pub(super) fn incremental_handler(&mut self, name: &Value<'static>, place: Place<'d>) -> Result<(), Errors> {
        place.mapping()?;
        let level = match self.resolver.get_plain(&place, "level")? {
            Some(level) if level.node.is_truthy() => Some(level.level()?),
            _ => None,
        };
        self.plan.levels.push((key_text(name), level, place.path.clone(), place.position()));
        Ok(())
    }
}

/// The level at which Python's `levelno >= number` begins to hold: under `.` a level is no name, but any number.
fn compared(number: &Value<'_>) -> Option<Level> {
    let least = match number {
        Value::Bool(flag) => i64::from(*flag),
        Value::Int(number) => *number,
        Value::BigInt(number) if number.sign() == num_bigint::Sign::Minus => i64::MIN,
        Value::BigInt(_) => i64::MAX,
        Value::Float(number) if number.is_nan() => i64::MAX,
        Value::Float(number) => number.ceil() as i64,
        _ => return None,
    };
    Some(Level::new(least))
}

/// Python sets what is no number and raises out of each logging call.
fn no_number(place: &Place<'_>, set: &Value<'_>) -> ConfigError {
    let expected = "a number for the level, as no name is looked up here".to_owned();
    let kind = ConfigErrorKind::Type { expected, found: set.type_name().into_owned() };
    ConfigError::new(kind).at_key(format!("{}[.]", place.path)).at(place.position())
}

pub(super) fn is_none(place: &Place<'_>) -> bool {
    matches!(place.node.as_scalar(), Some(Value::None))
}

/// Puts them in Python's order of their names; false if they have none.
fn sort<T>(entries: &mut [(Value<'static>, T)]) -> bool {
    if entries.iter().all(|(name, _)| name.as_str().is_some()) {
        entries.sort_by(|(a, _), (b, _)| a.as_str().cmp(&b.as_str()));
    } else if entries.iter().all(|(name, _)| name.as_f64().is_some()) {
        let number = |name: &Value<'_>| name.as_f64().unwrap_or_default();
        entries.sort_by(|(a, _), (b, _)| number(a).total_cmp(&number(b)));
    } else {
        return entries.len() < 2;
    }
    true
}
