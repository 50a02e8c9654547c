//! A place where the system's resolver gets no answer: namespaces of one's own, whose name server says nothing.

use std::net::UdpSocket;
use std::process::{Command, Stdio};

use crate::skipped::skip;

/// Where this runs in such a place.
const THERE: &str = "SAWLOG_TEST_SILENT_NAMES";

/// Runs a test there, by its path; `body` is what is run. Where the system allows no namespaces, says so.
pub(crate) fn where_names_are_silent(test: &str, body: impl FnOnce()) {
    if std::env::var_os(THERE).is_some() {
        // Bound and never read: a port that nobody has would be an answer.
        let _server = UdpSocket::bind("127.0.0.1:53").expect("port 53 of a network of its own");
        return body();
    }
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("resolv.conf");
    std::fs::write(&names, "nameserver 127.0.0.1\noptions timeout:30 attempts:2\n").unwrap();
    let enter = |and_then: &str| {
        let mut command = Command::new("unshare");
        let script = format!("mount --bind \"$0\" /etc/resolv.conf && ip link set lo up && {and_then}");
        command.args(["-rmn", "sh", "-c", &script]).arg(&names);
        command
    };
    if !enter("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return skip("names that nobody resolves", "the system allows no namespaces, or has no `unshare` and `ip`");
    }
    let mut command = enter("exec \"$@\"");
    command.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]).env(THERE, "yes");
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}
