//! This test binary, started again as the program that has the bad day.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use sawlog::{HandlerRef, IntoHandler, Logger, Manager};

const FOLDER: &str = "SAWLOG_BAD_DAY_FOLDER";

/// In the program that was started: the folder it was given.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// This very test as a program of its own, with this folder; put behind the words of another command, if there are any.
pub(crate) fn again(test: &str, folder: &Path, before: &[&str]) -> Command {
    let this = std::env::current_exe().expect("this program");
    let mut command = match before.split_first() {
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(this);
            command
        }
        None => Command::new(this),
    };
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command
}

/// What the program wrote to stderr; it must have ended well.
pub(crate) fn stderr_of(output: Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {stderr}", output.status);
    stderr
}

/// Whether a command can be run and succeeds.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// A logger of a tree of its own that leads to this handler, and the handler.
pub(crate) fn logger(handler: impl IntoHandler) -> (Logger, HandlerRef) {
    let manager = Manager::new();
    let (logger, handler) = (manager.get_logger("shop"), handler.into_handler());
    logger.set_level("DEBUG").expect("a level");
    logger.add_handler(&handler);
    // The tree lives as long as the program does.
    std::mem::forget(manager);
    (logger, handler)
}

/// Waits until something holds, for a time that a busy machine cannot exceed.
pub(crate) fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
