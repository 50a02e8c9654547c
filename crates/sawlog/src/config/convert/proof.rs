//! Whether two configurations do the same, plan by plan.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::config::identity::Identity;
use crate::config::place::key_text;
use crate::config::plan::{HandlerPlan, LoggerPlan, Part, Plan};
use crate::value::Value;

/// The first thing that the second plan does otherwise, in words.
pub(super) fn difference(first: &Plan, second: &Plan) -> Option<String> {
    if first.incremental != second.incremental {
        return Some("one is incremental".to_owned());
    }
    if first.disable_existing != second.disable_existing {
        return Some("one switches other loggers off".to_owned());
    }
    let levels =
        |plan: &Plan| plan.levels.iter().map(|(name, level, ..)| (name.clone(), *level)).collect::<BTreeMap<_, _>>();
    if levels(first) != levels(second) {
        return Some("the levels of handlers".to_owned());
    }
    parts("formatter", &first.formatters, &second.formatters)
        .or_else(|| parts("filter", &first.filters, &second.filters))
        .or_else(|| handlers(&first.handlers, &second.handlers))
        .or_else(|| loggers(first, second))
}

fn parts<T>(
    what: &str,
    first: &IndexMap<Value<'static>, Part<T>>,
    second: &IndexMap<Value<'static>, Part<T>>,
) -> Option<String> {
    let of = |parts: &IndexMap<Value<'static>, Part<T>>| {
        parts.iter().map(|(name, part)| (key_text(name), part.identity.clone())).collect::<BTreeMap<_, _>>()
    };
    named(what, &of(first), &of(second), Identity::eq)
}

fn handlers(first: &[HandlerPlan], second: &[HandlerPlan]) -> Option<String> {
    fn of(plans: &[HandlerPlan]) -> BTreeMap<String, &HandlerPlan> {
        plans.iter().map(|plan| (key_text(&plan.name), plan)).collect()
    }
    named("handler", &of(first), &of(second), |a, b| {
        a.identity == b.identity && a.level == b.level && a.formatter == b.formatter && a.filters == b.filters
    })
}

fn loggers(first: &Plan, second: &Plan) -> Option<String> {
    fn of(plan: &Plan) -> BTreeMap<String, &LoggerPlan> {
        let loggers = plan.loggers.iter().map(|logger| (format!("{:?}", logger.name), logger));
        loggers.chain(plan.root.iter().map(|root| ("root".to_owned(), root))).collect()
    }
    named("logger", &of(first), &of(second), |a, b| {
        a.level == b.level
            && a.propagate == b.propagate
            && a.enable == b.enable
            && a.handlers == b.handlers
            && a.filters == b.filters
    })
}

/// The first name under which the two are not the same.
fn named<T>(
    what: &str,
    first: &BTreeMap<String, T>,
    second: &BTreeMap<String, T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Option<String> {
    let names = first.keys().chain(second.keys());
    names
        .filter(|name| match (first.get(*name), second.get(*name)) {
            (Some(a), Some(b)) => !is_same(a, b),
            _ => true,
        })
        .min()
        .map(|name| format!("the {what} {name}"))
}
