//! The program `sawlog`: a log server for Python's and Rust's records, and its tools.
//!
//! `serve` listens and gives what arrives to loggers; `send-config`, `level` and `tree` talk to it while it runs; `check`
//! reads a configuration without applying it, `convert` writes it in another language, `schema` describes it to editors,
//! `demo` shows many processes logging into one file. Files are named by role: [`cli`] reads flags, [`settings`] makes
//! them valid, [`serve`] puts the parts of the server together.

mod address;
mod banner;
mod check;
mod cli;
mod config_file;
mod connection;
mod control;
mod convert;
mod demo;
mod descriptors;
mod ingest;
mod listeners;
mod loggers;
mod partial;
mod places;
mod queues;
mod reload;
mod report;
mod routes;
mod schema;
mod serve;
mod server;
mod settings;
mod shown;
mod shutdown;
mod sockets;
mod stats;
mod turns;
mod units;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let outcome = match cli::Cli::parse().command {
        cli::Command::Serve(flags) => {
            shutdown::outlive_hangups();
            add_aliases(&flags.alias);
            settings::Settings::from_flags(flags).and_then(serve::run)
        }
        cli::Command::Check(flags) => {
            add_aliases(&flags.alias);
            check::run(&flags)
        }
        cli::Command::Convert(flags) => {
            add_aliases(&flags.alias);
            convert::run(&flags)
        }
        cli::Command::Schema(flags) => {
            add_aliases(&flags.alias);
            schema::run()
        }
        cli::Command::SendConfig(flags) => control::send_config::run(&flags),
        cli::Command::Level(flags) => control::level::run(&flags),
        cli::Command::Tree(flags) => control::tree::run(&flags),
        cli::Command::Demo(flags) => demo::run(&flags),
        cli::Command::DemoWorker(flags) => demo::worker::run(&flags),
    };
    outcome.unwrap_or_else(|error| {
        report::complain(&format!("sawlog: {error:#}"));
        ExitCode::FAILURE
    })
}

/// Class paths of a configuration that stand for others, as the command line says.
fn add_aliases(aliases: &[(String, String)]) {
    for (path, known) in aliases {
        sawlog::config::Registry::global().alias(path, known);
    }
}
