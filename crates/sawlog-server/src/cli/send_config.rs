//! Flags of `sawlog send-config`.

use std::path::PathBuf;

use clap::Args;

use super::reach::ReachFlags;
use crate::address::Address;

/// The file goes to the control socket of a server of the same user, unless --to says otherwise.
#[derive(Debug, Args)]
pub(crate) struct SendConfigFlags {
    /// A dictConfig file: YAML, JSON or TOML, by its ending.
    pub(crate) file: PathBuf,

    /// Send it there: HOST:PORT, PORT, or unix:PATH, where a server has --config-listen or a program listens.
    #[arg(long, value_name = "ADDR", value_parser = Address::parse_for_config, conflicts_with_all = ["port", "control"])]
    pub(crate) to: Option<Address>,

    /// Sign it with the key in this file.
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(crate) key: Option<PathBuf>,

    /// Send the file as it is, JSON or INI, and expect no answer: for a listener of Python's.
    #[arg(long, requires = "to")]
    pub(crate) plain: bool,

    #[command(flatten)]
    pub(crate) reach: ReachFlags,
}
