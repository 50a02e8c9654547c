//! `%(name)s` in a value: the value of the option of that name, of the same section or of `DEFAULT`; `%%` is a percent
//! sign.

use std::ops::Range;

use super::{Places, Text, View, option_name};
use crate::config::budget::Budget;
use crate::config::error::{ConfigError, ConfigErrorKind};

/// How deep values may be put into one another; Python's own limit.
const MAX_INTERPOLATION: usize = 10;

/// A value with all others in their places.
pub(super) fn interpolate(view: View<'_>, value: &Text, budget: &mut Budget) -> Result<Text, ConfigError> {
    let mut result = Text::default();
    add(view, value, &mut result, budget, 1)?;
    Ok(result)
}

fn add(view: View<'_>, value: &Text, result: &mut Text, budget: &mut Budget, depth: usize) -> Result<(), ConfigError> {
    let text = value.as_str();
    let error = |message: String, at: usize| ConfigError::new(ConfigErrorKind::Value(message)).at(value.position(at));
    if depth > MAX_INTERPOLATION {
        let message = format!("values are put into one another more than {MAX_INTERPOLATION} deep");
        return Err(error(message, 0).with_hint("does one lead back to itself?"));
    }
    let (mut places, mut done) = (Places::of(value), 0);
    while let Some(found) = text[done..].find('%') {
        let percent = done + found;
        add_part(value, done..percent, &mut places, result, budget)?;
        let rest = &text[percent + 1..];
        if rest.starts_with('%') {
            add_part(value, percent..percent + 1, &mut places, result, budget)?;
            done = percent + 2;
            continue;
        }
        let Some(reference) = rest.strip_prefix('(') else {
            let hint = "write %% for a percent sign; format and datefmt of a formatter are taken as they stand";
            return Err(error("this % begins neither %% nor %(name)s".to_owned(), percent).with_hint(hint));
        };
        let name = reference.split_once(')').filter(|(name, rest)| !name.is_empty() && rest.starts_with('s'));
        let Some((name, _)) = name else {
            return Err(error("this reference is not of the form %(name)s".to_owned(), percent));
        };
        done = percent + name.len() + "%()s".len();
        let name = option_name(name);
        let Some(meant) = view.raw(&name) else {
            let unknown =
                ConfigErrorKind::UnknownReference { what: "option of this section or of DEFAULT", name: name.clone() };
            return Err(ConfigError::new(unknown).at(value.position(percent)).with_known(&name, view.options()));
        };
        if meant.as_str().contains('%') {
            add(view, meant, result, budget, depth + 1)?;
        } else {
            add_part(meant, 0..meant.as_str().len(), &mut Places::of(meant), result, budget)?;
        }
    }
    add_part(value, done..text.len(), &mut places, result, budget)
}

fn add_part(
    value: &Text,
    part: Range<usize>,
    places: &mut Places<'_>,
    result: &mut Text,
    budget: &mut Budget,
) -> Result<(), ConfigError> {
    let position = places.at(part.start);
    budget.spend(part.len()).map_err(|error| error.at(position))?;
    result.push_part(value, part, position);
    Ok(())
}
