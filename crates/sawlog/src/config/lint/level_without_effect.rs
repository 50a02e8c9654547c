//! `level-without-effect`: a handler's level below that of every logger whose records reach it.
//!
//! As far as loggers' levels decide: a log server leaves that to its senders unless it is told otherwise.

use std::collections::{HashMap, HashSet};

use super::context::{Context, Subject};
use super::unused::made_with;
use super::warning::Warning;
use crate::config::place::level_text;
use crate::level::Level;
use crate::value::Value;

pub(super) const NAME: &str = "level-without-effect";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let reaching = reaching(context);
    // What comes by way of another handler is not followed.
    let targets: HashSet<&Value<'static>> = context.plan.handlers.iter().flat_map(made_with).collect();
    let mut warnings = Vec::new();
    for handler in context.plan.handlers.iter().filter(|handler| !targets.contains(&handler.name)) {
        let (Some(level), Some(Some(lowest))) = (handler.level, reaching.get(&handler.name)) else { continue };
        if level > Level::NOTSET && level < *lowest {
            let text = format!(
                "the level {} keeps nothing away: no record below {} comes here",
                level_text(level),
                level_text(*lowest)
            );
            let hint = format!(
                "every logger that reaches it is at {} or above; lower one of them, or leave this level out",
                level_text(*lowest)
            );
            warnings.push(context.warning(NAME, Subject::Handler(handler), Some("level"), text).with_hint(hint));
        }
    }
    warnings
}

/// For each handler the lowest level of a logger that reaches it; `None` if one of them has a level that the plan does not
/// tell.
fn reaching<'c>(context: &'c Context<'_>) -> HashMap<&'c Value<'static>, Option<Level>> {
    let loggers = &context.outline.loggers;
    let mut lowest: Vec<Option<Level>> = loggers.iter().map(|logger| logger.effective).collect();
    // Those below come after those above.
    for index in (0..loggers.len()).rev() {
        if let Some(parent) = loggers[index].parent.filter(|_| loggers[index].propagate) {
            lowest[parent] = lower(lowest[parent], lowest[index]);
        }
    }
    let mut reaching = HashMap::new();
    for (logger, lowest) in loggers.iter().zip(lowest) {
        for handler in logger.handlers {
            reaching.entry(handler).and_modify(|level| *level = lower(*level, lowest)).or_insert(lowest);
        }
    }
    reaching
}

fn lower(a: Option<Level>, b: Option<Level>) -> Option<Level> {
    Some(a?.min(b?))
}
