//! `unknown-key`: a key of the top level, of a formatter, filter or logger that is not read. Wrong keys of handlers, and of
//! what is made by `()`, are errors.

use std::collections::HashSet;

use super::context::place;
use super::warning::Warning;
use crate::config::document::Document;
use crate::config::error::Position;
use crate::config::node::{Mapping, Node, NodeKind};
use crate::config::place::{join, key_text};
use crate::config::suggest::closest;
use crate::value::Value;

pub(super) const NAME: &str = "unknown-key";

const TOP: &[&str] =
    &["version", "incremental", "disable_existing_loggers", "formatters", "filters", "handlers", "loggers", "root"];
const FORMATTER: &[&str] = &["class", "format", "datefmt", "style", "validate", "defaults"];
const LOGGER: &[&str] = &["level", "handlers", "filters", "propagate"];

/// Other names that people give to keys.
const MEANT: &[(&str, &str)] = &[("fmt", "format"), ("date_format", "datefmt"), ("dateformat", "datefmt")];

/// Reads the text of a mapping as `dictConfig` has it; other texts have no such keys.
pub(super) fn check(document: &Document) -> Vec<Warning> {
    let Some(top) = document.root().as_mapping() else { return Vec::new() };
    let mut rule = Rule { document, warnings: Vec::new() };
    if !top.contains_key(&Value::from("version")) {
        return Vec::new();
    }
    rule.top(top);
    rule.each(top, "formatters", |rule, path, formatter| {
        if !formatter.contains_key(&Value::from("()")) {
            rule.keys(path, formatter, FORMATTER, |_, _| false);
        }
    });
    rule.each(top, "filters", Rule::filter);
    rule.each(top, "loggers", |rule, path, logger| rule.logger(path, logger));
    if let Some(root) = top.get(&Value::from("root")).and_then(|entry| entry.node.as_mapping()) {
        rule.logger("root", root);
    }
    rule.warnings
}

struct Rule<'d> {
    document: &'d Document,
    warnings: Vec<Warning>,
}

impl<'d> Rule<'d> {
    fn top(&mut self, top: &'d Mapping) {
        let unknown = |key: &Value<'_>| !key.as_str().is_some_and(|key| TOP.contains(&key));
        if !top.keys().any(unknown) {
            return;
        }
        let mut elsewhere = Elsewhere { words: HashSet::new(), places: HashSet::new() };
        for (key, entry) in top {
            elsewhere.add(&entry.node, !unknown(key));
        }
        // What stands at the top level may be there for others to refer to.
        self.keys("", top, TOP, |key, node| {
            key.starts_with(['.', '_']) || key.starts_with("x-") || elsewhere.uses(key, node)
        });
    }

    fn filter(&mut self, path: &str, filter: &'d Mapping) {
        if filter.contains_key(&Value::from("()")) {
            return;
        }
        let class = filter.get(&Value::from("class"));
        if let Some(entry) = class {
            let text =
                "a filter's class is not named by the key \"class\": this one lets records pass by their logger's name";
            let warning =
                Warning::new(NAME, join(path, &Value::from("class")), text).with_hint("name it by the key \"()\"");
            self.warnings.push(place(self.document, warning, entry.key_position));
        }
        self.keys(path, filter, &["name"], |key, _| key == "class");
    }

    fn logger(&mut self, path: &str, logger: &'d Mapping) {
        self.keys(path, logger, LOGGER, |key, node| {
            // A word of INI files that some keep, right or not needed.
            key == "qualname" && node.as_str().is_some_and(|name| path.contains(name))
        });
    }

    fn each(&mut self, top: &'d Mapping, section: &str, mut check: impl FnMut(&mut Self, &str, &'d Mapping)) {
        let Some(entries) = top.get(&Value::from(section.to_owned())).and_then(|entry| entry.node.as_mapping()) else {
            return;
        };
        for (name, entry) in entries {
            if let Some(mapping) = entry.node.as_mapping() {
                check(self, &join(section, name), mapping);
            }
        }
    }

    /// Warns of keys that are none of these, but for those that may be.
    fn keys(&mut self, path: &str, mapping: &Mapping, known: &[&str], may_be: impl Fn(&str, &Node) -> bool) {
        for (key, entry) in mapping {
            let name = key_text(key);
            let is_known = key.as_str().is_some_and(|key| known.contains(&key));
            if is_known || may_be(&name, &entry.node) {
                continue;
            }
            let mut warning = Warning::new(NAME, join(path, key), format!("the key {name:?} says nothing"));
            let synonym = MEANT.iter().find(|(written, _)| *written == name).map(|(_, meant)| *meant);
            let meant = synonym.or_else(|| closest(&name, known.iter().copied()));
            match meant.filter(|meant| known.contains(meant)) {
                Some(meant) => warning = warning.with_hint(format!("did you mean {meant:?}?")),
                None => warning = warning.with_hint(format!("known here: {}", known.join(", "))),
            }
            self.warnings.push(place(self.document, warning, entry.key_position));
        }
    }
}

/// What a text refers to: the words of `cfg://` references, and the places of values in the parts that are read, which
/// an alias shares with what it names.
struct Elsewhere {
    words: HashSet<String>,
    places: HashSet<Position>,
}

impl Elsewhere {
    fn add(&mut self, node: &Node, is_read: bool) {
        visit(node, &mut |node| {
            self.places.extend(node.position.filter(|_| is_read));
            let path = node.as_str().and_then(|text| text.strip_prefix("cfg://"));
            let word = path.map(|path| path.trim_start().split(['.', '[', ' ']).next().unwrap_or_default());
            self.words.extend(word.map(str::to_owned));
            false
        });
    }

    fn uses(&self, key: &str, node: &Node) -> bool {
        self.words.contains(key) || visit(node, &mut |node| node.position.is_some_and(|at| self.places.contains(&at)))
    }
}

/// Goes through a tree until one of its nodes is it.
fn visit(node: &Node, is_it: &mut impl FnMut(&Node) -> bool) -> bool {
    if is_it(node) {
        return true;
    }
    match &node.kind {
        NodeKind::List(items) | NodeKind::Tuple(items) => items.iter().any(|item| visit(item, is_it)),
        NodeKind::Mapping(mapping) => mapping.values().any(|entry| visit(&entry.node, is_it)),
        NodeKind::Scalar(_) => false,
    }
}
