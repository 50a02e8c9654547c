//! CPython's side: which interpreter, and the driver that runs scenarios in it.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

use crate::scenario::Scenario;
use crate::scratch::Place;
use crate::values;

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

/// A version of CPython's: major, minor, micro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u32, u32, u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
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

    /// The newest CPython from 3.11 on, as the names say, on `PATH` and among pyenv's; else what `python3` is.
    pub(crate) fn newest() -> Option<Interpreter> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        if let Some(home) = std::env::home_dir()
            && let Ok(versions) = std::fs::read_dir(home.join(".pyenv/versions"))
        {
            folders.extend(versions.flatten().map(|version| version.path().join("bin")));
        }
        let names: Vec<String> =
            MINORS.rev().map(|minor| format!("python3.{minor}")).chain(["python3".to_owned()]).collect();
        let candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        candidates
            .filter(|candidate| candidate.is_file())
            .filter_map(|candidate| Interpreter::at(&candidate).ok())
            .find(|interpreter| interpreter.version >= OLDEST)
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

/// Which versions a scenario holds for: `>=3.13`, `>=3.11,<3.13`, `==3.12`.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    text: String,
    parts: Vec<(Comparison, Vec<u32>)>,
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Is,
    IsNot,
}

impl Constraint {
    /// Reads a constraint; all its parts must hold.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Constraint> {
        let part = |part: &str| {
            let part = part.trim();
            let operators = [
                (">=", Comparison::AtLeast),
                ("<=", Comparison::AtMost),
                ("==", Comparison::Is),
                ("!=", Comparison::IsNot),
                (">", Comparison::Above),
                ("<", Comparison::Below),
            ];
            let found = operators.iter().find_map(|(text, kind)| Some((*kind, part.strip_prefix(text)?)));
            let (comparison, version) = found.unwrap_or((Comparison::Is, part));
            let numbers = version.trim().split('.').map(str::parse).collect::<Result<Vec<u32>, _>>();
            numbers.map(|numbers| (comparison, numbers)).with_context(|| format!("{part:?} is no version of Python"))
        };
        let parts = text.split(',').map(part).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Constraint { text: text.to_owned(), parts })
    }

    /// Whether an interpreter will do.
    pub(crate) fn allows(&self, Version(major, minor, micro): Version) -> bool {
        self.parts.iter().all(|(comparison, wanted)| {
            let version = &[major, minor, micro][..wanted.len().min(3)];
            match comparison {
                Comparison::AtLeast => version >= &wanted[..],
                Comparison::AtMost => version <= &wanted[..],
                Comparison::Above => version > &wanted[..],
                Comparison::Below => version < &wanted[..],
                Comparison::Is => version == &wanted[..],
                Comparison::IsNot => version != &wanted[..],
            }
        })
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints() {
        let allows = |text, version| Constraint::parse(text).unwrap().allows(version);
        assert!(allows(">=3.13", Version(3, 13, 0)));
        assert!(!allows(">=3.13", Version(3, 12, 9)));
        assert!(allows("3.12", Version(3, 12, 1)));
        assert!(allows(">=3.11, <3.13", Version(3, 12, 1)));
        assert!(!allows(">=3.11,<3.13", Version(3, 13, 0)));
        assert!(allows("!=3.12.0", Version(3, 12, 1)));
        assert!(Constraint::parse("new").is_err());
    }
}
