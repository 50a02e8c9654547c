//! `sawlog demo`: many processes, in Python and in Rust, log into one file through one server, and nothing is lost.

mod outcome;
mod processes;
pub(crate) mod worker;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::cli::DemoFlags;
use outcome::Outcome;
use processes::{Language, Server, Worker, python};

/// Runs the demonstration in a temporary folder, which is removed at its end.
///
/// # Errors
/// A process cannot be started, or the file cannot be read.
pub(crate) fn run(flags: &DemoFlags) -> Result<ExitCode> {
    let folder = tempfile::Builder::new().prefix("sawlog-demo-").tempdir().context("cannot make a temporary folder")?;
    let server = Server::start(folder.path())?;
    println!("A server listens at {} and writes to {}", server.address(), server.log_file().display());

    let python = python();
    if python.is_none() {
        println!("There is no python3 here: Rust processes only.");
    }
    let mut workers = Vec::new();
    for number in 1..=flags.workers {
        if let Some(python) = &python {
            workers.push(Worker::start(&Language::Python(python), number, flags.records, &server, folder.path())?);
        }
        workers.push(Worker::start(&Language::Rust, number, flags.records, &server, folder.path())?);
    }
    println!("{} processes log {} records each, all at the same time ...\n", workers.len(), flags.records);
    workers.iter_mut().try_for_each(Worker::wait_until_ready)?;
    let began = Instant::now();
    workers.iter_mut().try_for_each(Worker::go)?;
    let mut failed = 0;
    for worker in &mut workers {
        failed += u32::from(!worker.wait()?);
    }
    let took = began.elapsed();
    let log_file = server.log_file();
    let summary = server.stop()?;

    let text = std::fs::read_to_string(&log_file).with_context(|| format!("cannot read {}", log_file.display()))?;
    let outcome = Outcome::of(&text, workers.iter().map(Worker::name), flags.records);
    print!("{outcome}");
    println!("\nin {:.1} s, from the first record to the last process's end", took.as_secs_f64());
    println!("{summary}");
    if failed > 0 {
        bail!("{failed} of the processes failed");
    }
    Ok(if outcome.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
