//! `level-never-met`: a handler's level above every level that has a name.

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::level::{Level, get_level_names_mapping};

pub(super) const NAME: &str = "level-never-met";

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let highest = get_level_names_mapping().into_values().max().unwrap_or(Level::CRITICAL);
    let mut warnings = Vec::new();
    for handler in &context.plan.handlers {
        let Some(level) = handler.level.filter(|level| *level > highest) else { continue };
        let text = format!("no record has a level of {} or above", level.number());
        let hint = format!("the highest is {}, {}", highest.name(), highest.number());
        warnings.push(context.warning(NAME, Subject::Handler(handler), Some("level"), text).with_hint(hint));
    }
    warnings
}
