//! What the rules look at: the text, the plan, the tree of loggers, and where in the text their parts stand.

use std::collections::HashMap;

use crate::config::document::Document;
use crate::config::error::Position;
use crate::config::outline::Outline;
use crate::config::place::{join, key_text};
use crate::config::plan::{HandlerPlan, Plan};
use crate::value::Value;

use super::warning::Warning;

pub(super) struct Context<'c> {
    pub(super) document: &'c Document,
    pub(super) plan: &'c Plan,
    pub(super) outline: Outline<'c>,
    /// The sections of an INI file that speak of loggers, by the loggers' names.
    sections: HashMap<&'c str, &'c str>,
}

/// A part of a configuration that a warning is about.
#[derive(Clone, Copy)]
pub(super) enum Subject<'s> {
    Formatter(&'s Value<'static>),
    Filter(&'s Value<'static>),
    Handler(&'s HandlerPlan),
    /// By its name, which is empty for the root.
    Logger(&'s str),
}

impl<'c> Context<'c> {
    pub(super) fn new(document: &'c Document, plan: &'c Plan) -> Context<'c> {
        let sections = document.root().as_mapping().into_iter().flatten();
        let named = sections.filter_map(|(key, entry)| {
            let key = key.as_str().filter(|key| key.starts_with("logger_"))?;
            Some((entry.node.get("qualname")?.as_str()?, key))
        });
        Context { document, plan, outline: Outline::of(plan), sections: named.collect() }
    }

    /// A warning about a part, or about what stands under one of its keys.
    pub(super) fn warning(
        &self,
        rule: &'static str,
        subject: Subject<'_>,
        key: Option<&str>,
        text: impl Into<String>,
    ) -> Warning {
        let path = self.path(subject);
        // In an INI file a handler's arguments stand together.
        let keys = key.into_iter().chain(key.map(|_| "args"));
        let mut about = keys.map(|key| join(&path, &Value::from(key.to_owned())));
        let about = about.find(|about| self.document.entry(about).is_some());
        let known = about.as_deref();
        let fallback = match subject {
            Subject::Handler(plan) => plan.position,
            _ => None,
        };
        let position = match known.and_then(|about| self.document.entry(about)) {
            Some(entry) => entry.node.position.filter(|_| entry.node.as_scalar().is_some()).or(entry.key_position),
            None => self.document.entry(&path).and_then(|entry| entry.key_position).or(fallback),
        };
        place(self.document, Warning::new(rule, known.unwrap_or(&path), text), position)
    }

    /// The key path of a part.
    pub(super) fn path(&self, subject: Subject<'_>) -> String {
        let candidates = match subject {
            Subject::Handler(plan) => return plan.path.clone(),
            Subject::Formatter(name) => vec![join("formatters", name), section("formatter", &key_text(name))],
            Subject::Filter(name) => vec![join("filters", name)],
            Subject::Logger("") => ["root", "loggers.root", "loggers[]", "logger_root"].map(str::to_owned).to_vec(),
            Subject::Logger(name) => {
                let mut candidates = vec![join("loggers", &Value::from(name.to_owned()))];
                candidates.extend(self.sections.get(name).map(|key| join("", &Value::from((*key).to_owned()))));
                candidates
            }
        };
        let there = candidates.iter().find(|path| self.document.entry(path).is_some());
        there.unwrap_or(&candidates[0]).clone()
    }
}

/// The warning at its place in the text.
pub(super) fn place(document: &Document, mut warning: Warning, position: Option<Position>) -> Warning {
    warning.position = position;
    warning.end = position.and_then(|position| document.end_of(position));
    warning.in_file(document.file())
}

fn section(kind: &str, name: &str) -> String {
    join("", &Value::from(format!("{kind}_{name}")))
}
