//! `sawlog tree`: shows loggers and handlers.

use std::process::ExitCode;

use anyhow::Result;

use super::talk;
use crate::cli::{TreeFlags, TreeFormat};
use crate::shown;

/// # Errors
/// No server answers, or stdout cannot be written.
pub(crate) fn run(flags: &TreeFlags) -> Result<ExitCode> {
    let is_json = flags.format == TreeFormat::Json;
    let reply = talk::client(&flags.reach)?.tree(is_json)?;
    if !reply.is_ok() {
        return talk::show(Ok(reply));
    }
    talk::print(&if is_json { shown::json(reply.rest()) } else { shown::text(reply.rest()) })?;
    Ok(ExitCode::SUCCESS)
}
