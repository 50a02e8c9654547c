//! `sawlog schema`: the JSON Schema of configurations, for editors.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result};
use sawlog::config::{Registry, json_schema};

/// Writes it to stdout.
///
/// # Errors
/// stdout cannot be written.
pub(crate) fn run() -> Result<ExitCode> {
    let schema = json_schema(Registry::global());
    std::io::stdout().write_all(schema.as_bytes()).context("cannot write to stdout")?;
    Ok(ExitCode::SUCCESS)
}
