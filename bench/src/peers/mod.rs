//! What logs by another thread, a program each: built alone, run in turns, its lines counted and looked at.

use std::path::Path;

use anyhow::{Context, bail};

mod measured;
mod program;
mod report;

use measured::{Latency, Throughput};
use program::Program;

/// The floor, ourselves, and those that we are measured beside: the package of each, and what it is called.
const PROGRAMS: [(&str, &str); 8] = [
    ("bench-ring", "floor: a ring a producer, formatted by hand"),
    ("bench-sawlog", "sawlog: QueueHandler"),
    ("bench-fast-log", "fast_log"),
    ("bench-spdlog", "spdlog-rs: AsyncPoolSink"),
    ("bench-flexi-logger", "flexi_logger: AsyncWith (no bound)"),
    ("bench-tracing-appender", "tracing-appender: non_blocking"),
    ("bench-slog-async", "slog-async, slog-term"),
    ("bench-logforth", "logforth: Async"),
];
const FLOOR: usize = 0;
const OURS: usize = 1;

const ROUNDS: usize = 5;
const RECORDS: u64 = 1_000_000;
const PRODUCERS: [usize; 2] = [1, 2];
const PER_SECOND: [u64; 2] = [10_000, 100_000];
const SECONDS: u64 = 2;

/// Builds and measures all of them, or those whose package has one of the names in its own.
pub fn measure(names: &[&str]) -> anyhow::Result<()> {
    let is_meant = |package: &str| names.is_empty() || names.iter().any(|name| package.contains(name));
    let meant = PROGRAMS.iter().enumerate().filter(|(at, (package, _))| *at <= OURS || is_meant(package));
    let programs: Vec<Program> =
        meant.map(|(_, (package, name))| Program::build(package, name)).collect::<anyhow::Result<_>>()?;
    if programs.len() <= OURS + 1 && !names.is_empty() {
        bail!("no peer is called {}", names.join(" or "));
    }
    let folder = std::env::current_exe()?.parent().context("the program lies in no folder")?.join("bench-output");
    std::fs::create_dir_all(&folder)?;
    for producers in PRODUCERS {
        let rounds = rounds(&programs, |program| Throughput::of(program, producers, RECORDS, &folder))?;
        report::throughput(&programs, producers, &rounds);
    }
    for per_second in PER_SECOND {
        let rounds = rounds(&programs, |program| Latency::of(program, per_second, SECONDS, &folder))?;
        report::latency(&programs, per_second, &rounds);
    }
    Ok(())
}

/// What each program came to in each round; they take turns.
fn rounds<T>(programs: &[Program], measure: impl Fn(&Program) -> anyhow::Result<T>) -> anyhow::Result<Vec<Vec<T>>> {
    let round = |_| programs.iter().map(|program| measure(program).with_context(|| program.name)).collect();
    (0..ROUNDS).map(round).collect()
}

/// Whether a file has so many lines, each of the usual shape; it is removed.
fn check(file: &Path, lines: u64) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file)?;
    let _ = std::fs::remove_file(file);
    let found = text.lines().count() as u64;
    anyhow::ensure!(found == lines, "{lines} records left {found} lines");
    text.lines().try_for_each(harness::line::check)
}
