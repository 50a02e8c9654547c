//! Warnings: what a configuration may say and surely does not mean. One rule a file.
//!
//! The rules go by the plan, whatever language it was written in; only [`unknown_key`] reads the text, since a plan has
//! no trace of keys that say nothing. They keep silent where the program may know better: a level that it sets itself, an
//! attribute that its records carry.

mod context;
mod level_never_met;
mod level_without_effect;
mod no_handler;
mod printed_twice;
mod shared_file;
mod truncated_file;
mod unheard_queue;
mod unknown_field;
mod unknown_key;
mod unread_attribute;
mod unused;
mod warning;

pub use warning::Warning;

use context::Context;

use super::document::Document;
use super::factories::Registry;
use super::schema;

/// A rule that goes by the plan.
type Rule = fn(&Context<'_>) -> Vec<Warning>;

/// The rules: name, what it finds, and how.
const RULES: &[(&str, &str, Option<Rule>)] = &[
    (unknown_key::NAME, "a key that says nothing, and that Python does not read either", None),
    (unused::HANDLER, "a handler that no logger and no other handler uses", Some(unused::handlers)),
    (unused::FORMATTER, "a formatter that no handler uses", Some(unused::formatters)),
    (unused::FILTER, "a filter that no handler and no logger uses", Some(unused::filters)),
    (no_handler::NAME, "a logger whose records reach no handler", Some(no_handler::check)),
    (unheard_queue::NAME, "a queue out of which nobody takes records", Some(unheard_queue::check)),
    (printed_twice::NAME, "a handler that gets each record of a logger twice", Some(printed_twice::check)),
    (shared_file::NAME, "a file that several handlers write to", Some(shared_file::check)),
    (truncated_file::NAME, "a file that each start empties", Some(truncated_file::check)),
    (level_without_effect::NAME, "a handler's level below all that can come", Some(level_without_effect::check)),
    (level_never_met::NAME, "a handler's level above all that there are", Some(level_never_met::check)),
    (unknown_field::NAME, "a format field that looks like a misspelt attribute", Some(unknown_field::check)),
    (unread_attribute::NAME, "an attribute under `.` that no handler reads", Some(unread_attribute::check)),
];

/// The names of all rules, and what each of them finds.
pub fn lints() -> impl ExactSizeIterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|(name, finds, _)| (*name, *finds))
}

/// What a configuration may say and surely does not mean, in order of its places.
///
/// Nothing is made or opened, and constructors of the program's own are not called. Of a configuration that
/// [`check`](super::check) refuses only keys that say nothing are told.
///
/// ```
/// use sawlog::config::{Document, Format, Registry, lint};
/// let text = "
/// version: 1
/// handlers:
///   console: {class: logging.StreamHandler}
/// loggers:
///   shop: {handlers: [console], propogate: no}
/// ";
/// let warnings = lint(&Document::parse(text, Format::Yaml)?, Registry::global());
/// assert_eq!(warnings[0].to_string(), "6:31: loggers.shop.propogate: the key \"propogate\" says nothing \
///     [unknown-key] (did you mean \"propagate\"?)");
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Python
/// Has none.
pub fn lint(document: &Document, registry: &Registry) -> Vec<Warning> {
    let mut warnings = unknown_key::check(document);
    match schema::read(document, registry, true) {
        Ok(plan) if !plan.incremental => {
            let context = Context::new(document, &plan);
            warnings.extend(RULES.iter().filter_map(|(_, _, rule)| *rule).flat_map(|rule| rule(&context)));
        }
        _ => {}
    }
    warnings.sort_by_key(|warning| (warning.position.is_none(), warning.position));
    warnings
}
