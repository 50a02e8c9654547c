//! A program that is measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// A program, built.
pub struct Program {
    pub name: &'static str,
    path: PathBuf,
}

impl Program {
    /// Builds one as all are, by itself: features that others ask for of the same crates are not its own.
    pub fn build(package: &str, name: &'static str) -> anyhow::Result<Program> {
        let path = std::env::current_exe()?.with_file_name(package);
        let target = path.ancestors().nth(2).context("the program lies in no target folder")?;
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.args(["build", "--release", "--quiet", "--package", package, "--manifest-path"]);
        build.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).arg("--target-dir").arg(target);
        eprintln!("building {package}");
        ensure!(build.status()?.success(), "{package} cannot be built");
        Ok(Program { name, path })
    }

    /// Runs it, to write to the file; the three numbers that it prints.
    pub fn run(&self, what: &[&str], file: &Path) -> anyhow::Result<[u64; 3]> {
        let _ = std::fs::remove_file(file);
        let mut command = Command::new(&self.path);
        let output = command.args(what).arg(file).stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "{} failed: {}", what.join(" "), output.status);
        let printed = String::from_utf8(output.stdout)?;
        let numbers: Result<Vec<u64>, _> = printed.split_whitespace().map(str::parse).collect();
        numbers.ok().and_then(|numbers| numbers.try_into().ok()).with_context(|| format!("it printed {printed:?}"))
    }
}
