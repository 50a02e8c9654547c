//! `printed-twice`: a logger and one above it have the same handler, and records come by both.

use std::collections::{HashMap, HashSet};

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::place::key_text;
use crate::value::Value;

pub(super) const NAME: &str = "printed-twice";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let loggers = &context.outline.loggers;
    // A handler that does nothing may do so twice.
    let nothing = |class: &str| class.ends_with(".NullHandler");
    let idle: HashSet<&Value<'static>> = context
        .plan
        .handlers
        .iter()
        .filter(|handler| nothing(handler.made.arguments().class()))
        .map(|handler| &handler.name)
        .collect();
    let mut warnings = Vec::new();
    // The way from the root to a logger: which handlers were seen at which of its steps, and the step from which records
    // still come as far as here.
    let mut way: Vec<usize> = Vec::new();
    let mut seen: HashMap<&Value<'static>, Vec<usize>> = HashMap::new();
    let mut reaches_up: Vec<usize> = Vec::new();
    for (index, logger) in loggers.iter().enumerate() {
        while way.last().copied() != logger.parent {
            let Some(left) = way.pop() else { break };
            for handler in loggers[left].handlers {
                seen.get_mut(handler).and_then(Vec::pop);
            }
            reaches_up.pop();
        }
        let step = way.len();
        let topmost = if logger.propagate { reaches_up.last().copied().unwrap_or(0) } else { step };
        for handler in logger.handlers.iter().filter(|handler| !idle.contains(handler)) {
            let above = seen.get(handler).and_then(|steps| steps.last()).filter(|step| **step >= topmost);
            let Some(above) = above else { continue };
            let other = match loggers[way[*above]].name {
                "" => "the root".to_owned(),
                name => format!("{name:?}"),
            };
            let text = format!(
                "each record of {:?} goes to the handler {:?} twice: from here, and from {other} above it",
                logger.name,
                key_text(handler)
            );
            let hint = "propagate: false, or leave the handler out here";
            warnings.push(context.warning(NAME, Subject::Logger(logger.name), Some("handlers"), text).with_hint(hint));
        }
        for handler in logger.handlers {
            seen.entry(handler).or_default().push(step);
        }
        way.push(index);
        reaches_up.push(topmost);
    }
    warnings
}
