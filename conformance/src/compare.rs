//! What differs between what was expected and what sawlog did.

use std::collections::BTreeMap;
use std::fmt::Write;

use similar::TextDiff;

use crate::outcome::{Outcome, Packing, Refusal};
use crate::scenario::Difference;

/// Compares sawlog's outcome with CPython's; empty if they agree.
pub(crate) fn with_python(expected: &Outcome, ours: &Outcome) -> String {
    let mut told = String::new();
    let step = |refusal: &Option<Refusal>| refusal.as_ref().map(|refusal| refusal.step);
    if step(&expected.refused) != step(&ours.refused) {
        let _ = writeln!(told, "  CPython: {}", refusal(&expected.refused));
        let _ = writeln!(told, "  sawlog:  {}", refusal(&ours.refused));
    }
    streams(&mut told, "CPython", (&expected.stdout, &expected.stderr), (&ours.stdout, &ours.stderr));
    files(&mut told, "CPython", &expected.files, &ours.files);
    for name in expected.files.keys().filter(|name| ours.files.contains_key(*name)) {
        let (theirs, own) = (expected.packed.get(name), ours.packed.get(name));
        if theirs != own {
            let word = |packing: Option<&Packing>| packing.map_or("not at all".to_owned(), |it| format!("by {it:?}"));
            let _ = writeln!(told, "  {name} is packed: {} on CPython's side, {} on sawlog's", word(theirs), word(own));
        }
    }
    for stage in 0..expected.errors.len().max(ours.errors.len()) {
        let reported = |outcome: &Outcome| outcome.errors.get(stage).cloned().unwrap_or_default();
        let (theirs, own) = (reported(expected), reported(ours));
        if theirs.len() != own.len() {
            let _ = writeln!(told, "  step {stage}: CPython reported {} errors, sawlog {}", theirs.len(), own.len());
            theirs.iter().for_each(|error| _ = writeln!(told, "    CPython: {error}"));
            own.iter().for_each(|error| _ = writeln!(told, "    sawlog:  {error}"));
        }
    }
    told
}

/// Compares sawlog's outcome with what a wanted difference says it is.
pub(crate) fn with_difference(expected: &Difference, ours: &Outcome) -> String {
    let mut told = String::new();
    let refused = ours.refused.as_ref().map(|refusal| refusal.step);
    if expected.refused.is_some() && expected.refused != refused {
        let _ = writeln!(told, "  expected: refused at step {}", expected.refused.unwrap_or_default());
        let _ = writeln!(told, "  sawlog:   {}", refusal(&ours.refused));
    }
    streams(&mut told, "expected", (&expected.stdout, &expected.stderr), (&ours.stdout, &ours.stderr));
    files(&mut told, "expected", &expected.files.iter().cloned().collect(), &ours.files);
    told
}

/// An outcome in words.
pub(crate) fn told(outcome: &Outcome) -> String {
    let mut told = String::new();
    let streams = [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)];
    let files = outcome.files.iter().map(|(name, content)| (name.as_str(), content));
    for (name, content) in streams.into_iter().chain(files).filter(|(_, content)| !content.is_empty()) {
        let _ = writeln!(told, "  {name}");
        readable(content).lines().for_each(|line| _ = writeln!(told, "    {line}"));
    }
    for (stage, errors) in outcome.errors.iter().enumerate() {
        errors.iter().for_each(|error| _ = writeln!(told, "  step {stage} reported {error}"));
    }
    let _ = writeln!(told, "  {}", refusal(&outcome.refused));
    told
}

fn refusal(refused: &Option<Refusal>) -> String {
    match refused {
        None => "nothing refused".to_owned(),
        Some(Refusal { step: 0, error }) => format!("refused the first configuration: {error}"),
        Some(Refusal { step, error }) => format!("refused step {step}: {error}"),
    }
}

fn streams(told: &mut String, theirs: &str, expected: (&[u8], &[u8]), ours: (&[u8], &[u8])) {
    diff(told, theirs, "stdout", expected.0, ours.0);
    diff(told, theirs, "stderr", expected.1, ours.1);
}

fn files(told: &mut String, theirs: &str, expected: &BTreeMap<String, Vec<u8>>, ours: &BTreeMap<String, Vec<u8>>) {
    for (name, content) in expected {
        match ours.get(name) {
            Some(own) => diff(told, theirs, name, content, own),
            None => _ = writeln!(told, "  the file {name} is missing"),
        }
    }
    for name in ours.keys().filter(|name| !expected.contains_key(*name)) {
        let _ = writeln!(told, "  the file {name} should not be there");
    }
}

fn diff(told: &mut String, theirs: &str, name: &str, expected: &[u8], ours: &[u8]) {
    if expected == ours {
        return;
    }
    let (expected, ours) = (readable(expected), readable(ours));
    let text = TextDiff::from_lines(&expected, &ours)
        .unified_diff()
        .header(&format!("{name} ({theirs})"), &format!("{name} (sawlog)"))
        .to_string();
    for line in text.lines() {
        let _ = writeln!(told, "  {line}");
    }
}

/// The bytes as text that shows every byte: what is not UTF-8 text is escaped.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '\n' || !c.is_control() { text.push(c) } else { text.extend(c.escape_default()) }
        }
        chunk.invalid().iter().for_each(|byte| _ = write!(text, "\\x{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_told() {
        let outcome = |text: &str| Outcome { stdout: text.into(), errors: vec![Vec::new()], ..Outcome::default() };
        assert_eq!(with_python(&outcome("a\n"), &outcome("a\n")), "");
        assert!(with_python(&outcome("a\n"), &outcome("b\n")).contains("-a"));
        let mut ours = outcome("a\n");
        ours.errors[0].push("cannot format".to_owned());
        assert!(with_python(&outcome("a\n"), &ours).contains("CPython reported 0 errors, sawlog 1"));
        let mut ours = outcome("a\n");
        ours.files.insert("x".to_owned(), Vec::new());
        assert!(with_python(&outcome("a\n"), &ours).contains("should not be there"));
        let mut packed = outcome("a\n");
        packed.files.insert("x".to_owned(), b"y".to_vec());
        let mut ours = outcome("a\n");
        ours.files.clone_from(&packed.files);
        packed.packed.insert("x".to_owned(), Packing::Gzip);
        assert!(with_python(&packed, &ours).contains("by Gzip on CPython's side, not at all on sawlog's"));
        let mut ours = outcome("a\n");
        ours.refused = Some(Refusal { step: 2, error: "no".to_owned() });
        assert!(with_python(&outcome("a\n"), &ours).contains("refused step 2: no"));
    }

    #[test]
    fn bytes_that_differ_are_shown_to_differ() {
        let mut told = String::new();
        diff(&mut told, "CPython", "x", b"a\xff\n", b"a\xfe\n");
        assert!(told.contains("-a\\xff") && told.contains("+a\\xfe"));
    }
}
