//! The console on a real terminal: colours, and nothing that a record could move the cursor with.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::process::{SAWLOG, Server};
use crate::sent;

/// A terminal: the end that shows what is written to it, and the end that programs write to.
fn terminal() -> (OwnedFd, OwnedFd) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let terminal = File::options().read(true).write(true).open(std::ffi::OsStr::from_bytes(name.to_bytes())).unwrap();
    (controller, OwnedFd::from(terminal))
}

/// What a terminal shows once nobody writes to it any more.
fn shown_by(controller: OwnedFd) -> String {
    let mut bytes = Vec::new();
    // With the last writer gone, a terminal's other end fails instead of ending.
    let _ = File::from(controller).read_to_end(&mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// What a command that prints little shows on a terminal.
pub(crate) fn seen_by(mut command: Command) -> String {
    let (controller, terminal) = terminal();
    let mut child = command.stdout(terminal).spawn().unwrap();
    // It holds the terminal's other end, too.
    drop(command);
    child.wait().unwrap();
    shown_by(controller)
}

/// What a server without a configuration shows on a terminal.
fn shown(variables: &[(&str, &str)]) -> String {
    let (controller, terminal) = terminal();
    let mut command = Command::new(SAWLOG);
    command.args(["serve", "--listen", "127.0.0.1:0"]).env_remove("NO_COLOR").env("TERM", "xterm");
    command.envs(variables.iter().copied());
    let server = Server::start_with(tempfile::tempdir().unwrap(), command, terminal);
    server.send(&[sent::record("a", 30, "red \x1b[31m title \x1b]0;x\x07"), sent::record("a", 20, "plain")].concat());
    server.wait_for_lines(&server.log_file(), 2);
    server.stop();
    shown_by(controller)
}

#[test]
fn a_terminal_gets_colours_and_no_control_characters_of_others() {
    let text = shown(&[]);
    assert!(text.contains(r"red \x1b[31m title \x1b]0;x\x07"), "{text:?}");
    let warning = text.lines().find(|line| line.contains("title")).expect("the warning");
    assert!(warning.starts_with("\x1b[33m") && warning.trim_end().ends_with("\x1b[0m"), "{warning:?}");
    let info = text.lines().find(|line| line.contains("plain")).expect("the information");
    assert!(!info.contains('\x1b'), "{info:?}");
}

#[test]
fn a_terminal_gets_no_colours_where_they_are_not_wanted() {
    for variable in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let text = shown(&[variable]);
        assert!(text.contains("plain") && !text.contains('\x1b'), "{variable:?}: {text:?}");
    }
}
