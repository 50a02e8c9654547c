//! Entries of `handlers`.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use super::Reader;
use super::formatters::wrong_kind;
use super::gather::{Errors, Gather};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::{Factory, HandlerFactory, Needed};
use crate::config::identity::Identity;
use crate::config::node::Node;
use crate::config::place::{Place, key_text};
use crate::config::plan::{HandlerMade, HandlerPlan, never_made};
use crate::config::reference::Section;
use crate::level::Level;
use crate::value::Value;

impl<'d> Reader<'d> {
    /// All of them, in order of their names, as they are made.
    pub(super) fn handlers(&mut self) {
        let mut entries = match self.entries("handlers") {
            Ok(entries) => entries,
            Err(error) => return self.errors.push(error),
        };
        let mut comparable = true;
        entries.sort_by(|(a, _), (b, _)| {
            compare(a, b).unwrap_or_else(|| {
                comparable = false;
                Ordering::Equal
            })
        });
        if let (false, Ok(Some(section))) = (comparable, self.resolver.top("handlers")) {
            self.errors.push(section.wrong_type("names that can be put in order: all texts, or all numbers"));
        }
        let mut used_up = HashMap::new();
        for (name, place) in entries {
            let free = self.is_free(&place, &name, &mut used_up);
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

    /// Refuses a mapping of which another handler is made already, by a reference: as in Python what a handler is made of is
    /// taken out of it.
    fn is_free(
        &self,
        place: &Place<'d>,
        name: &Value<'static>,
        used_up: &mut HashMap<*const Node, Value<'static>>,
    ) -> Result<(), ConfigError> {
        let Some(origin) = self.resolver.origin(place) else { return Ok(()) };
        match used_up.insert(origin, name.clone()) {
            None => Ok(()),
            Some(other) => {
                let reason = format!("the handler {:?} is made of this mapping already", key_text(&other));
                Err(place.error(ConfigErrorKind::Value(reason)).with_hint("write it out for each of them"))
            }
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
        let level = made.arguments().property("level").and_then(integer).map(Level::new).or(level);
        let (name, path, position) = (name.clone(), place.path.clone(), place.position());
        Ok(HandlerPlan { name, path, position, level, formatter, filters, identity, made })
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

fn integer(value: Value<'static>) -> Option<i64> {
    if let Value::Int(number) = value { Some(number) } else { None }
}

pub(super) fn is_none(place: &Place<'_>) -> bool {
    matches!(place.node.as_scalar(), Some(Value::None))
}

/// Python's order, where it has one.
fn compare(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => Some(a.cmp(b)),
        (None, None) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        _ => None,
    }
}
