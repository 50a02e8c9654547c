//! `unused-handler`, `unused-formatter`, `unused-filter`: what is made and nobody has.

use std::collections::HashSet;

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::factories::{Argument, QueueEnd};
use crate::config::node::NodeKind;
use crate::config::place::key_text;
use crate::config::plan::{HandlerMade, HandlerPlan};
use crate::value::Value;

pub(super) const HANDLER: &str = "unused-handler";
pub(super) const FORMATTER: &str = "unused-formatter";
pub(super) const FILTER: &str = "unused-filter";

pub(super) fn handlers(context: &Context<'_>) -> Vec<Warning> {
    let plan = context.plan;
    let mut used: HashSet<&Value<'static>> = plan.handlers.iter().flat_map(made_with).collect();
    used.extend(context.outline.loggers.iter().flat_map(|logger| logger.handlers));
    let unused = plan.handlers.iter().filter(|handler| !used.contains(&handler.name) && !listens(handler));
    let warning = |handler: &HandlerPlan| {
        let text = format!("nothing uses the handler {:?}", key_text(&handler.name));
        let hint = "name it under `handlers` of a logger, or leave it out: it is made and opens its file all the same";
        context.warning(HANDLER, Subject::Handler(handler), None, text).with_hint(hint)
    };
    unused.map(warning).collect()
}

pub(super) fn formatters(context: &Context<'_>) -> Vec<Warning> {
    let plan = context.plan;
    let used: HashSet<&Value<'static>> =
        plan.handlers.iter().filter_map(|handler| handler.formatter.as_ref()).collect();
    let unused = plan.formatters.keys().filter(|name| !used.contains(name));
    let warning = |name: &Value<'static>| {
        let text = format!("no handler uses the formatter {:?}", key_text(name));
        let hint = "name it under `formatter` of a handler";
        context.warning(FORMATTER, Subject::Formatter(name), None, text).with_hint(hint)
    };
    unused.map(warning).collect()
}

pub(super) fn filters(context: &Context<'_>) -> Vec<Warning> {
    let plan = context.plan;
    let mut used: HashSet<&Value<'static>> = plan.handlers.iter().flat_map(|handler| &handler.filters).collect();
    used.extend(context.outline.loggers.iter().flat_map(|logger| &logger.filters));
    let unused = plan.filters.keys().filter(|name| !used.contains(name));
    let warning = |name: &Value<'static>| {
        let text = format!("no handler and no logger uses the filter {:?}", key_text(name));
        let hint = "name it under `filters` of a handler or a logger";
        context.warning(FILTER, Subject::Filter(name), None, text).with_hint(hint)
    };
    unused.map(warning).collect()
}

/// Whether records come to it from others than loggers.
fn listens(handler: &HandlerPlan) -> bool {
    let HandlerMade::Prepared(prepared, _) = &handler.made else { return false };
    prepared.puts_into == Some(QueueEnd::Others) && !prepared.needs.is_empty()
}

/// The handlers that this one is made with, or may be.
pub(super) fn made_with(handler: &HandlerPlan) -> Vec<&Value<'static>> {
    let args = match &handler.made {
        HandlerMade::Prepared(prepared, _) => return prepared.needs.iter().map(|needed| &needed.name).collect(),
        HandlerMade::Call(_, args) => args,
    };
    let mut names = Vec::new();
    for (_, argument) in args.iter() {
        match argument {
            Argument::Handler(name) => names.push(name),
            Argument::Plain(node) => match &node.kind {
                NodeKind::Scalar(value) => names.push(value),
                _ => names.extend(node.as_items().into_iter().flatten().filter_map(|item| item.as_scalar())),
            },
            Argument::Object(_) | Argument::Configured(_) => {}
        }
    }
    names
}
