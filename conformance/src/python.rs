//! CPython's side: which interpreter, and the driver that runs scenarios in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

use crate::scenario::Scenario;
use crate::scratch::Place;
use crate::values;
use crate::version::Version;

/// The oldest CPython that scenarios are compared with.
const OLDEST: Version = Version(3, 11, 0);
/// Minor versions that are looked for by name.
const MINORS: std::ops::RangeInclusive<u32> = 11..=19;

/// A CPython that runs.
#[derive(Clone, Debug)]
pub(crate) struct Interpreter {
    pub(crate) path: PathBuf,
    pub(crate) version: Version,
}

impl Interpreter {
    /// Asks an executable which CPython it is.
    pub(crate) fn at(path: &Path) -> anyhow::Result<Interpreter> {
        let script = "import sys; print(sys.implementation.name, *sys.version_info[:3])";
        let output = Command::new(path)
            .args(["-E", "-S", "-c", script])
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("{}", path.display()))?;
        let answer = String::from_utf8_lossy(&output.stdout);
        let mut words = answer.split_whitespace();
        ensure!(words.next() == Some("cpython"), "{} is no CPython", path.display());
        let numbers = words.map(str::parse).collect::<Result<Vec<u32>, _>>()?;
        let [major, minor, micro] = numbers[..] else { bail!("{} does not say its version", path.display()) };
        Ok(Interpreter { path: path.to_owned(), version: Version(major, minor, micro) })
    }

    /// The newest CPython from 3.11 on.
    pub(crate) fn newest() -> Option<Interpreter> {
        Interpreter::found().next()
    }

    /// The oldest CPython from 3.11 on, unless it is the newest, too.
    pub(crate) fn oldest() -> Option<Interpreter> {
        let found: Vec<Interpreter> = Interpreter::found().collect();
        let minor = |interpreter: &Interpreter| (interpreter.version.0, interpreter.version.1);
        let newest = found.first().map(minor);
        found.into_iter().min_by_key(minor).filter(|oldest| Some(minor(oldest)) != newest)
    }

    /// Those that are found on `PATH` and among pyenv's, the newest first as their names say; last what `python3` is.
    fn found() -> impl Iterator<Item = Interpreter> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        if let Some(home) = std::env::home_dir()
            && let Ok(versions) = std::fs::read_dir(home.join(".pyenv/versions"))
        {
            folders.extend(versions.flatten().map(|version| version.path().join("bin")));
        }
        let names: Vec<String> =
            MINORS.rev().map(|minor| format!("python3.{minor}")).chain(["python3".to_owned()]).collect();
        let candidates = names.into_iter().flat_map(move |name| {
            let in_folder = move |folder: &PathBuf| folder.join(&name);
            folders.iter().map(in_folder).collect::<Vec<PathBuf>>()
        });
        candidates
            .filter(|candidate| candidate.is_file())
            .filter_map(|candidate| Interpreter::at(&candidate).ok())
            .filter(|interpreter| interpreter.version >= OLDEST)
    }

    /// Runs scenarios in the driver, each in its place.
    pub(crate) fn run(&self, job: &Path, scenarios: &[(&Scenario, &Place)]) -> anyhow::Result<()> {
        std::fs::write(job, job_text(scenarios))?;
        let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/driver.py");
        let output = Command::new(&self.path)
            .args(["-E", "-s", "-S", "-B", "-W", "ignore"].map(OsStr::new))
            .args([driver.as_os_str(), job.as_os_str()])
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the driver ended with {}: {told}", output.status);
        Ok(())
    }
}

fn job_text(scenarios: &[(&Scenario, &Place)]) -> String {
    let mut job = String::from("{\"scenarios\":[");
    for (index, (scenario, place)) in scenarios.iter().enumerate() {
        job.push_str(if index == 0 { "{\"folder\":" } else { ",{\"folder\":" });
        values::write_json_text(&place.folder.to_string_lossy(), &mut job);
        job.push_str(",\"out\":");
        values::write_json_text(&place.out.to_string_lossy(), &mut job);
        job.push_str(",\"scenario\":");
        scenario.write_json(&mut job);
        job.push('}');
    }
    job.push_str("]}");
    job
}
