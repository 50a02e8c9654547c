//! `no-handler`: a logger that has no handlers and hands its records on to nobody who has.

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::outline::Outlined;
use crate::level::Level;

pub(super) const NAME: &str = "no-handler";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    // Told once, where records come to an end: of a root that is not spoken of nothing is known.
    let ends = |logger: &&Outlined<'_>| logger.handlers.is_empty() && (logger.name.is_empty() || !logger.propagate);
    let silent = |logger: &&Outlined<'_>| logger.effective.is_some_and(|level| level > Level::CRITICAL);
    let warning = |logger: &Outlined<'_>| {
        let (text, hint) = if logger.name.is_empty() {
            ("the root has no handlers: what reaches it is written nowhere".to_owned(), "give it handlers")
        } else {
            let text =
                format!("{:?} has no handlers and does not propagate: its records are written nowhere", logger.name);
            (text, "give it handlers, or leave out `propagate`")
        };
        let hint = format!(
            "{hint}; warnings and errors go to stderr as a last resort, and a logging.NullHandler keeps them from it"
        );
        context.warning(NAME, Subject::Logger(logger.name), None, text).with_hint(hint)
    };
    context.outline.loggers.iter().filter(ends).filter(|logger| !silent(logger)).map(warning).collect()
}
