//! The order in which handlers are made: those that another one gives its records to come before it.

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
    let targets: Vec<Vec<usize>> =
        plans.iter().map(|plan| targets(plan).filter_map(|name| by_name.get(name).copied()).collect()).collect();
    let mut order = Vec::with_capacity(plans.len());
    let mut seen = vec![Seen::Not; plans.len()];
    for first in 0..plans.len() {
        // Each with how many of its targets have been looked at.
        let mut chain = Vec::new();
        if seen[first] == Seen::Not {
            seen[first] = Seen::InChain;
            chain.push((first, 0));
        }
        while let Some((index, looked_at)) = chain.last_mut() {
            let Some(target) = targets[*index].get(*looked_at) else {
                seen[*index] = Seen::Placed;
                order.push(*index);
                chain.pop();
                continue;
            };
            *looked_at += 1;
            match seen[*target] {
                Seen::Placed => {}
                Seen::InChain => return Err(circle(&plans[*target])),
                Seen::Not => {
                    seen[*target] = Seen::InChain;
                    chain.push((*target, 0));
                }
            }
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

fn targets(plan: &HandlerPlan) -> impl Iterator<Item = &Value<'static>> {
    let needs = match &plan.made {
        HandlerMade::Prepared(prepared, _) => &*prepared.needs,
        HandlerMade::Call(..) => &[],
    };
    needs.iter().map(|needed| &needed.name)
}

fn circle(plan: &HandlerPlan) -> ConfigError {
    let message = "the target of this handler leads back to it: records would go in a circle".to_owned();
    ConfigError::new(ConfigErrorKind::Value(message)).at_key(format!("{}.target", plan.path)).at(plan.position)
}
