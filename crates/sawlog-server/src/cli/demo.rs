//! Flags of `sawlog demo`, and of the processes that it starts.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct DemoFlags {
    /// How many processes of each language.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) workers: u16,

    /// How many records each process logs.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) records: u32,
}

#[derive(Debug, Args)]
pub(crate) struct DemoWorkerFlags {
    pub(crate) address: std::net::SocketAddr,
    pub(crate) name: String,
    pub(crate) records: u32,
}
