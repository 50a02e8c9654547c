//! What a configuration comes to: every name resolved, every value checked, nothing made yet that could be seen.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::error::{ConfigError, ConfigErrorKind, Position};
use super::factories::{Arguments, BoxError, Make, Needed, Prepared};
use super::identity::{Identity, mentions};
use super::place::key_text;
use super::queued::Queued;
use crate::filter::SharedFilter;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::level::Level;
use crate::value::Value;

/// A configuration, ready to be carried out.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) incremental: bool,
    pub(super) disable_existing: bool,
    pub(super) formatters: IndexMap<Value<'static>, Part<Arc<dyn Formatter>>>,
    pub(super) filters: IndexMap<Value<'static>, Part<SharedFilter>>,
    /// In order of name.
    pub(super) handlers: Vec<HandlerPlan>,
    /// Levels for handlers that exist, of an incremental configuration: name, level, and where that stands.
    pub(super) levels: Vec<(String, Option<Level>, String, Option<Position>)>,
    pub(super) loggers: Vec<LoggerPlan>,
    pub(super) root: Option<LoggerPlan>,
}

/// A formatter or filter, and what it is made of.
pub(super) struct Part<T> {
    pub(super) identity: Identity,
    pub(super) made: Made<T>,
}

/// A formatter or filter, or how to make it.
pub(super) enum Made<T> {
    Ready(T),
    /// By a constructor of the program's own, which is not called before all else has been checked.
    Call(Make<T>, Box<Arguments<'static>>, bool),
}

/// One handler.
pub(super) struct HandlerPlan {
    pub(super) name: Value<'static>,
    pub(super) path: String,
    pub(super) position: Option<Position>,
    pub(super) level: Option<Level>,
    pub(super) formatter: Option<Value<'static>>,
    pub(super) filters: Vec<Value<'static>>,
    pub(super) identity: Identity,
    pub(super) made: HandlerMade,
    /// The queue that it is behind, if it is behind one.
    pub(super) queued: Option<Queued>,
}

/// How a handler is made.
pub(super) enum HandlerMade {
    Prepared(Prepared, Arguments<'static>),
    Call(Make<HandlerRef>, Arguments<'static>),
}

impl HandlerMade {
    /// What it needs and is not made yet.
    pub(super) fn missing(&self, is_made: impl Fn(&Value<'static>) -> bool) -> Option<&Needed> {
        match self {
            HandlerMade::Prepared(prepared, _) => prepared.needs.iter().find(|needed| !is_made(&needed.name)),
            // It says so when it is called.
            HandlerMade::Call(..) => None,
        }
    }

    /// Whether it is made with this handler of the configuration, or may be.
    pub(super) fn is_made_with(&self, handler: &Value<'static>) -> bool {
        match self {
            HandlerMade::Prepared(prepared, _) => prepared.needs.iter().any(|needed| needed.name == *handler),
            HandlerMade::Call(_, args) => mentions(args, handler),
        }
    }

    /// The arguments, whoever makes it of them.
    pub(super) fn arguments(&self) -> &Arguments<'static> {
        match self {
            HandlerMade::Prepared(_, args) | HandlerMade::Call(_, args) => args,
        }
    }
}

/// What one logger is to become; the root has the empty name.
pub(super) struct LoggerPlan {
    pub(super) name: String,
    pub(super) level: Option<Level>,
    pub(super) propagate: Option<bool>,
    /// Whether it is switched on, as every logger under `loggers` is.
    pub(super) enable: bool,
    /// It is the root, by the name `root` among the loggers: to Python those below that name are its children then.
    pub(super) is_root_by_name: bool,
    pub(super) handlers: Vec<Value<'static>>,
    pub(super) filters: Vec<Value<'static>>,
}

impl LoggerPlan {
    /// The name whose children start anew.
    pub(super) fn parent_name(&self) -> Option<&str> {
        let name = if self.is_root_by_name { "root" } else { &self.name };
        Some(name).filter(|name| !name.is_empty())
    }

    /// What becomes of a logger of which nothing is said any more.
    pub(super) fn unsaid(name: &str) -> LoggerPlan {
        LoggerPlan {
            name: name.to_owned(),
            level: None,
            propagate: None,
            enable: true,
            is_root_by_name: false,
            handlers: Vec::new(),
            filters: Vec::new(),
        }
    }
}

impl<T> Made<T> {
    /// Made now if that does nothing else. `strict`: arguments that the constructor does not ask for are refused.
    pub(super) fn of(
        make: Make<T>,
        args: Arguments<'static>,
        pure: bool,
        strict: bool,
    ) -> Result<Made<T>, ConfigError> {
        let call = Made::Call(make, Box::new(args), strict);
        if pure { call.make().map(Made::Ready) } else { Ok(call) }
    }

    /// The value, by the constructor if it is not there yet.
    pub(super) fn make(self) -> Result<T, ConfigError> {
        match self {
            Made::Ready(value) => Ok(value),
            Made::Call(make, mut args, strict) => {
                let value = make(&mut args).map_err(|error| refused(error, &args))?;
                if strict {
                    args.finish()?;
                }
                Ok(value)
            }
        }
    }
}

/// The errors for handlers that can never be made: as in Python, one that needs another may wait for it once, until all
/// others have had their turn.
pub(super) fn never_made(handlers: &[HandlerPlan]) -> Vec<ConfigError> {
    let mut made: HashSet<&Value<'static>> = HashSet::new();
    let mut waiting: Vec<&HandlerPlan> = Vec::new();
    for plan in handlers {
        match plan.made.missing(|name| made.contains(name)) {
            None => _ = made.insert(&plan.name),
            Some(_) => waiting.push(plan),
        }
    }
    let mut errors = Vec::new();
    for plan in waiting {
        match plan.made.missing(|name| made.contains(name)) {
            None => _ = made.insert(&plan.name),
            Some(needed) if needed.name == plan.name => errors.push(names_itself(needed)),
            Some(needed) => errors.push(not_made(needed)),
        }
    }
    errors
}

/// The error for a handler that would have to be there before itself.
fn names_itself(needed: &Needed) -> ConfigError {
    let reason = format!("the handler {:?} names itself", key_text(&needed.name));
    ConfigError::new(ConfigErrorKind::Value(reason)).at_key(&needed.path).at(needed.position)
}

/// The error for a handler that would have to be there already.
pub(super) fn not_made(needed: &Needed) -> ConfigError {
    let reason = format!("the handler {:?} waits for another handler itself", key_text(&needed.name));
    ConfigError::new(ConfigErrorKind::Value(reason))
        .at_key(&needed.path)
        .at(needed.position)
        .with_hint("handlers are made in order of their names, and those that need a later one after all others")
}

/// The error for a constructor's refusal.
pub(super) fn refused(error: BoxError, args: &Arguments<'_>) -> ConfigError {
    let error = match error.downcast::<ConfigError>() {
        Ok(error) => *error,
        Err(error) => ConfigError::new(ConfigErrorKind::Build(format!("{}: {error}", args.class()))),
    };
    error.at_key(args.path()).at(args.position())
}
