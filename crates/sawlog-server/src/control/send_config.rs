//! `sawlog send-config`: has a running server take a configuration file.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use sawlog::config::MAX_TEXT;
use sawlog::config::listen::{Client, ClientError, SharedKey};

use super::talk;
use crate::cli::SendConfigFlags;

/// # Errors
/// The file or the key cannot be read, or nobody answers.
pub(crate) fn run(flags: &SendConfigFlags) -> Result<ExitCode> {
    let text = read(&flags.file)?;
    let mut client = match &flags.to {
        Some(address) => Client::new(address.to_peer()),
        None => talk::client(&flags.reach)?,
    };
    if let Some(key) = &flags.key {
        client = client.key(SharedKey::from_file(key)?);
    }
    if !flags.plain {
        return talk::show(client.send_config(&text, &flags.file));
    }
    match client.send(text.as_bytes()) {
        // Python's listener takes a configuration without a word.
        Err(ClientError::Receive(at, error)) if error.kind() == ErrorKind::UnexpectedEof => {
            talk::print(&format!("sent to {at}, which does not answer\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        answer => talk::show(answer),
    }
}

fn read(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes));
    read.with_context(|| format!("cannot read {}", file.display()))?;
    if bytes.len() > MAX_TEXT {
        bail!("{} is larger than {MAX_TEXT} bytes", file.display());
    }
    String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{} is not valid UTF-8", file.display()))
}
