//! Measures sawlog beside hand-written floors and other loggers: `cargo xtask bench [NAME]`, or `async [PEER ...]`.
//!
//! The program is both the one that measures and the ones measured: each measurement is a process of its own, this
//! program started again with `--run`.

use std::process::ExitCode;

use anyhow::bail;

use crate::bench::Bench;

mod bench;
mod callgrind;
mod command;
mod disabled;
mod measure;
mod peers;
mod process;
mod rotating;
mod sync;
mod table;

static BENCHES: [&Bench; 3] = [&disabled::BENCH, &sync::BENCH, &rotating::BENCH];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> anyhow::Result<()> {
    match arguments {
        ["--run", bench, contender, warm_up, iterations, file] => {
            let contender = find(bench)?.contender(contender)?;
            process::run(contender, warm_up.parse()?, iterations.parse()?, file.as_ref())
        }
        ["async", peers @ ..] => peers::measure(peers),
        [] => BENCHES.iter().try_for_each(|bench| measure(bench)),
        [name] if !name.starts_with('-') => measure(find(name)?),
        _ => bail!("usage: bench [{} | async [PEER ...]]", names()),
    }
}

fn measure(bench: &Bench) -> anyhow::Result<()> {
    let results = measure::all(bench)?;
    table::print(bench, &results);
    Ok(())
}

fn find(name: &str) -> anyhow::Result<&'static Bench> {
    match BENCHES.iter().find(|bench| bench.name == name) {
        Some(bench) => Ok(bench),
        None => bail!("there is no bench {name:?}; there are: {}, async", names()),
    }
}

fn names() -> String {
    BENCHES.map(|bench| bench.name).join(", ")
}
