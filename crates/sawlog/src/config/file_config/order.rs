//! The order in which handlers are made: those that a `MemoryHandler` gives its records to come before it.

use std::collections::HashMap;

use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::plan::{HandlerMade, HandlerPlan};
use crate::value::Value;

/// The handlers in the order of their names under `keys`, targets before those that need them.
///
/// # Errors
/// A target that leads back to its own handler.
// DIFFERENCE: Python makes handlers in the order of their names and tells targets afterwards. At the end it closes a target
// that comes later before the handler that would still flush to it, and a file that is written with `w` loses that; and records
// that go in a circle raise RecursionError.
pub(super) fn targets_first(plans: Vec<HandlerPlan>) -> Result<Vec<HandlerPlan>, ConfigError> {
    let by_name: HashMap<&Value<'static>, usize> =
        plans.iter().enumerate().map(|(index, plan)| (&plan.name, index)).collect();
    let targets: Vec<Option<usize>> = plans.iter().map(|plan| by_name.get(target(plan)?).copied()).collect();
    let mut order = Vec::with_capacity(plans.len());
    let mut seen = vec![Seen::Not; plans.len()];
    for first in 0..plans.len() {
        let mut chain = Vec::new();
        let mut next = Some(first);
        while let Some(index) = next.filter(|index| seen[*index] != Seen::Placed) {
            if seen[index] == Seen::InChain {
                return Err(circle(&plans[index]));
            }
            seen[index] = Seen::InChain;
            chain.push(index);
            next = targets[index];
        }
        for index in chain.into_iter().rev() {
            seen[index] = Seen::Placed;
            order.push(index);
        }
    }
    let mut plans: Vec<Option<HandlerPlan>> = plans.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|index| plans[index].take()).collect())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    InChain,
    Placed,
}

fn target(plan: &HandlerPlan) -> Option<&Value<'static>> {
    match &plan.made {
        HandlerMade::Prepared(prepared, _) => prepared.needs.first().map(|needed| &needed.name),
        HandlerMade::Call(..) => None,
    }
}

fn circle(plan: &HandlerPlan) -> ConfigError {
    let message = "the target of this handler leads back to it: records would go in a circle".to_owned();
    ConfigError::new(ConfigErrorKind::Value(message)).at_key(format!("{}.target", plan.path)).at(plan.position)
}
