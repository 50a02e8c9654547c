//! What the commands have in common: whom they ask, and what they make of the answer.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use sawlog::Address;
use sawlog::config::listen::{Client, ClientError, Reply};

use super::place;
use crate::cli::ReachFlags;
use crate::report;

/// The server that is meant.
///
/// # Errors
/// There is none, as far as can be seen.
pub(super) fn client(reach: &ReachFlags) -> Result<Client> {
    let path = match &reach.control {
        Some(path) => path.clone(),
        None => place::find(reach.port)?,
    };
    Ok(Client::new(Address::unix(path)))
}

/// Shows the answer: what was done on stdout, what was refused on stderr.
///
/// # Errors
/// There is no answer, or stdout cannot be written.
pub(super) fn show(reply: Result<Reply, ClientError>) -> Result<ExitCode> {
    let reply = reply?;
    if reply.is_ok() {
        print(&format!("{}\n", reply.message()))?;
        return Ok(ExitCode::SUCCESS);
    }
    report::complain(&format!("sawlog: refused: {}", reply.message()));
    for line in reply.rest().lines() {
        report::complain(&format!("sawlog:   {line}"));
    }
    Ok(ExitCode::FAILURE)
}

/// Writes to stdout.
///
/// # Errors
/// It cannot be written.
pub(super) fn print(text: &str) -> Result<()> {
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to stdout")
}
