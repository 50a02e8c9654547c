//! What an INI file says for `fileConfig`, as the mapping that says the same to `dictConfig`.

use super::proof::name_of;
use crate::config::budget::Budget;
use crate::config::document::Document;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::{Argument, Arguments, Kind, Registry, taken_by};
use crate::config::ini::Ini;
use crate::config::literal;
use crate::config::node::{Entry, Mapping, Node, NodeKind};
use crate::config::place::key_text;
use crate::config::plan::{HandlerPlan, LoggerPlan, Plan};
use crate::level::Level;
use crate::value::Value;

/// The mapping of a configuration that is right.
pub(super) fn of(document: &Document, plan: &Plan, registry: &Registry) -> Result<Node, ConfigError> {
    let Some(ini) = document.ini() else { return Ok(document.root().clone()) };
    let mut root = Map::default();
    root.set("version", Node::scalar(1, None));
    if !plan.disable_existing {
        root.set("disable_existing_loggers", Node::scalar(false, None));
    }
    let mut formatters = Map::default();
    for name in plan.formatters.keys() {
        formatters.set(&key_text(name), formatter(ini, &key_text(name), registry)?);
    }
    root.set_section("formatters", formatters);
    let mut handlers = Map::default();
    for plan in &plan.handlers {
        handlers.set(&key_text(&plan.name), handler(plan, registry)?);
    }
    root.set_section("handlers", handlers);
    let mut loggers = Map::default();
    for plan in &plan.loggers {
        loggers.set(&plan.name, logger(plan));
    }
    root.set_section("loggers", loggers);
    if let Some(plan) = &plan.root {
        root.set("root", logger(plan));
    }
    Ok(root.node())
}

fn formatter(ini: &Ini, name: &str, registry: &Registry) -> Result<Node, ConfigError> {
    let mut map = Map::default();
    let section = format!("formatter_{name}");
    let Some(view) = ini.section(&section) else { return Ok(map.node()) };
    if let Some(class) = view.get("class", &mut Budget::default())?.filter(|class| !class.as_str().is_empty()) {
        map.set("class", text(class.as_str(), &section)?);
    }
    for key in ["format", "datefmt", "style"] {
        if let Some(value) = view.raw(key) {
            map.set(key, text(value.as_str(), &section)?);
        }
    }
    if let Some(defaults) = view.raw("defaults") {
        map.set("defaults", literal::parse(defaults, registry, &mut Budget::default())?.into_node()?);
    }
    Ok(map.node())
}

fn handler(plan: &HandlerPlan, registry: &Registry) -> Result<Node, ConfigError> {
    let args = plan.made.arguments();
    let mut map = Map::default();
    map.set("class", text(args.class(), &plan.path)?);
    if let Some(level) = plan.level {
        map.set("level", self::level(level));
    }
    if let Some(formatter) = &plan.formatter {
        map.set("formatter", Node::scalar(formatter.clone(), None));
    }
    let signature = registry.signature(args.class()).unwrap_or_default();
    for (name, argument) in args.iter() {
        let is_key = matches!(name, "class" | "level" | "formatter" | "filters" | "." | "()");
        if is_key {
            let reason = format!("dictConfig reads {name:?} itself, and has no way to give it as an argument");
            return Err(ConfigError::new(ConfigErrorKind::Value(reason)).at_key(&plan.path).at(plan.position));
        }
        let kind = taken_by(args.class(), signature).find(|parameter| parameter.name == name).map(|it| it.kind);
        map.set(name, value(argument, kind, args, registry)?);
    }
    Ok(map.node())
}

fn value(
    argument: &Argument,
    kind: Option<Kind>,
    args: &Arguments<'_>,
    registry: &Registry,
) -> Result<Node, ConfigError> {
    match argument {
        Argument::Plain(node) => match (node.as_scalar(), kind) {
            (Some(Value::Int(number)), Some(Kind::Level)) => Ok(level(Level::new(*number))),
            _ => listed(node, args.path()),
        },
        Argument::Handler(name) => Ok(Node::scalar(name.clone(), None)),
        Argument::Object(object) => match name_of(object, registry) {
            Some(name) => Ok(Node::scalar(format!("ext://{name}"), None)),
            None => Err(cannot("this object", args.path())),
        },
        Argument::Configured(what) => Err(cannot(what, args.path())),
    }
}

/// Tuples become lists, which is how other formats write them.
fn listed(node: &Node, path: &str) -> Result<Node, ConfigError> {
    let kind = match &node.kind {
        NodeKind::List(items) | NodeKind::Tuple(items) => {
            NodeKind::List(items.iter().map(|item| listed(item, path)).collect::<Result<_, _>>()?)
        }
        NodeKind::Mapping(mapping) => {
            let mut listed_too = mapping.clone();
            for entry in listed_too.values_mut() {
                entry.node = listed(&entry.node, path)?;
            }
            NodeKind::Mapping(listed_too)
        }
        NodeKind::Scalar(Value::Str(text)) => return self::text(text, path),
        NodeKind::Scalar(_) => node.kind.clone(),
    };
    Ok(Node::new(kind, node.position))
}

fn logger(plan: &LoggerPlan) -> Node {
    let mut map = Map::default();
    if let Some(level) = plan.level {
        map.set("level", self::level(level));
    }
    let handlers = plan.handlers.iter().map(|name| Node::scalar(name.clone(), None)).collect();
    map.set("handlers", Node::new(NodeKind::List(handlers), None));
    if plan.propagate == Some(false) {
        map.set("propagate", Node::scalar(false, None));
    }
    map.node()
}

/// By its name, if it has one.
fn level(level: Level) -> Node {
    let name = level.name();
    match Level::from_name(&name) {
        Some(named) if named == level => Node::scalar(name.into_owned(), None),
        _ => Node::scalar(level.number(), None),
    }
}

/// A text, unless it is a reference to the one and not to the other.
fn text(text: &str, path: &str) -> Result<Node, ConfigError> {
    if text.starts_with("ext://") || text.starts_with("cfg://") {
        return Err(cannot("a text that looks like a reference", path));
    }
    Ok(Node::scalar(text.to_owned(), None))
}

fn cannot(what: &str, path: &str) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Value(format!("dictConfig has no way to say {what}"))).at_key(path)
}

#[derive(Default)]
struct Map(Mapping);

impl Map {
    fn set(&mut self, key: &str, node: Node) {
        self.0.insert(Value::from(key.to_owned()), Entry { key_position: None, node });
    }

    /// Nothing, for a section without entries.
    fn set_section(&mut self, key: &str, section: Map) {
        if !section.0.is_empty() {
            self.set(key, section.node());
        }
    }

    fn node(self) -> Node {
        Node::new(NodeKind::Mapping(self.0), None)
    }
}
