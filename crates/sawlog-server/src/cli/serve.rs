//! Flags of `sawlog serve`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::alias::parse_alias;
use crate::address::{Address, ListenAt};
use crate::units::{parse_duration, parse_size};

/// Without --config, records go to the console and to logs/sawlog.log.
#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    /// A dictConfig file (YAML, JSON or TOML) or a fileConfig one (.ini, .conf, .cfg), by its ending.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Reload the configuration file when it changes, as SIGHUP has it done.
    #[arg(short, long, requires = "config")]
    pub(crate) watch: bool,

    /// Put variables of the environment into values of the configuration: ${VAR}, ${VAR:-default}.
    #[arg(long, requires = "config")]
    pub(crate) env: bool,

    /// Take one class path of the configuration for another that is known; may be repeated.
    #[arg(long, value_name = "PATH=KNOWN", value_parser = parse_alias)]
    pub(crate) alias: Vec<(String, String)>,

    /// Where to listen: HOST:PORT, PORT, or unix:PATH; may be repeated. Or none: records come out of the queues of
    /// the configuration alone.
    #[arg(short, long, value_name = "ADDR", default_value = "127.0.0.1:9020")]
    pub(crate) listen: Vec<ListenAt>,

    /// Take configurations there: HOST:PORT, PORT, or unix:PATH; may be repeated. Beyond the loopback --config-key is needed.
    #[arg(long, value_name = "ADDR", value_parser = Address::parse_for_config, help_heading = "Control")]
    pub(crate) config_listen: Vec<Address>,

    /// Take there only what is signed with the key in this file.
    #[arg(long, value_name = "FILE", requires = "config_listen", help_heading = "Control")]
    pub(crate) config_key: Option<PathBuf>,

    /// What configurations that are taken there may do beyond levels, filters, formatters and wiring: files:FOLDER, network,
    /// network:PEER, class:PATH or everything; may be repeated.
    #[arg(long, value_name = "WHAT", requires = "config_listen", help_heading = "Control")]
    pub(crate) config_allow: Vec<String>,

    /// Where the control socket is made. [default: named after the first port, in $XDG_RUNTIME_DIR/sawlog or /tmp/sawlog-UID]
    #[arg(long, value_name = "PATH", conflicts_with = "no_control", help_heading = "Control")]
    pub(crate) control: Option<PathBuf>,

    /// Make no control socket.
    #[arg(long, help_heading = "Control")]
    pub(crate) no_control: bool,

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

    /// The longest record once it is formatted; a longer one is reported and not written. [default: 16M, or twice
    /// --max-frame]
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
