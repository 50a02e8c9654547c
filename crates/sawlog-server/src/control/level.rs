//! `sawlog level`: sets a logger's level, for a time or for good.

use std::process::ExitCode;

use anyhow::Result;

use super::talk;
use crate::cli::LevelFlags;

/// # Errors
/// No server answers.
pub(crate) fn run(flags: &LevelFlags) -> Result<ExitCode> {
    talk::show(talk::client(&flags.reach)?.set_level(&flags.logger, &flags.level, flags.time))
}
