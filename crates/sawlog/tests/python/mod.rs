//! The CPython that the tests compare with.
#![allow(dead_code)]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a script writes to stdout in the newest Python there is; `None`, with the reason printed, where there is none.
pub(crate) fn python(script: &str, input: &str) -> Option<String> {
    let (stdout, stderr) = python_output(script, input)?;
    assert!(stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
    Some(String::from_utf8(stdout).expect("text"))
}

/// What a script writes to stdout and stderr.
pub(crate) fn python_output(script: &str, input: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let program = newest_python()?;
    let mut command = Command::new(program);
    command.args(["-c", script]).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it was just started");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("the script reads");
    let output = child.wait_with_output().expect("the script ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some((output.stdout, output.stderr))
}

/// The newest Python there is; `None`, with the reason printed, where there is none.
pub(crate) fn newest_python() -> Option<&'static str> {
    static NEWEST: OnceLock<Option<String>> = OnceLock::new();
    let program = NEWEST.get_or_init(newest).as_deref();
    if program.is_none() {
        println!("skipped: no python3 can be started");
    }
    program
}

/// `SAWLOG_PYTHON` if it is set, else the highest version on the path.
fn newest() -> Option<String> {
    let named = std::env::var("SAWLOG_PYTHON").ok();
    let versions = (8..=20).rev().map(|minor| format!("python3.{minor}"));
    named.into_iter().chain(versions).chain(["python3".to_owned()]).find(|program| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}
