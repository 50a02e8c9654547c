//! `sawlog convert`: a configuration file in another language, proven to configure the same.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use sawlog::config::{Format, Registry};

use crate::cli::ConvertFlags;
use crate::config_file::ConfigFile;
use crate::report;

/// Writes the file in the other language to stdout, or to a file.
///
/// # Errors
/// The file is refused, the other language cannot say it, or nothing can be written.
pub(crate) fn run(flags: &ConvertFlags) -> Result<ExitCode> {
    let document = ConfigFile::new(&flags.file).expanding(flags.env).read()?;
    let text = document.convert(flags.to.into(), Registry::global())?;
    match &flags.output {
        None => std::io::stdout().write_all(text.as_bytes()).context("cannot write to stdout")?,
        Some(path) => write(path, &text, flags.force)?,
    }
    if has_comments(&flags.file) {
        report::complain("sawlog: the comments are not in it");
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str, force: bool) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let file = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    match file {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} is there already; to write over it: --force", path.display())
        }
        outcome => outcome.with_context(|| format!("cannot write {}", path.display())),
    }
}

/// Whether a line looks like a comment, or ends in what does.
fn has_comments(file: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(file) else { return false };
    match Format::of_path(file) {
        Some(Format::Yaml | Format::Toml) => {
            text.lines().any(|line| line.trim_start().starts_with('#') || line.contains(" # "))
        }
        Some(Format::Ini) => text.lines().any(|line| line.trim_start().starts_with(['#', ';'])),
        _ => false,
    }
}
