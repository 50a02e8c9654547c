//! `truncated-file`: a handler in mode `w`, which empties its file whenever it is made.

use super::context::{Context, Subject};
use super::shared_file::file;
use super::warning::Warning;
use crate::config::factories::Argument;
use crate::config::plan::{HandlerMade, HandlerPlan};

pub(super) const NAME: &str = "truncated-file";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let warning = |handler: &HandlerPlan| {
        let text = "the file is emptied by each start of the program, and by each reload that changes this handler";
        let hint = "mode: a keeps what is there";
        context.warning(NAME, Subject::Handler(handler), Some("mode"), text).with_hint(hint)
    };
    context.plan.handlers.iter().filter(|handler| truncates(handler)).map(warning).collect()
}

fn truncates(handler: &HandlerPlan) -> bool {
    if file(handler).is_none_or(|path| path.starts_with("/dev")) {
        return false;
    }
    match &handler.made {
        HandlerMade::Prepared(prepared, args) => match &prepared.opens {
            Some(opens) => opens.mode == crate::handlers::OpenMode::Truncate,
            // It opens its file later; one that rotates by size appends, whatever it is told.
            None => {
                let is = |name, test: fn(&Argument) -> bool| {
                    args.iter().any(|(given, argument)| given == name && test(argument))
                };
                is(
                    "mode",
                    |mode| matches!(mode, Argument::Plain(node) if node.as_str().is_some_and(|mode| mode.starts_with('w'))),
                ) && !is("maxBytes", |bytes| matches!(bytes, Argument::Plain(node) if node.is_truthy()))
            }
        },
        HandlerMade::Call(..) => false,
    }
}
