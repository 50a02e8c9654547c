//! Whether two configurations do the same, plan by plan.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::config::factories::{Argument, Kind, Object, Registry, taken_by};
use crate::config::identity::Identity;
use crate::config::node::{Node, NodeKind};
use crate::config::place::{Place, key_text};
use crate::config::plan::{HandlerPlan, LoggerPlan, Part, Plan};
use crate::value::Value;

/// How two plans are compared.
pub(super) struct Proof<'r> {
    pub(super) registry: &'r Registry,
    /// Whether one is for `dictConfig` and the other for `fileConfig`: what only one of them says by default is taken
    /// as it is in a process that has not configured logging before.
    pub(super) across: bool,
}

impl Proof<'_> {
    /// The first thing that the second plan does otherwise, in words.
    pub(super) fn difference(&self, first: &Plan, second: &Plan) -> Option<String> {
        if first.incremental != second.incremental {
            return Some("one is incremental".to_owned());
        }
        if first.disable_existing != second.disable_existing {
            return Some("one switches other loggers off".to_owned());
        }
        let levels = |plan: &Plan| {
            plan.levels.iter().map(|(name, level, ..)| (name.clone(), *level)).collect::<BTreeMap<_, _>>()
        };
        if levels(first) != levels(second) {
            return Some("the levels of handlers".to_owned());
        }
        parts("formatter", &first.formatters, &second.formatters)
            .or_else(|| parts("filter", &first.filters, &second.filters))
            .or_else(|| self.handlers(&first.handlers, &second.handlers))
            .or_else(|| self.loggers(first, second))
    }

    fn handlers(&self, first: &[HandlerPlan], second: &[HandlerPlan]) -> Option<String> {
        fn of(plans: &[HandlerPlan]) -> BTreeMap<String, &HandlerPlan> {
            plans.iter().map(|plan| (key_text(&plan.name), plan)).collect()
        }
        named("handler", &of(first), &of(second), |a, b| {
            let same_object =
                if self.across { self.arguments(a) == self.arguments(b) } else { a.identity == b.identity };
            same_object && a.level == b.level && a.formatter == b.formatter && a.filters == b.filters
        })
    }

    /// A handler's class and arguments, whichever way they are written.
    fn arguments(&self, plan: &HandlerPlan) -> String {
        let args = plan.made.arguments();
        let signature = self.registry.signature(args.class()).unwrap_or_default();
        let mut given: Vec<(&str, &Argument)> = args.iter().collect();
        given.sort_by_key(|(name, _)| *name);
        let mut text = args.class().to_owned();
        for (name, argument) in given {
            let kind = taken_by(args.class(), signature).find(|parameter| parameter.name == name).map(|it| it.kind);
            let _ = write!(text, "\n{name}={}", self.argument(argument, kind));
        }
        for (name, node) in args.properties().all() {
            let _ = write!(text, "\n.{name}={}", shown(node));
        }
        text
    }

    fn argument(&self, argument: &Argument, kind: Option<Kind>) -> String {
        match (argument, kind) {
            (Argument::Plain(node), Some(Kind::Level)) => {
                let place = Place { node: std::borrow::Cow::Borrowed(node), path: String::new() };
                place.level().map_or_else(|_| shown(node), |level| format!("level {}", level.number()))
            }
            (Argument::Plain(node), _) => shown(node),
            (Argument::Handler(name), _) => shown(&Node::scalar(name.clone(), None)),
            (Argument::Object(object), _) => name_of(object, self.registry).unwrap_or_default(),
            (Argument::Configured(what), _) => (*what).to_owned(),
        }
    }

    fn loggers(&self, first: &Plan, second: &Plan) -> Option<String> {
        let nothing = LoggerPlan { enable: false, ..LoggerPlan::unsaid("") };
        let of = |plan: &'_ Plan| {
            let loggers = plan.loggers.iter().map(|logger| (format!("{:?}", logger.name), self.settings(logger, true)));
            let root = plan.root.as_ref().or(self.across.then_some(&nothing));
            loggers.chain(root.map(|root| ("root".to_owned(), self.settings(root, false)))).collect::<BTreeMap<_, _>>()
        };
        named("logger", &of(first), &of(second), String::eq)
    }

    fn settings(&self, plan: &LoggerPlan, may_propagate: bool) -> String {
        let propagate = plan.propagate.or((self.across && may_propagate).then_some(true));
        let LoggerPlan { level, enable, handlers, filters, .. } = plan;
        format!("{level:?} {propagate:?} {enable} {handlers:?} {filters:?}")
    }
}

/// The name by which a registry knows an object.
pub(super) fn name_of(object: &Object, registry: &Registry) -> Option<String> {
    if let Object::Class(path) = object {
        return Some(path.clone());
    }
    registry.objects().into_iter().find(|(_, known)| known.is_same(object)).map(|(name, _)| name)
}

/// A value as Python shows it, lists and tuples alike.
fn shown(node: &Node) -> String {
    fn value(node: &Node) -> Value<'static> {
        match &node.kind {
            NodeKind::List(items) | NodeKind::Tuple(items) => Value::list(items.iter().map(value)),
            NodeKind::Mapping(mapping) => {
                let pairs = mapping.iter().map(|(key, entry)| (key.clone(), value(&entry.node)));
                Value::from(pairs.collect::<crate::value::Dict>())
            }
            NodeKind::Scalar(value) => value.clone(),
        }
    }
    let mut text = String::new();
    match crate::value::repr::write_repr(&value(node), &mut text) {
        Ok(()) => text,
        Err(error) => error.to_string(),
    }
}

fn parts<T>(
    what: &str,
    first: &IndexMap<Value<'static>, Part<T>>,
    second: &IndexMap<Value<'static>, Part<T>>,
) -> Option<String> {
    let of = |parts: &IndexMap<Value<'static>, Part<T>>| {
        parts.iter().map(|(name, part)| (key_text(name), part.identity.clone())).collect::<BTreeMap<_, _>>()
    };
    named(what, &of(first), &of(second), Identity::eq)
}

/// The first name under which the two are not the same.
fn named<T>(
    what: &str,
    first: &BTreeMap<String, T>,
    second: &BTreeMap<String, T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Option<String> {
    let names = first.keys().chain(second.keys());
    names
        .filter(|name| match (first.get(*name), second.get(*name)) {
            (Some(a), Some(b)) => !is_same(a, b),
            _ => true,
        })
        .min()
        .map(|name| format!("the {what} {name}"))
}
