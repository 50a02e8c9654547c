//! `[handler_x]`: positional arguments as far as they have no gap, the others by keyword.

use std::collections::HashSet;

use super::line::{Raw, level, option, value};
use super::{Options, below, cannot, literal};
use crate::config::error::ConfigError;
use crate::config::factories::{Kind, Parameter, Passing, Registry, Signature};
use crate::config::place::Place;

/// The options of one handler.
pub(super) fn options(place: &Place<'_>, registry: &Registry) -> Result<Options, ConfigError> {
    let class =
        below(place, "()").or_else(|| below(place, "class")).ok_or_else(|| cannot(place, "a handler without class"))?;
    let path = option(&class, Raw::Yes)?;
    let mut options = vec![("class", value(path.strip_prefix("logging.").unwrap_or(&path), &class, Raw::No)?)];
    if let Some(level) = below(place, "level").map(|place| level(&place)).transpose()?.flatten() {
        options.push(("level", level));
    }
    if let Some(formatter) = below(place, "formatter").filter(|formatter| formatter.node.is_truthy()) {
        options.push(("formatter", option(&formatter, Raw::No)?));
    }
    for (key, what) in [("filters", "filters"), (".", "attributes of handlers")] {
        if let Some(place) = below(place, key).filter(|place| place.node.is_truthy()) {
            return Err(cannot(&place, what));
        }
    }
    if let Some(queued) = below(place, "async").filter(|place| place.node.is_truthy()) {
        return Err(cannot(&queued, "`async: true`").with_hint("a sawlog.QueueHandler that names it under `handlers`"));
    }
    if registry.meant(&path) == "logging.handlers.QueueHandler" && !path.starts_with("sawlog.") {
        only_a_queue(place)?;
    }
    let signature = registry.signature(&path).unwrap_or_default();
    let target = target(place, signature)?;
    let (args, kwargs) = arguments(place, signature, target.is_some())?;
    options.push(("args", value(&args, place, Raw::No)?));
    if !kwargs.is_empty() {
        options.push(("kwargs", value(&format!("{{{kwargs}}}"), place, Raw::No)?));
    }
    options.extend(target.map(|target| ("target", target)));
    Ok(options)
}

/// Refuses what Python's `QueueHandler(queue)` does not take: a queue of the program's is all that it can be given.
fn only_a_queue(place: &Place<'_>) -> Result<(), ConfigError> {
    let hint = "class sawlog.QueueHandler can: it makes its queue itself";
    for key in ["listener", "handlers", "respect_handler_level"] {
        if let Some(given) = below(place, key) {
            return Err(cannot(&given, &format!("`{key}` of a logging.handlers.QueueHandler")).with_hint(hint));
        }
    }
    match below(place, "queue") {
        Some(queue) if queue.node.as_str().is_some_and(|queue| queue.starts_with("ext://")) => Ok(()),
        Some(queue) => Err(cannot(&queue, "how a queue is made").with_hint(hint)),
        None => Err(cannot(place, "a logging.handlers.QueueHandler without a queue").with_hint(hint)),
    }
}

/// The handler that it passes records on to, which has an option of its own.
fn target(place: &Place<'_>, signature: Signature) -> Result<Option<String>, ConfigError> {
    let mut parameters = signature.iter().copied().flatten();
    let is_target = |parameter: &&Parameter| parameter.name == "target" && matches!(parameter.kind, Kind::Handler);
    let given = parameters.find(is_target).and_then(|_| below(place, "target"));
    given.map(|target| option(&target, Raw::No)).transpose()
}

/// The tuple of what is given by position, and what is given by keyword.
fn arguments(place: &Place<'_>, signature: Signature, has_target: bool) -> Result<(String, String), ConfigError> {
    let parameters = || signature.iter().copied().flatten();
    let is_left = |name: &str| !(has_target && name == "target");
    let mut done = HashSet::new();
    let mut args = Vec::new();
    for parameter in parameters().take_while(|parameter| parameter.passing == Passing::Position) {
        let Some(given) = below(place, parameter.name).filter(|_| is_left(parameter.name)) else { break };
        args.push(literal::of(&given, Some(parameter.kind))?);
        done.insert(parameter.name);
    }
    let mut kwargs = Vec::new();
    for key in place.mapping()?.keys() {
        let Some(name) = key.as_str() else { return Err(cannot(place, "an argument whose name is no text")) };
        let is_argument = !matches!(name, "class" | "()" | "level" | "formatter" | "filters" | ".");
        if is_argument
            && is_left(name)
            && !done.contains(name)
            && let Some(given) = below(place, name)
        {
            let kind = parameters().find(|parameter| parameter.name == name).map(|parameter| parameter.kind);
            kwargs.push(format!("'{name}': {}", literal::of(&given, kind)?));
        }
    }
    let args = match &*args {
        [one] => format!("({one},)"),
        args => format!("({})", args.join(", ")),
    };
    Ok((args, kwargs.join(", ")))
}
