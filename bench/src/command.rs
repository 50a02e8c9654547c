//! How a measured process is started.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use crate::bench::{Bench, Contender};

/// The command that measures one contender, and the file that it is to write to.
pub fn command(bench: &Bench, contender: &Contender, iterations: u64) -> anyhow::Result<(Vec<String>, PathBuf)> {
    let program = std::env::current_exe()?;
    let folder = program.parent().context("the program lies in no folder")?.join("bench-output");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{}.log", bench.name));
    let _ = fs::remove_file(&file);
    let text = |path: &PathBuf| path.to_str().map(str::to_owned).context("a path is not UTF-8");
    let warm_up = (iterations / 10).min(1_000);
    let (warm_up, iterations) = (warm_up.to_string(), iterations.to_string());
    let arguments = vec![
        text(&program)?,
        "--run".into(),
        bench.name.into(),
        contender.name.into(),
        warm_up,
        iterations,
        text(&file)?,
    ];
    Ok((arguments, file))
}
