//! The child process in which one scenario runs through sawlog: `conformance --run SCENARIO OUT`.

use std::path::Path;

use anyhow::{Context, ensure};

use crate::scenario::Scenario;

mod basic;
mod configure;
mod files;
mod record;
mod result;
mod rotation;
mod run;
mod surroundings;

/// What the harness calls its child with.
pub(crate) const ARGUMENT: &str = "--run";

/// Why a step ended the scenario.
#[derive(Debug)]
pub(crate) enum Stop {
    /// sawlog refused it, as Python raises an exception.
    Refused(String),
    /// sawlog does not have what it takes yet.
    Unavailable(String),
}

impl Stop {
    fn refused(error: impl std::fmt::Display) -> Stop {
        Stop::Refused(error.to_string())
    }
}

/// Runs the scenario in the current folder and leaves the result in `out`.
pub(crate) fn main(arguments: &[String]) -> anyhow::Result<()> {
    ensure!(arguments.len() == 2, "a scenario and a folder are expected");
    let (file, out) = (Path::new(&arguments[0]), Path::new(&arguments[1]));
    let scenario = Scenario::read(file).context("reading the scenario")?;
    let result = run::run(&scenario, out)?;
    result.write(out)
}
