//! Flags of `sawlog check`.

use std::path::PathBuf;

use clap::Args;

use super::alias::parse_alias;

#[derive(Debug, Args)]
pub(crate) struct CheckFlags {
    /// A dictConfig file (YAML, JSON or TOML) or a fileConfig one (.ini, .conf, .cfg), by its ending.
    pub(crate) file: PathBuf,

    /// Take one class path for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,
}
