//! `shared-file`: two handlers that write to one file, each with a place in it of its own, and each for itself when
//! it rotates.

use std::path::Path;

use indexmap::IndexMap;

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::factories::Reach;
use crate::config::place::key_text;
use crate::config::plan::{HandlerMade, HandlerPlan};

pub(super) const NAME: &str = "shared-file";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let mut by_file: IndexMap<&Path, Vec<&HandlerPlan>> = IndexMap::new();
    for handler in &context.plan.handlers {
        if let Some(path) = file(handler).filter(|path| !path.starts_with("/dev") && !path.starts_with("/proc")) {
            by_file.entry(path).or_default().push(handler);
        }
    }
    let mut warnings = Vec::new();
    for (path, mut handlers) in by_file {
        handlers.sort_by_key(|handler| (handler.position.is_none(), handler.position));
        let (first, others) = (key_text(&handlers[0].name), &handlers[1..]);
        warnings.extend(others.iter().map(|handler| {
            let text = format!("the handler {first:?} writes to {}, too", path.display());
            let hint = "one handler can serve several loggers, and knows by itself when its file is full";
            context.warning(NAME, Subject::Handler(handler), Some("filename"), text).with_hint(hint)
        }));
    }
    warnings
}

/// The file that a handler writes to.
pub(super) fn file(handler: &HandlerPlan) -> Option<&Path> {
    match &handler.made {
        HandlerMade::Prepared(prepared, _) => match &prepared.reach {
            Reach::Files(files) => files.first().map(|file| file.as_path()),
            _ => None,
        },
        HandlerMade::Call(..) => None,
    }
}
