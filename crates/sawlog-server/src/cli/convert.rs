//! Flags of `sawlog convert`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sawlog::config::Format;

use super::alias::parse_alias;

/// The result is proven: it configures the same formatters, filters, handlers and loggers. What the other format
/// cannot say is refused; comments are lost.
#[derive(Debug, Args)]
pub(crate) struct ConvertFlags {
    /// A configuration file: YAML, JSON, TOML or INI, by its ending.
    pub(crate) file: PathBuf,

    /// The format that is wanted.
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) to: Target,

    /// Where to write; standard output unless it is given.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Write over a file that is there.
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    /// Put variables of the environment into values: ${VAR}, ${VAR:-default}.
    #[arg(long)]
    pub(crate) env: bool,

    /// Take one class path for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,
}

/// A format, by its name on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Target {
    Yaml,
    Json,
    Toml,
    Ini,
}

impl From<Target> for Format {
    fn from(target: Target) -> Format {
        match target {
            Target::Yaml => Format::Yaml,
            Target::Json => Format::Json,
            Target::Toml => Format::Toml,
            Target::Ini => Format::Ini,
        }
    }
}
