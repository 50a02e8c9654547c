//! A real web server, CPython's `http.server`, in a process of its own.

use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::python::python_that;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    process: Child,
    input: ChildStdin,
    lines: Receiver<Json>,
    folder: TempDir,
    /// `127.0.0.1:port`
    pub(crate) host: String,
}

impl Server {
    /// One with these settings; `None`, with the reason told, where no Python can be that server.
    pub(crate) fn start(mut settings: Json) -> Option<Server> {
        let needs = if settings["tls"] == true { "import trustme" } else { "import http.server" };
        let python = python_that("HTTPHandler with a web server", (3, 12), needs)?;
        let folder = tempfile::tempdir().unwrap();
        settings["folder"] = folder.path().to_str().unwrap().into();
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/server.py")).env("PYTHONUTF8", "1");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = process.stdin.take().unwrap();
        writeln!(input, "{settings}").unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if send.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut server = Server { process, input, lines, folder, host: String::new() };
        server.host = server.next()["host"].as_str().unwrap().to_owned();
        Some(server)
    }

    /// The next request.
    pub(crate) fn next(&self) -> Json {
        self.lines.recv_timeout(PATIENCE).expect("the server has something to tell")
    }

    pub(crate) fn nothing_more(&self) {
        if let Ok(more) = self.lines.recv_timeout(Duration::from_millis(300)) {
            panic!("there is more: {more}");
        }
    }

    /// Has CPython's own handler, made with these keywords, send a record; what arrives. Both are literals of Python's.
    pub(crate) fn by_python(&mut self, keywords: &str, record: &str) -> Json {
        writeln!(self.input, "({keywords}, {record})").unwrap();
        let request = self.next();
        assert!(request["failed"].is_null(), "{request}");
        request
    }

    /// The certificate of who issued the server's.
    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
