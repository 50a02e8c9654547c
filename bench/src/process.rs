//! A measured process: sets up one contender, makes its calls and prints what they cost.

use std::fs;
use std::path::Path;

use anyhow::Context;
use rustix::time::{ClockId, clock_gettime};

use crate::bench::Contender;

/// Makes the calls and prints the CPU time that they took, in nanoseconds, and how often they wrote.
pub fn run(contender: &Contender, warm_up: u64, iterations: u64, file: &Path) -> anyhow::Result<()> {
    let mut calls = (contender.prepare)(file)?;
    calls(warm_up);
    let writes = writes_so_far()?;
    let start = cpu_time();
    calls(iterations);
    let took = cpu_time() - start;
    println!("{took} {}", writes_so_far()? - writes);
    Ok(())
}

/// The CPU time of this thread: unlike the time of day, it does not count what others do on a shared machine.
fn cpu_time() -> i64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// How often this process has called `write(2)` and its kin.
fn writes_so_far() -> anyhow::Result<u64> {
    let io = fs::read_to_string("/proc/self/io").context("cannot count system calls")?;
    let count = io.lines().find_map(|line| line.strip_prefix("syscw: ")).context("/proc/self/io has no `syscw`")?;
    Ok(count.parse()?)
}
