//! `sawlog check`: whether configurations would be accepted; if not, where and why; and what is surely not meant.

mod finding;
mod human;
mod input;
mod json;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use sawlog::config::{Document, Registry, check, explain, lint};

use crate::cli::{CheckFlags, Output};
use finding::Finding;

/// Checks configuration files and says on stdout what it finds in them, one file after the other.
///
/// # Errors
/// stdout cannot be written.
pub(crate) fn run(flags: &CheckFlags) -> Result<ExitCode> {
    let mut refused = false;
    // Colours stay only where a terminal shows them and nobody asked for none.
    let mut out = anstream::stdout().lock();
    for file in &flags.files {
        let checked = check_file(file, flags);
        refused |= checked.is_refused(flags.strict);
        let text = match flags.format {
            Output::Human => human::report(&checked),
            Output::Json => json::report(&checked),
        };
        out.write_all(text.as_bytes()).context("cannot write to stdout")?;
    }
    out.flush().context("cannot write to stdout")?;
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What came of one file.
struct Checked {
    /// As it was named, or `<stdin>`.
    name: String,
    /// Empty if it could not be read.
    text: String,
    findings: Vec<Finding>,
    explanation: Option<String>,
}

impl Checked {
    fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error).count()
    }

    fn is_refused(&self, strict: bool) -> bool {
        self.errors() > 0 || strict && !self.findings.is_empty()
    }
}

fn check_file(file: &Path, flags: &CheckFlags) -> Checked {
    let name = input::name(file);
    let mut checked = Checked { name, text: String::new(), findings: Vec::new(), explanation: None };
    let document = input::read(file, flags.language).and_then(|(text, format)| {
        checked.text = text;
        let document = Document::parse(&checked.text, format)?.with_file(file);
        if flags.env { document.expand_env(|name| std::env::var(name)) } else { Ok(document) }
    });
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            checked.findings.push(Finding::from(&error));
            return checked;
        }
    };
    let registry = Registry::global();
    if let Err(errors) = check(&document, registry) {
        checked.findings.extend(errors.iter().map(Finding::from));
    }
    let warnings = lint(&document, registry);
    let wanted = warnings.iter().filter(|warning| !flags.allow.contains(&warning.name()));
    checked.findings.extend(wanted.map(Finding::from));
    if flags.explain && checked.errors() == 0 {
        checked.explanation = explain(&document, registry).ok().map(|explanation| explanation.to_string());
    }
    checked
}
