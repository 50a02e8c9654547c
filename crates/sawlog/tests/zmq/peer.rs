//! The other end in Python: `peer.py`, started, listened to and ended with its test.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::python::python_that;

/// What should happen at once is given this long on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

const PEER: &str = include_str!("peer.py");

pub(crate) struct Peer {
    child: Child,
    lines: Receiver<String>,
    /// Where it is bound, or connects to.
    pub(crate) address: String,
}

/// A record as the Python end tells of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Its number, or else its message.
    pub(crate) what: String,
    pub(crate) topic: String,
}

impl Peer {
    /// An end of this kind, which binds or connects. `None` where there is no pyzmq.
    pub(crate) fn start(kind: &str, way: &str, address: &str, count: usize, topics: &[&str]) -> Option<Peer> {
        let python = python_that("ZeroMQ with libzmq at the other end", (3, 8), "import zmq")?;
        let mut command = Command::new(python);
        command.args(["-c", PEER, kind, way, address, &count.to_string()]).args(topics);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it was just started");
        let stdout = child.stdout.take().expect("piped");
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let address = lines.recv_timeout(PATIENCE).expect("it is bound");
        Some(Peer { child, lines, address })
    }

    /// Has it log its records.
    pub(crate) fn go(&mut self) {
        self.child.stdin.as_mut().expect("piped").write_all(b"go\n").expect("it waits for that");
    }

    #[track_caller]
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line")
    }

    #[track_caller]
    pub(crate) fn next(&self) -> Told {
        told(&self.line())
    }

    /// The numbers of so many records.
    #[track_caller]
    pub(crate) fn numbers(&self, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.next().what.parse().expect("a number")).collect()
    }

    /// Kills it, and returns what it has told that nobody asked for.
    pub(crate) fn kill(mut self) -> Vec<Told> {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it is killed");
        // The reader's thread ends with the pipe.
        std::iter::from_fn(|| self.lines.recv().ok()).map(|line| told(&line)).collect()
    }
}

fn told(line: &str) -> Told {
    let mut from_the_end = line.rsplitn(4, ' ');
    let topic = from_the_end.next().unwrap_or_default().to_owned();
    Told { what: from_the_end.nth(2).unwrap_or_default().to_owned(), topic }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
