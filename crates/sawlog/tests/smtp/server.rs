//! A real mail server, aiosmtpd, in a Python of its own.

use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::python::python_that;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    process: Child,
    input: ChildStdin,
    lines: Receiver<Json>,
    folder: TempDir,
    pub(crate) port: u16,
}

impl Server {
    /// One with these settings; `None`, with the reason told, where there is no aiosmtpd.
    pub(crate) fn start(mut settings: Json) -> Option<Server> {
        let python = python_that("SMTPHandler with a mail server", (3, 8), "import aiosmtpd, trustme")?;
        let folder = tempfile::tempdir().unwrap();
        settings["folder"] = folder.path().to_str().unwrap().into();
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py"));
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = process.stdin.take().unwrap();
        writeln!(input, "{settings}").unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                let Ok(line) = line else { return };
                if send.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut server = Server { process, input, lines, folder, port: 0 };
        server.port = server.next()["port"].as_u64().unwrap().try_into().unwrap();
        Some(server)
    }

    /// The next mail.
    pub(crate) fn next(&self) -> Json {
        self.lines.recv_timeout(PATIENCE).expect("the server has something to tell")
    }

    /// The next mail, and nothing else for a moment.
    pub(crate) fn only(&self) -> Json {
        let mail = self.next();
        self.nothing_more();
        mail
    }

    pub(crate) fn nothing_more(&self) {
        if let Ok(more) = self.lines.recv_timeout(Duration::from_millis(300)) {
            panic!("there is more: {more}");
        }
    }

    /// Has CPython's own handler, made with these keywords, send a record; what arrives.
    pub(crate) fn by_python(&mut self, handler: &Json, record: &Json) -> Json {
        writeln!(self.input, "{}", json!({"handler": handler, "record": record})).unwrap();
        self.next()
    }

    /// A file of its: `ca.pem`, `client.crt`, `client.key`, `client.pem` with both.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits until something holds.
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
