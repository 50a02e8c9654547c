//! The command line as it is written: raw flags, each checked for its own form alone; a file for each command.

mod alias;
mod check;
mod convert;
mod demo;
mod level;
mod reach;
mod schema;
mod send_config;
mod serve;
mod tree;

use clap::{Parser, Subcommand};

pub(crate) use check::{CheckFlags, Language, Output};
pub(crate) use convert::ConvertFlags;
pub(crate) use demo::{DemoFlags, DemoWorkerFlags};
pub(crate) use level::LevelFlags;
pub(crate) use reach::ReachFlags;
pub(crate) use schema::SchemaFlags;
pub(crate) use send_config::SendConfigFlags;
pub(crate) use serve::ServeFlags;
pub(crate) use tree::{TreeFlags, TreeFormat};

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
    /// Send a configuration file to a running server.
    SendConfig(SendConfigFlags),
    /// Set the level of a running server's logger, for a time or for good.
    Level(LevelFlags),
    /// Show a running server's loggers and handlers.
    Tree(TreeFlags),
    /// Say whether configuration files would be accepted, and what in them is surely not meant.
    Check(CheckFlags),
    /// Write a configuration file in another language: YAML, JSON, TOML, INI.
    Convert(ConvertFlags),
    /// Print the JSON Schema of configuration files, for editors.
    Schema(SchemaFlags),
    /// Show many processes, Python's and Rust's, logging into one file.
    Demo(DemoFlags),
    #[command(hide = true)]
    DemoWorker(DemoWorkerFlags),
}
