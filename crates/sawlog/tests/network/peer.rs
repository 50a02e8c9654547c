//! The other end: `peer.py`, started, listened to and ended with its test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};

use crate::python::newest_python;

/// What should happen at once is given this long on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

const PEER: &str = include_str!("peer.py");

/// The attributes of a record, each as the name of its type and its text.
pub(crate) type Told = Map<String, Json>;

/// A receiver that tells what arrives.
pub(crate) struct Peer {
    child: Child,
    lines: Receiver<String>,
    /// The port that it listens at, or the path.
    pub(crate) address: String,
}

impl Peer {
    /// A receiver of a kind at an address: port 0 is any, a Unix socket has a path. `None` where there is no Python.
    pub(crate) fn start(arguments: &[&str]) -> Option<Peer> {
        let mut command = command()?;
        command.arg("receive").args(arguments).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it was just started");
        let stdout = child.stdout.take().expect("piped");
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let address = lines.recv_timeout(PATIENCE).expect("it listens");
        Some(Peer { child, lines, address })
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.parse().expect("a port")
    }

    /// The next record.
    #[track_caller]
    pub(crate) fn next(&self) -> Told {
        serde_json::from_str(&self.lines.recv_timeout(PATIENCE).expect("a record")).expect("an object")
    }

    /// The messages of so many records.
    #[track_caller]
    pub(crate) fn messages(&self, count: usize) -> Vec<String> {
        (0..count).map(|_| message(&self.next())).collect()
    }

    /// The messages of what came and was not asked for.
    pub(crate) fn rest(mut self) -> Vec<String> {
        self.end();
        self.lines.iter().map(|line| message(&serde_json::from_str(&line).expect("an object"))).collect()
    }

    /// Ends it as no program wants to end.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.end();
    }
}

/// What CPython's own handler sends.
pub(crate) fn expected() -> Option<Vec<Told>> {
    let output = command()?.arg("expected").output().expect("it ends");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("text");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect())
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn until(what: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !what() {
        assert!(Instant::now() < end, "it does not come to pass");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn message(told: &Told) -> String {
    told["msg"][1].as_str().expect("a text").trim_matches('\'').to_owned()
}

fn command() -> Option<Command> {
    let mut command = Command::new(newest_python()?);
    command.args(["-W", "ignore", "-c", PEER]).env("LC_ALL", "C.UTF-8").env("PYTHONHASHSEED", "0");
    Some(command)
}
