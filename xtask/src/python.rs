//! The Pythons that tests compare with: the newest CPython, and an environment of it with what they need besides.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// What was found and set up.
pub(crate) struct Pythons {
    /// A CPython to compare with.
    pub(crate) newest: Option<PathBuf>,
    /// The same in a virtual environment with what `python-requirements.txt` lists.
    pub(crate) environment: Option<PathBuf>,
    /// What is not there, and why.
    pub(crate) missing: Vec<String>,
}

/// Finds CPython and makes the environment, below `target`, unless an earlier run has.
pub(crate) fn set_up() -> Pythons {
    let Some(newest) = newest() else {
        let missing = "no CPython of 3.11 or later was found: nothing is compared with it".to_owned();
        return Pythons { newest: None, environment: None, missing: vec![missing] };
    };
    let (environment, missing) = match environment(&newest) {
        Ok(python) => (Some(python), Vec::new()),
        Err(why) => (None, vec![format!("not all of python-requirements.txt, tests that need it are skipped: {why}")]),
    };
    Pythons { newest: Some(newest), environment, missing }
}

impl Pythons {
    /// Tells a command's tests which interpreters to use.
    pub(crate) fn tell(&self, command: &mut Command) {
        if let Some(python) = &self.environment {
            command.env("SAWLOG_PYTHON_VENV", python);
        }
        // The environment is the newest CPython and more.
        if let Some(python) = self.environment.as_ref().or(self.newest.as_ref())
            && std::env::var_os("SAWLOG_PYTHON").is_none()
        {
            command.env("SAWLOG_PYTHON", python);
        }
    }
}

/// The interpreter that the conformance harness chooses.
fn newest() -> Option<PathBuf> {
    chosen("--which-python")
}

/// The oldest one that it would take, if that is another.
pub(crate) fn oldest() -> Option<PathBuf> {
    chosen("--which-oldest-python")
}

fn chosen(which: &str) -> Option<PathBuf> {
    let harness = ["run", "--quiet", "--package", "conformance", "--", which];
    let output = process::cargo(&harness).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let path = path.trim();
    (output.status.success() && !path.is_empty()).then(|| path.into())
}

fn environment(newest: &Path) -> Result<PathBuf, String> {
    let folder = process::target().join("python");
    let python = folder.join("bin/python");
    let requirements = process::in_root("xtask/python-requirements.txt");
    let made_for = format!("{}\n{}", newest.display(), std::fs::read_to_string(&requirements).unwrap_or_default());
    let stamp = folder.join("made-for");
    if std::fs::read_to_string(&stamp).is_ok_and(|known| known == made_for) && usable(&python) {
        return Ok(python);
    }
    run(Command::new(newest).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20", "--retries", "1"];
    run(Command::new(&python).args(pip).args(["-r", &requirements]))?;
    if !usable(&python) {
        return Err("it was installed, but cannot be imported".to_owned());
    }
    std::fs::write(stamp, made_for).map_err(|error| error.to_string())?;
    Ok(python)
}

fn usable(python: &Path) -> bool {
    process::succeeds(Command::new(python).args(["-c", "import aiosmtpd, jsonschema, trustme, yaml, zmq"]))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told).into_owned();
    let last = told.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it failed without a word");
    Err(last.trim().to_owned())
}
