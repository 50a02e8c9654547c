//! The program that measures: starts the measured processes in turn, and gathers what they print.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use harness::line;

use crate::bench::{Bench, Contender};
use crate::callgrind;
use crate::command::command;

const ROUNDS: usize = 9;
/// Calls in the run that proves what they write.
const PROVED: u64 = 1_000;

/// What one contender costs.
pub struct Cost {
    /// Nanoseconds of CPU time a call, the median of all rounds.
    pub nanos: f64,
    /// Times the floor's, the median of all rounds; each is compared with the floor's time in its own round.
    pub times_floor: f64,
    /// Instructions a call in user space, if callgrind is there to count them.
    pub instructions: Option<f64>,
}

/// Measures every contender of a bench.
pub fn all(bench: &Bench) -> anyhow::Result<Vec<Cost>> {
    if bench.writes {
        for contender in bench.contenders {
            prove(bench, contender).with_context(|| contender.name)?;
        }
    }
    let mut rounds: Vec<Vec<f64>> = Vec::new();
    for _ in 0..ROUNDS {
        let round = bench.contenders.iter().map(|contender| time(bench, contender).with_context(|| contender.name));
        rounds.push(round.collect::<anyhow::Result<_>>()?);
    }
    let count = callgrind::is_there();
    if !count {
        println!("valgrind is not installed: no instructions are counted");
    }
    let costs = bench.contenders.iter().enumerate().map(|(at, contender)| {
        let floor = bench.floor_of(contender).with_context(|| format!("{} has no floor", contender.name))?;
        Ok(Cost {
            nanos: median(rounds.iter().map(|round| round[at])),
            times_floor: median(rounds.iter().map(|round| round[at] / round[floor])),
            instructions: if count { Some(callgrind::instructions(bench, contender)?) } else { None },
        })
    });
    costs.collect()
}

/// Nanoseconds a call in one process.
fn time(bench: &Bench, contender: &Contender) -> anyhow::Result<f64> {
    let (nanos, _, file) = run(bench, contender, bench.iterations)?;
    let _ = fs::remove_file(file);
    Ok(nanos as f64 / bench.iterations as f64)
}

/// Shows that each call wrote one line of the usual shape, in one `write(2)`.
fn prove(bench: &Bench, contender: &Contender) -> anyhow::Result<()> {
    let (_, writes, file) = run(bench, contender, PROVED)?;
    ensure!(writes == PROVED, "{PROVED} calls wrote {writes} times");
    let text = fs::read_to_string(&file)?;
    let _ = fs::remove_file(file);
    ensure!(text.ends_with('\n'), "the last line has no end");
    let lines = text.lines().count() as u64;
    let warm_up = PROVED / 10;
    ensure!(lines == PROVED + warm_up, "{} calls left {lines} lines", PROVED + warm_up);
    text.lines().try_for_each(line::check)
}

fn run(bench: &Bench, contender: &Contender, iterations: u64) -> anyhow::Result<(u64, u64, PathBuf)> {
    let (command, file) = command(bench, contender, iterations)?;
    let output = Command::new(&command[0]).args(&command[1..]).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the measured process failed: {}", output.status);
    let printed = String::from_utf8(output.stdout)?;
    let (nanos, writes) = printed.trim().split_once(' ').context("the measured process printed no costs")?;
    Ok((nanos.parse()?, writes.parse()?, file))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
