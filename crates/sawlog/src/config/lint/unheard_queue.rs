//! `unheard-queue`: a queue handler without handlers behind it, whose queue nobody else has.

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::factories::QueueEnd;
use crate::config::place::key_text;
use crate::config::plan::{HandlerMade, HandlerPlan};

pub(super) const NAME: &str = "unheard-queue";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let unheard = context.plan.handlers.iter().filter(|handler| match &handler.made {
        HandlerMade::Prepared(prepared, _) => prepared.puts_into == Some(QueueEnd::Own) && prepared.needs.is_empty(),
        HandlerMade::Call(..) => false,
    });
    let warning = |handler: &HandlerPlan| {
        let name = key_text(&handler.name);
        let text = format!("nobody takes records out of the queue of {name:?}: once it is full, they are dropped");
        let hint =
            "name the handlers behind it under `handlers`; a program that listens itself gives it a queue by ext://";
        context.warning(NAME, Subject::Handler(handler), Some("queue"), text).with_hint(hint)
    };
    unheard.map(warning).collect()
}
