//! Flags of `sawlog check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sawlog::config::Format;

use super::alias::parse_alias;

/// Exits with 0 if every file would be accepted, with 1 if one would not. Nothing is opened and nothing is changed.
///
/// Warnings are about what is legal and surely not meant; each has a name that --allow takes.
#[derive(Debug, Args)]
#[command(after_long_help = after_help())]
pub(crate) struct CheckFlags {
    /// dictConfig files (YAML, JSON or TOML) or fileConfig ones (.ini, .conf, .cfg), by their ending; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Which language the files are in, whatever their ending.
    #[arg(long = "as", value_name = "LANGUAGE")]
    pub(crate) language: Option<Language>,

    /// Let warnings count as errors.
    #[arg(long)]
    pub(crate) strict: bool,

    /// Do not warn of this, by the warning's name; may be repeated.
    #[arg(long, value_name = "NAME", value_parser = parse_lint)]
    pub(crate) allow: Vec<&'static str>,

    /// Show what a file that is accepted would make: loggers, handlers, formatters with a sample line.
    #[arg(long, conflicts_with = "format")]
    pub(crate) explain: bool,

    /// How findings are told: for people, or as one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Output,

    /// Put variables of the environment into values: ${VAR}, ${VAR:-default}.
    #[arg(long)]
    pub(crate) env: bool,

    /// Take one class path for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,
}

/// A language that configurations are written in.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    Yaml,
    Json,
    Toml,
    Ini,
}

impl From<Language> for Format {
    fn from(language: Language) -> Format {
        match language {
            Language::Yaml => Format::Yaml,
            Language::Json => Format::Json,
            Language::Toml => Format::Toml,
            Language::Ini => Format::Ini,
        }
    }
}

/// How findings are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// Each at its place in the text.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

fn parse_lint(name: &str) -> Result<&'static str, String> {
    let names = || sawlog::config::lints().map(|(name, _)| name);
    names().find(|known| *known == name).ok_or_else(|| {
        let known: Vec<&str> = names().collect();
        format!("there are {}", known.join(", "))
    })
}

fn after_help() -> String {
    let width = sawlog::config::lints().map(|(name, _)| name.len()).max().unwrap_or_default();
    let warnings = sawlog::config::lints().map(|(name, finds)| format!("  {name:width$}  {finds}\n"));
    format!(
        "Warnings:\n{}\n\
         With --format json each finding is a line, a JSON object with these members, null where nothing is known:\n  \
         file        the file, \"<stdin>\" for standard input\n  \
         line        from 1\n  \
         column      where the word begins that it is about, from 1, in characters\n  \
         end_column  the column after that word\n  \
         severity    \"error\" or \"warning\"\n  \
         code        the warning's name, or the kind of error\n  \
         key         the key path, such as handlers.file.mode\n  \
         message     what is wrong\n  \
         hint        what would be right",
        warnings.collect::<String>()
    )
}
