//! The parts of a plan in words.

use std::sync::Arc;

use super::sample;
use crate::config::document::Document;
use crate::config::factories::{Argument, Object, Reach};
use crate::config::node::Node;
use crate::config::outline::Outline;
use crate::config::place::{join, key_text};
use crate::config::plan::{HandlerMade, HandlerPlan, Made};
use crate::format::Formatter;
use crate::level::Level;
use crate::value::repr::write_repr;
use crate::value::{Dict, Value};

/// Of a value that is shown, in characters.
const LONGEST: usize = 100;

#[derive(Clone, Debug)]
pub(super) struct ExplainedLogger {
    /// Empty for the root.
    pub(super) name: String,
    /// How many loggers of the configuration stand above it.
    pub(super) depth: usize,
    pub(super) level: Option<Level>,
    /// The level that counts, and the logger that has it, if that is another.
    pub(super) effective: (Level, Option<String>),
    pub(super) propagate: bool,
    pub(super) handlers: Vec<String>,
    pub(super) filters: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct ExplainedHandler {
    pub(super) name: String,
    pub(super) class: String,
    pub(super) level: Option<Level>,
    pub(super) formatter: Option<String>,
    pub(super) filters: Vec<String>,
    /// What it writes to, as far as its arguments say.
    pub(super) writes_to: Vec<String>,
    /// Whether that is text, rather than records.
    pub(super) writes_text: bool,
    /// The other arguments and attributes, as Python would show them.
    pub(super) arguments: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct ExplainedFormatter {
    pub(super) name: String,
    pub(super) template: Option<String>,
    pub(super) datefmt: Option<String>,
    /// A line, or why there is none.
    pub(super) sample: Result<String, String>,
}

pub(super) fn loggers(outline: &Outline<'_>) -> Vec<ExplainedLogger> {
    let mut explained: Vec<ExplainedLogger> = Vec::with_capacity(outline.loggers.len());
    for logger in &outline.loggers {
        let parent = logger.parent.map(|parent| &explained[parent]);
        let own = logger.level.filter(|level| *level != Level::NOTSET || logger.name.is_empty());
        let effective = match (own, parent) {
            (Some(level), _) => (level, None),
            (None, Some(parent)) => {
                let holder = parent.effective.1.clone().unwrap_or_else(|| parent.name.clone());
                (parent.effective.0, Some(holder))
            }
            // The root's, which is that of a fresh program if nothing is said of it.
            (None, None) if logger.name.is_empty() => (Level::WARNING, None),
            (None, None) => (Level::WARNING, Some(String::new())),
        };
        explained.push(ExplainedLogger {
            name: logger.name.to_owned(),
            depth: parent.map_or(0, |parent| parent.depth + 1),
            level: logger.level,
            effective,
            propagate: logger.propagate,
            handlers: logger.handlers.iter().map(key_text).collect(),
            filters: logger.filters.iter().map(|name| key_text(name)).collect(),
        });
    }
    explained
}

pub(super) fn handler(plan: &HandlerPlan, document: &Document) -> ExplainedHandler {
    let args = plan.made.arguments();
    let mut arguments = Vec::new();
    for (name, argument) in args.iter().filter(|(name, _)| !matches!(*name, "filename" | "stream" | "host" | "port")) {
        let value = match argument {
            _ if is_secret(name) => "***".to_owned(),
            Argument::Plain(node) => shown(&without_secrets(node)),
            Argument::Handler(handler) => format!("the handler {}", shown(handler)),
            Argument::Object(Object::Class(path)) => path.clone(),
            Argument::Object(Object::Value(value)) => shown(value),
            Argument::Object(Object::Stream(_) | Object::Live(_)) => "an object of the program".to_owned(),
            Argument::Configured(what) => (*what).to_owned(),
        };
        arguments.push((name.to_owned(), value));
    }
    let attributes = args.properties().all().iter().map(|(name, node)| (format!(".{name}"), shown(&node.to_value())));
    arguments.extend(attributes);
    ExplainedHandler {
        name: key_text(&plan.name),
        class: args.class().to_owned(),
        level: plan.level.filter(|level| *level != Level::NOTSET),
        formatter: plan.formatter.as_ref().map(key_text),
        filters: plan.filters.iter().map(key_text).collect(),
        writes_to: writes_to(plan, document),
        writes_text: matches!(reach(plan), Some(Reach::Stream | Reach::Files(_))),
        arguments,
    }
}

fn reach(plan: &HandlerPlan) -> Option<&Reach> {
    match &plan.made {
        HandlerMade::Prepared(prepared, _) => Some(&prepared.reach),
        HandlerMade::Call(..) => None,
    }
}

fn writes_to(plan: &HandlerPlan, document: &Document) -> Vec<String> {
    let HandlerMade::Prepared(prepared, args) = &plan.made else { return Vec::new() };
    match &prepared.reach {
        Reach::Nothing => Vec::new(),
        Reach::Stream => {
            let said = |key: &'static str| document.entry(&join(&plan.path, &Value::from(key)))?.node.as_str();
            let is_given = args.iter().any(|(name, _)| name == "stream");
            vec![match (is_given, said("stream"), said("args")) {
                (false, ..) => "stream: ext://sys.stderr".to_owned(),
                (true, Some(name), _) => format!("stream: {name}"),
                (true, None, Some(args)) => format!("stream: as in {args}"),
                (true, None, None) => "stream: the program's".to_owned(),
            }]
        }
        Reach::Files(files) => {
            let when = if prepared.opens.is_some() { "" } else { ", opened by the first record" };
            files.first().map(|file| format!("file: {}{when}", file.display())).into_iter().collect()
        }
        Reach::Peer(peer) => vec![format!("peer: {peer}")],
        Reach::PeersAndFiles(peers, _) => peers.iter().map(|peer| format!("peer: {peer}")).collect(),
    }
}

pub(super) fn formatter(name: &Value<'static>, made: &Made<Arc<dyn Formatter>>) -> ExplainedFormatter {
    let name = key_text(name);
    let Made::Ready(formatter) = made else {
        let sample = Err("made by the program".to_owned());
        return ExplainedFormatter { name, template: None, datefmt: None, sample };
    };
    let template = formatter.template();
    ExplainedFormatter {
        name,
        sample: sample::line(&**formatter),
        datefmt: template.as_ref().and_then(|template| template.datefmt).map(str::to_owned),
        template: template.map(|template| template.format.to_owned()),
    }
}

/// Whether an argument is nobody's business.
fn is_secret(name: &str) -> bool {
    matches!(name, "credentials" | "password" | "token")
}

/// A value, and where it is a mapping, without what is nobody's business.
fn without_secrets(node: &Node) -> Value<'static> {
    let Some(mapping) = node.as_mapping() else { return node.to_value() };
    let shown = mapping.iter().map(|(key, entry)| match key.as_str() {
        Some(name) if is_secret(name) => (key.clone(), Value::from("***")),
        _ => (key.clone(), entry.node.to_value()),
    });
    Value::from(shown.collect::<Dict>())
}

/// A value as Python shows it, cut short.
fn shown(value: &Value<'_>) -> String {
    let mut text = String::new();
    let whole = write_repr(value, &mut text).is_ok() && text.chars().count() <= LONGEST;
    if whole { text } else { text.chars().take(LONGEST).chain("...".chars()).collect() }
}
