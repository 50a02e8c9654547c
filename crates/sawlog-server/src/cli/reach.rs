//! Which running server is meant, which several commands ask.

use std::path::PathBuf;

use clap::Args;

use crate::address::DEFAULT_PORT;

#[derive(Debug, Args)]
pub(crate) struct ReachFlags {
    /// The first port that the server listens at, after which its control socket is named.
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT)]
    pub(crate) port: u16,

    /// The server's control socket.
    #[arg(long, value_name = "PATH", conflicts_with = "port")]
    pub(crate) control: Option<PathBuf>,
}
