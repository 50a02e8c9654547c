//! The interpreter that answers.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::python::python_that;

const ORACLE: &str = include_str!("oracle.py");

/// The oldest that agrees with 3.13 in what is compared.
const OLDEST: (u32, u32) = (3, 11);

/// An interpreter, with its version.
pub(crate) fn find() -> Option<(OsString, (u32, u32))> {
    let python = python_that("differential tests", OLDEST, "pass")?;
    let asked = "import sys; print(sys.version_info.major, sys.version_info.minor)";
    let said = Command::new(&python).args(["-c", asked]).output().expect("it was just started");
    let said = String::from_utf8(said.stdout).expect("text");
    let (major, minor) = said.trim().split_once(' ').expect("two numbers");
    let number = |text: &str| text.parse().expect("a number");
    Some((python, (number(major), number(minor))))
}

/// The interpreter's answers to all cases, in one run.
pub(crate) fn answers(python: &OsStr, cases: &[Json]) -> Vec<Json> {
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
