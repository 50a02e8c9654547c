//! `sawlog tree`: shows loggers and handlers.

use std::process::ExitCode;

use anyhow::Result;

use super::talk;
use crate::cli::{TreeFlags, TreeFormat};

/// # Errors
/// No server answers, or stdout cannot be written.
pub(crate) fn run(flags: &TreeFlags) -> Result<ExitCode> {
    let reply = talk::client(&flags.reach)?.tree(flags.format == TreeFormat::Json)?;
    if !reply.is_ok() {
        return talk::show(Ok(reply));
    }
    talk::print(reply.rest())?;
    Ok(ExitCode::SUCCESS)
}
