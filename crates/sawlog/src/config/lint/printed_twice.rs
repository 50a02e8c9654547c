//! `printed-twice`: a logger and one above it have the same handler, and records come by both; or they come to it by a
//! queue, too, that it stands behind.

use std::collections::{HashMap, HashSet};

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::place::key_text;
use crate::config::plan::{HandlerMade, Plan};
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
    let by_queue = by_queue(context.plan);
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
            let other = named(loggers[way[*above]].name);
            let text = format!(
                "each record of {:?} goes to the handler {:?} twice: from here, and from {other} above it",
                logger.name,
                key_text(handler)
            );
            let hint = "propagate: false, or leave the handler out here";
            warnings.push(context.warning(NAME, Subject::Logger(logger.name), Some("handlers"), text).with_hint(hint));
        }
        let own: HashSet<&Value<'static>> = logger.handlers.iter().collect();
        let comes_by = |handler: &Value<'static>| {
            let above = || seen.get(handler).and_then(|steps| steps.last()).is_some_and(|step| *step >= topmost);
            own.contains(handler) || above()
        };
        for handler in &own {
            for (queue, behind) in by_queue.get(handler).into_iter().flatten() {
                // Told once where the logger has both.
                let is_told = handler == behind && own.contains(queue);
                if is_told || idle.contains(behind) || !comes_by(queue) || !comes_by(behind) {
                    continue;
                }
                let (name, queue, behind) = (named(logger.name), key_text(queue), key_text(behind));
                let text = format!(
                    "each record of {name} goes to the handler {behind:?} twice: directly, and by {queue:?}, which it stands behind"
                );
                let warning = context.warning(NAME, Subject::Logger(logger.name), Some("handlers"), text);
                warnings.push(warning.with_hint("leave one of the two out"));
            }
        }
        for handler in logger.handlers {
            seen.entry(handler).or_default().push(step);
        }
        way.push(index);
        reaches_up.push(topmost);
    }
    warnings
}

/// The queues of a plan and the handlers behind them, in pairs, by either of the two.
fn by_queue(plan: &Plan) -> HashMap<&Value<'static>, Vec<(&Value<'static>, &Value<'static>)>> {
    let mut pairs: HashMap<_, Vec<_>> = HashMap::new();
    for handler in &plan.handlers {
        let HandlerMade::Prepared(prepared, _) = &handler.made else { continue };
        for needed in prepared.needs.iter().filter(|_| prepared.puts_into.is_some()) {
            for by in [&handler.name, &needed.name] {
                pairs.entry(by).or_default().push((&handler.name, &needed.name));
            }
        }
    }
    pairs
}

fn named(logger: &str) -> String {
    match logger {
        "" => "the root".to_owned(),
        name => format!("{name:?}"),
    }
}
