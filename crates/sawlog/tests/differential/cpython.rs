//! The interpreter that answers.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

const ORACLE: &str = include_str!("oracle.py");

/// The oldest that agrees with 3.13 in what is compared.
const OLDEST: (u32, u32) = (3, 11);

/// An interpreter: the one in `SAWLOG_PYTHON`, or the newest on the path; with its version.
pub(crate) fn find() -> Option<(String, (u32, u32))> {
    let given = std::env::var("SAWLOG_PYTHON").ok();
    let newest = ["python3.13", "python3.12", "python3.11", "python3"].map(str::to_owned);
    let candidates = given.map_or_else(|| newest.to_vec(), |given| vec![given]);
    candidates.into_iter().find_map(|command| {
        let asked = "import sys; print(sys.version_info.major, sys.version_info.minor)";
        let said = Command::new(&command).args(["-c", asked]).stderr(Stdio::null()).output().ok()?;
        let said = String::from_utf8(said.stdout).ok()?;
        let (major, minor) = said.trim().split_once(' ')?;
        let version = (major.parse().ok()?, minor.parse().ok()?);
        (version >= OLDEST).then_some((command, version))
    })
}

/// The interpreter's answers to all cases, in one run.
pub(crate) fn answers(python: &str, cases: &[Json]) -> Vec<Json> {
    let mut child = Command::new(python)
        .args(["-W", "ignore", "-c", ORACLE])
        .env("PYTHONUTF8", "1")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let asked = serde_json::to_vec(cases).expect("cases are JSON");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(&asked));
    let output = child.wait_with_output().expect("the interpreter ends");
    writer.join().expect("no panic").expect("all cases were read");
    assert!(output.status.success(), "the interpreter failed");
    serde_json::from_slice(&output.stdout).expect("answers are JSON")
}
