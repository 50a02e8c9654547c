//! The parts of a text in which variables stand.

use crate::config::error::{ConfigError, ConfigErrorKind};

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    Text(&'t str),
    Variable { name: &'t str, default: Option<&'t str> },
}

/// Splits a text at its variables.
pub(super) fn parse(text: &str) -> Result<Vec<Part<'_>>, ConfigError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            push_text(before, &mut parts);
            // The first `$` escapes the second.
            push_text(&from[..2], &mut parts);
            rest = &from[2..];
            continue;
        }
        push_text(before, &mut parts);
        let inner = &from[2..];
        let end = inner.find('}').ok_or_else(|| wrong(from, "it has no }"))?;
        parts.push(variable(from, &inner[..end])?);
        rest = &inner[end + 1..];
    }
    push_text(rest, &mut parts);
    Ok(parts)
}

fn push_text<'t>(text: &'t str, parts: &mut Vec<Part<'t>>) {
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
}

fn variable<'t>(from: &str, inner: &'t str) -> Result<Part<'t>, ConfigError> {
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(wrong(from, "a name is wanted: letters, digits and _"));
    }
    let default = match rest.strip_prefix(":-") {
        Some(default) => Some(default),
        None if rest.is_empty() => None,
        None => return Err(wrong(from, "behind the name comes } or :-")),
    };
    if default.is_some_and(|default| default.contains("${")) {
        return Err(wrong(from, "a default is plain text, without variables of its own"));
    }
    Ok(Part::Variable { name, default })
}

fn wrong(from: &str, why: &str) -> ConfigError {
    let shown: String = from.chars().take(30).collect();
    ConfigError::new(ConfigErrorKind::Value(format!("{shown:?} is no variable: {why}")))
        .with_hint("${NAME} or ${NAME:-default}; for the two characters themselves write $${")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &'static str, default: Option<&'static str>) -> Part<'static> {
        Part::Variable { name, default }
    }

    #[test]
    fn texts_and_variables_are_told_apart() {
        assert_eq!(parse("${A}").unwrap(), [variable("A", None)]);
        assert_eq!(parse("${A:-}").unwrap(), [variable("A", Some(""))]);
        assert_eq!(parse("${A_1:-x:-y}").unwrap(), [variable("A_1", Some("x:-y"))]);
        let both = parse("a${B}c${D:-e}").unwrap();
        assert_eq!(both, [Part::Text("a"), variable("B", None), Part::Text("c"), variable("D", Some("e"))]);
        assert_eq!(parse("$A $ {A}").unwrap(), [Part::Text("$A $ {A}")]);
        assert_eq!(parse("x$${A}").unwrap(), [Part::Text("x"), Part::Text("${"), Part::Text("A}")]);
        assert_eq!(parse("$$${A}").unwrap(), [Part::Text("$"), Part::Text("${"), Part::Text("A}")]);
    }

    #[test]
    fn what_is_no_variable_is_refused() {
        for text in ["${", "${}", "${1}", "${A", "${A:x}", "${A:?x}", "${ A }", "${A:-${B}}", "${a.b}", "${ä}"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
