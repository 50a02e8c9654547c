//! `unknown-field`: a field of a format string that no record has by itself, and whose name is close to one that
//! every record has. Others are left alone: `extra`, filters and adapters give records attributes.

use super::context::{Context, Subject};
use super::warning::Warning;
use crate::config::plan::Made;
use crate::config::suggest::closest_within;
use crate::format::Formatter;
use crate::record::Attribute;

pub(super) const NAME: &str = "unknown-field";

/// What people write who remember the thing and not its name.
const MEANT: &[(&str, &str)] = &[
    ("level", "levelname"),
    ("level_name", "levelname"),
    ("logger", "name"),
    ("line", "lineno"),
    ("line_number", "lineno"),
    ("function", "funcName"),
    ("func", "funcName"),
    ("timestamp", "asctime"),
    ("pid", "process"),
];

/// So many fields of a format are looked at.
const COMPARED: usize = 1000;

pub(super) fn check(context: &Context<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (name, part) in &context.plan.formatters {
        let Made::Ready(formatter) = &part.made else { continue };
        if !is_pythons_own(context, name) {
            continue;
        }
        let Some(template) = formatter.template() else { continue };
        let unknown = template.fields.iter().filter(|field| Attribute::from_name(field).is_none());
        for field in unknown.take(COMPARED) {
            if let Some(meant) = meant(field) {
                let text = format!("no record has an attribute {field:?}, unless a call or a filter gives it one");
                let warning = context.warning(NAME, Subject::Formatter(name), Some("format"), text);
                warnings.push(warning.with_hint(format!("did you mean {meant:?}?")));
            }
        }
    }
    warnings
}

fn meant(field: &str) -> Option<&'static str> {
    let known = MEANT.iter().find(|(written, _)| *written == field).map(|(_, meant)| *meant);
    known.or_else(|| closest_within(field, Attribute::all().map(Attribute::name), |name| (name.len() / 4).max(1)))
}

/// Whether the class is `logging.Formatter`: another may give its records what it likes, whatever stands in for it here.
fn is_pythons_own(context: &Context<'_>, name: &crate::Value<'static>) -> bool {
    let Some(entry) = context.document.entry(&context.path(Subject::Formatter(name))) else { return true };
    let class = entry.node.get("()").or_else(|| entry.node.get("class")).and_then(|node| node.as_str());
    class.is_none_or(|class| matches!(class, "" | "Formatter" | "logging.Formatter" | "sawlog.Formatter"))
}
