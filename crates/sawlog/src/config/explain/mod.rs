//! What a configuration would make, told without making it: the tree of loggers, handlers, formatters with a sample line.
//!
//! It is read off the plan: nothing is opened, and constructors of the program's own are not called.

mod display;
mod parts;
mod sample;

use parts::{ExplainedFormatter, ExplainedHandler, ExplainedLogger};

use super::document::Document;
use super::error::ConfigError;
use super::factories::Registry;
use super::outline::Outline;
use super::schema;

/// What a configuration would make of a fresh program; its `Display` shows it in lines.
#[derive(Clone, Debug)]
pub struct Explanation {
    incremental: bool,
    disable_existing: bool,
    loggers: Vec<ExplainedLogger>,
    handlers: Vec<ExplainedHandler>,
    formatters: Vec<ExplainedFormatter>,
}

/// Tells what a configuration would make, without opening or changing anything.
///
/// ```
/// use sawlog::config::{Document, Format, Registry, explain};
/// let text = "
/// version: 1
/// handlers: {out: {class: logging.StreamHandler, stream: ext://sys.stdout}}
/// loggers: {shop: {level: DEBUG}}
/// root: {level: INFO, handlers: [out]}
/// ";
/// let explanation = explain(&Document::parse(text, Format::Yaml)?, Registry::global()).unwrap();
/// assert_eq!(explanation.to_string(), "\
/// loggers
///   root: level INFO
///     -> out
///     shop: level DEBUG
/// handlers
///   out: logging.StreamHandler
///     stream: ext://sys.stdout
///     writes the message alone
/// loggers that are there already and not named here are switched off
/// ");
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Errors
/// What [`check`](super::check) would find but for files that cannot be opened.
///
/// # Python
/// What the package `logging_tree` shows of a program that runs.
pub fn explain(document: &Document, registry: &Registry) -> Result<Explanation, Vec<ConfigError>> {
    let plan = schema::read(document, registry, true)?;
    let loggers = parts::loggers(&Outline::of(&plan));
    Ok(Explanation {
        incremental: plan.incremental,
        disable_existing: plan.disable_existing,
        loggers,
        handlers: plan.handlers.iter().map(|handler| parts::handler(handler, document)).collect(),
        formatters: plan.formatters.iter().map(|(name, part)| parts::formatter(name, &part.made)).collect(),
    })
}
