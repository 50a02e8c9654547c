//! Flags of `sawlog level`.

use std::time::Duration;

use clap::Args;

use super::reach::ReachFlags;
use crate::units::parse_duration;

#[derive(Debug, Args)]
pub(crate) struct LevelFlags {
    /// The logger's dotted name; `root` for the root.
    pub(crate) logger: String,

    /// The level: a name such as DEBUG, or a number.
    #[arg(allow_negative_numbers = true)]
    pub(crate) level: String,

    /// For this long, after which the level of before comes back by itself.
    #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
    pub(crate) time: Option<Duration>,

    #[command(flatten)]
    pub(crate) reach: ReachFlags,
}
