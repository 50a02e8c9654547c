//! The command line as it is written: raw flags, each checked for its own form alone.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::address::Address;
use crate::units::{parse_duration, parse_size};

/// Python's logging system in Rust: a log server for Python and Rust programs, and its tools.
#[derive(Debug, Parser)]
#[command(name = "sawlog", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Listen for records from Python's SocketHandler (and framed JSON), and log them.
    Serve(ServeFlags),
    /// Say whether a configuration file would be accepted.
    Check(CheckFlags),
    /// Show many processes, Python's and Rust's, logging into one file.
    Demo(DemoFlags),
    #[command(hide = true)]
    DemoWorker(DemoWorkerFlags),
}

/// Without --config, records go to the console and to logs/sawlog.log.
#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    /// A dictConfig file: YAML, JSON or TOML, by its ending.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Take one class path of the configuration for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,

    /// Where to listen: HOST:PORT, PORT, or unix:PATH; may be repeated.
    #[arg(short, long, value_name = "ADDR", default_value = "127.0.0.1:9020")]
    pub(crate) listen: Vec<Address>,

    /// Send every record through this logger instead of the one it names.
    #[arg(long, value_name = "NAME")]
    pub(crate) logname: Option<String>,

    /// Let the levels of loggers count; otherwise the sender's have decided already.
    #[arg(long)]
    pub(crate) apply_levels: bool,

    /// The largest frame.
    #[arg(long, value_name = "SIZE", default_value = "8M", value_parser = parse_size, help_heading = "Limits")]
    pub(crate) max_frame: usize,

    /// How deep values of a record may nest; what lies deeper is shown as "nested too deep".
    #[arg(long, value_name = "N", default_value_t = 200, help_heading = "Limits")]
    pub(crate) max_depth: usize,

    /// How many steps the decoding of a record may take.
    #[arg(long, value_name = "N", default_value_t = 1_000_000, help_heading = "Limits")]
    pub(crate) max_items: usize,

    /// How much memory the decoded values of a record may take.
    #[arg(long, value_name = "SIZE", default_value = "32M", value_parser = parse_size, help_heading = "Limits")]
    pub(crate) max_memory: usize,

    /// How much the arguments of a record may add to its message.
    #[arg(long, value_name = "SIZE", default_value = "4M", value_parser = parse_size, help_heading = "Limits")]
    pub(crate) max_message: usize,

    /// The longest record once it is formatted; a longer one is reported and not written. [default: 16M, or twice --max-frame]
    #[arg(long, value_name = "SIZE", value_parser = parse_size, help_heading = "Limits")]
    pub(crate) max_text: Option<usize>,

    /// How much unfinished frames may take, of all connections together.
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = parse_size, help_heading = "Limits")]
    pub(crate) max_unfinished: usize,

    /// How long a frame may take to arrive once it has begun.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = parse_duration, help_heading = "Limits")]
    pub(crate) frame_timeout: Duration,

    /// How many clients are served at once; others wait. [default: 10000, or what the descriptor limit allows]
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) max_connections: Option<usize>,

    /// How long the end may take after SIGTERM or Ctrl-C.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = parse_duration, help_heading = "Limits")]
    pub(crate) drain_timeout: Duration,

    /// Report each connection's begin and end.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckFlags {
    /// A dictConfig file: YAML, JSON or TOML, by its ending.
    pub(crate) file: PathBuf,

    /// Take one class path for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,
}

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

/// `project.SpecialFilter=logging.Filter`.
fn parse_alias(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, known)) if !path.is_empty() && !known.is_empty() => Ok((path.to_owned(), known.to_owned())),
        _ => Err("two class paths are wanted, with = between them".to_owned()),
    }
}
