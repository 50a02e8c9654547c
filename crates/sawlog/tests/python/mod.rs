//! The CPython that the tests compare with, or talk to.
#![allow(dead_code, reason = "each test uses some of it")]

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::skipped::skip;

/// What a script writes to stdout in the newest Python there is; `None`, with the reason told, where there is none.
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
    // A script may end without reading; whether it succeeded is told by its status.
    let written = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the script ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(written.is_ok() || output.stdout.is_empty(), "the script has not read all of its input");
    Some((output.stdout, output.stderr))
}

/// The newest Python there is; `None`, with the reason told, where there is none.
pub(crate) fn newest_python() -> Option<&'static OsString> {
    static NEWEST: OnceLock<Option<OsString>> = OnceLock::new();
    let program = NEWEST.get_or_init(|| find(OLDEST, NOTHING)).as_ref();
    if program.is_none() {
        tell_missing("what compares with CPython or talks to it", OLDEST, NOTHING);
    }
    program
}

/// A Python of this version or a later one that can run this statement; `None`, with `what` told to be skipped, where
/// there is none.
pub(crate) fn python_that(what: &str, oldest: (u32, u32), statement: &str) -> Option<OsString> {
    let found = find(oldest, statement);
    if found.is_none() {
        tell_missing(what, oldest, statement);
    }
    found
}

/// The oldest that any test wants.
const OLDEST: (u32, u32) = (3, 8);
const NOTHING: &str = "pass";

/// The interpreter in `SAWLOG_PYTHON`, that of the tests' environment in `SAWLOG_PYTHON_VENV`, or the highest version
/// on the path, whichever first does.
fn find(oldest: (u32, u32), statement: &str) -> Option<OsString> {
    let script = format!(
        "import sys\nif sys.implementation.name != 'cpython' or sys.version_info < {oldest:?}: sys.exit(1)\n{statement}"
    );
    let named = ["SAWLOG_PYTHON", "SAWLOG_PYTHON_VENV"].into_iter().filter_map(std::env::var_os);
    let versions = (8..=20).rev().map(|minor| format!("python3.{minor}").into());
    named.chain(versions).chain(["python3".into()]).find(|program| {
        let mut command = Command::new(program);
        command.args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

fn tell_missing(what: &str, (major, minor): (u32, u32), statement: &str) {
    let able = if statement == NOTHING { String::new() } else { format!(" that can `{statement}`") };
    skip(what, &format!("no CPython of {major}.{minor} or later{able} (SAWLOG_PYTHON names another)"));
}
