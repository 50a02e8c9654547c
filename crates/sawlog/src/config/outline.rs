//! The tree of loggers that a plan would make, in a fresh program, without making anything.

use std::collections::HashMap;

use super::plan::{LoggerPlan, Plan};
use crate::level::Level;
use crate::value::Value;

/// The loggers of a plan, each after the one that it stands below.
pub(super) struct Outline<'p> {
    pub(super) loggers: Vec<Outlined<'p>>,
}

/// One logger of a plan; what the plan says of it in several places is put together.
pub(super) struct Outlined<'p> {
    /// Empty for the root.
    pub(super) name: &'p str,
    /// The index of the nearest logger above it that the plan speaks of.
    pub(super) parent: Option<usize>,
    pub(super) level: Option<Level>,
    /// Its own level, or that of the nearest logger above it which has one; `None` if the plan does not say.
    pub(super) effective: Option<Level>,
    pub(super) propagate: bool,
    pub(super) handlers: &'p [Value<'static>],
    pub(super) filters: Vec<&'p Value<'static>>,
}

impl<'p> Outline<'p> {
    pub(super) fn of(plan: &'p Plan) -> Outline<'p> {
        let mut merged: HashMap<&'p str, Outlined<'p>> = HashMap::new();
        for logger in plan.loggers.iter().chain(&plan.root) {
            merge(merged.entry(&logger.name).or_insert_with(|| Outlined::new(&logger.name)), logger);
        }
        let mut loggers: Vec<Outlined<'p>> = merged.into_values().collect();
        // A name's parts in order: everything below a logger follows it at once.
        loggers.sort_by(|a, b| parts(a.name).cmp(parts(b.name)));
        let mut above: Vec<usize> = Vec::new();
        for index in 0..loggers.len() {
            let name = loggers[index].name;
            while above.last().is_some_and(|parent| !is_below(name, loggers[*parent].name)) {
                above.pop();
            }
            let parent = above.last().copied();
            above.push(index);
            let inherited = parent.and_then(|parent| loggers[parent].effective);
            let logger = &mut loggers[index];
            logger.parent = parent;
            logger.effective = match logger.level {
                Some(level) if level != Level::NOTSET || name.is_empty() => Some(level),
                _ => inherited,
            };
        }
        Outline { loggers }
    }
}

impl<'p> Outlined<'p> {
    fn new(name: &'p str) -> Outlined<'p> {
        let (parent, level, effective) = (None, None, None);
        Outlined { name, parent, level, effective, propagate: true, handlers: &[], filters: Vec::new() }
    }
}

/// As configuring does it: a later word on handlers replaces an earlier one, filters come together.
fn merge<'p>(into: &mut Outlined<'p>, plan: &'p LoggerPlan) {
    into.level = plan.level.or(into.level);
    into.propagate = plan.propagate.unwrap_or(into.propagate);
    into.handlers = &plan.handlers;
    into.filters.extend(&plan.filters);
}

fn parts(name: &str) -> impl Iterator<Item = &str> {
    // The root has no parts at all, so that it comes first.
    name.split('.').filter(move |_| !name.is_empty())
}

fn is_below(name: &str, above: &str) -> bool {
    above.is_empty() || name.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}
