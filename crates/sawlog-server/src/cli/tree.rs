//! Flags of `sawlog tree`.

use clap::{Args, ValueEnum};

use super::reach::ReachFlags;

#[derive(Debug, Args)]
pub(crate) struct TreeFlags {
    /// How it is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TreeFormat,

    #[command(flatten)]
    pub(crate) reach: ReachFlags,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TreeFormat {
    /// To read.
    #[default]
    Text,
    /// For programs.
    Json,
}
