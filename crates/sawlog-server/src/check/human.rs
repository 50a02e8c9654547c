//! Findings for people: each at its place in the text, with a caret, and a verdict at the end.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Checked;
use super::finding::Finding;

/// Lines longer than this are not shown, in bytes.
const LONGEST_LINE: usize = 2000;
/// Findings of one file that are shown; the others are counted.
const SHOWN: usize = 200;

pub(super) fn report(checked: &Checked) -> String {
    let mut text = String::new();
    let lines: Vec<&str> = checked.text.split('\n').collect();
    for finding in checked.findings.iter().take(SHOWN) {
        let _ = writeln!(text, "{}\n", render(finding, &escaped(&checked.name), &lines));
    }
    let name = escaped(&checked.name);
    let (errors, warnings) = (checked.errors(), checked.findings.len() - checked.errors());
    let counts = [(errors, "error"), (warnings, "warning")].into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let _ = match (errors, warnings) {
        (0, 0) => writeln!(text, "{name}: accepted"),
        (0, _) => writeln!(text, "{name}: accepted, {counts}"),
        _ => writeln!(text, "{name}: refused, {counts}"),
    };
    text.push_str(checked.explanation.as_deref().unwrap_or_default());
    text
}

fn render(finding: &Finding, name: &str, lines: &[&str]) -> String {
    let level = if finding.is_error { Level::ERROR } else { Level::WARNING };
    let title = match finding.key_path.as_str() {
        "" => escaped(&finding.message),
        key => format!("{}: {}", escaped(key), escaped(&finding.message)),
    };
    let mut group = Group::with_title(level.primary_title(title).id(finding.code));
    let at = finding.position.filter(|at| at.line > 0);
    let line = at.and_then(|at| lines.get(at.line - 1)).map(|line| line.trim_end());
    group = match (at, line) {
        (Some(at), Some(line)) if line.len() <= LONGEST_LINE => {
            let begin = byte_of(line, at.column);
            let end = finding.end.map_or_else(|| byte_of(line, at.column + 1), |end| byte_of(line, end.column));
            let annotation = AnnotationKind::Primary.span(begin..end.max(begin));
            group.element(Snippet::source(line).line_start(at.line).path(name).annotation(annotation))
        }
        (Some(at), _) => group.element(Origin::path(name).line(at.line).char_column(at.column)),
        (None, _) => group.element(Origin::path(name)),
    };
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(escaped(hint)));
    }
    Renderer::styled().render(&[group])
}

/// Where a column begins in a line, or the line's end.
fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at)
}

/// A text whose control characters are escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}
