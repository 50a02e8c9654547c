//! `unread-attribute`: what a block under `.` sets and nothing reads.

use super::context::{Context, Subject, place};
use super::warning::Warning;
use crate::config::place::join;
use crate::config::plan::HandlerMade;
use crate::config::suggest::closest;
use crate::value::Value;

pub(super) const NAME: &str = "unread-attribute";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for handler in &context.plan.handlers {
        // What one of the program's own reads shows when it is made.
        let HandlerMade::Prepared(_, args) = &handler.made else { continue };
        let known = args.properties().known();
        for (name, node) in args.properties().unread() {
            let block = join(&context.path(Subject::Handler(handler)), &Value::from("."));
            let path = join(&block, &Value::from(name.to_owned()));
            let position = context.document.entry(&path).and_then(|entry| entry.key_position).or(node.position);
            let text = format!("{} has no attribute {name:?} that a record or its end would read", args.class());
            let mut warning = Warning::new(NAME, path, text);
            if let Some(meant) = closest(name, known.iter().map(String::as_str)) {
                warning = warning.with_hint(format!("did you mean {meant:?}?"));
            }
            warnings.push(place(context.document, warning, position.or(handler.position)));
        }
    }
    warnings
}
