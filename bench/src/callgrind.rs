//! Instructions a call: the difference of two runs under callgrind, divided by the calls that one made more.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::bench::{Bench, Contender};
use crate::command::command;

/// Whether valgrind can be started.
pub fn is_there() -> bool {
    Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Instructions a call in user space; the fewest of three, as a new second costs some more.
pub fn instructions(bench: &Bench, contender: &Contender) -> anyhow::Result<f64> {
    let mut fewest = f64::INFINITY;
    for _ in 0..3 {
        // Both runs warm up alike.
        let less = total(bench, contender, 20_000)?;
        let more = total(bench, contender, 20_000 + bench.counted)?;
        fewest = fewest.min((more as f64 - less as f64) / bench.counted as f64);
    }
    Ok(fewest)
}

fn total(bench: &Bench, contender: &Contender, iterations: u64) -> anyhow::Result<u64> {
    let (command, file) = command(bench, contender, iterations)?;
    let counts = file.with_extension("callgrind");
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .args(command)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "valgrind failed: {status}");
    let text = fs::read_to_string(&counts)?;
    let _ = (fs::remove_file(counts), fs::remove_file(file));
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")).context("callgrind counted nothing")?;
    Ok(total.trim().parse()?)
}
