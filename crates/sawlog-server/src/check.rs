//! `sawlog check`: whether a configuration would be accepted, and if not, where and why.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result};
use sawlog::config::{ConfigError, Registry, check};

use crate::config_file::ConfigFile;

/// Checks a configuration file and says what is wrong with it on stdout, one error after the other.
///
/// # Errors
/// stdout cannot be written.
pub(crate) fn run(file: &ConfigFile) -> Result<ExitCode> {
    let outcome = file.read().map_err(|error| vec![error]).and_then(|document| check(&document, Registry::global()));
    let (text, code) = match outcome {
        Ok(()) => (format!("{file}: accepted\n"), ExitCode::SUCCESS),
        Err(errors) => {
            let source = std::fs::read_to_string(file.path()).unwrap_or_default();
            (errors.iter().map(|error| explain(error, &source)).collect(), ExitCode::FAILURE)
        }
    };
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to stdout")?;
    Ok(code)
}

/// The error in a line, and the line of the file that it is about.
fn explain(error: &ConfigError, source: &str) -> String {
    let mut text = format!("{error}\n");
    let Some(position) = error.position() else { return text };
    let Some(line) = source.lines().nth(position.line - 1) else { return text };
    let shown: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let (number, indent) = (position.line.to_string(), " ".repeat(position.column - 1));
    let _ = writeln!(text, "  {number} | {}", shown.trim_end());
    let _ = writeln!(text, "  {} | {indent}^", " ".repeat(number.len()));
    text
}
