//! The Python that clients run in.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// An interpreter: `SAWLOG_PYTHON`, or the newest on the path; `None`, with the reason printed, where there is none.
pub(crate) fn python() -> Option<&'static str> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let named = std::env::var("SAWLOG_PYTHON").ok();
        let versions = (8..=20).rev().map(|minor| format!("python3.{minor}"));
        named.into_iter().chain(versions).chain(["python3".to_owned()]).find(|program| {
            let mut command = Command::new(program);
            command.args(["-c", "import logging.handlers"]).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        })
    });
    if found.is_none() {
        println!("skipped: no python3 can be started (SAWLOG_PYTHON names another)");
    }
    found.as_deref()
}

/// Starts a program in a folder of its own choice.
pub(crate) fn start(python: &str, folder: &Path, program: &str, args: &[String]) -> Child {
    Command::new(python).arg("-c").arg(program).args(args).current_dir(folder).spawn().unwrap()
}
