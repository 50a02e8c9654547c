//! The demonstration's processes: this program as a server, and those that log into it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// The Python program that logs.
const PYTHON_WORKER: &str = include_str!("worker.py");

/// A server that is running, in a folder of its own.
pub(super) struct Server {
    child: Child,
    said: BufReader<ChildStderr>,
    address: SocketAddr,
    folder: PathBuf,
}

impl Server {
    /// Starts `sawlog serve` at a port that the system chooses, as it is without a configuration.
    pub(super) fn start(folder: &Path) -> Result<Server> {
        let mut child = Command::new(this_program()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--no-control"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let mut said = BufReader::new(child.stderr.take().context("the server has no stderr")?);
        let mut line = String::new();
        said.read_line(&mut line).context("cannot hear the server")?;
        let address = line.split([' ', ';']).find_map(|word| word.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            let _ = child.wait();
            bail!("the server did not start: {}", line.trim_end());
        };
        Ok(Server { child, said, address, folder: folder.to_owned() })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn log_file(&self) -> PathBuf {
        self.folder.join("logs/sawlog.log")
    }

    /// Asks the server to end and returns the last thing it said: its summary.
    pub(super) fn stop(mut self) -> Result<String> {
        let pid =
            i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("the server has no process id")?;
        kill_process(pid, Signal::TERM).context("cannot stop the server")?;
        let mut said = String::new();
        self.said.read_to_string(&mut said).context("cannot hear the server")?;
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the server failed, {status}: {said}");
        }
        Ok(said.lines().last().unwrap_or_default().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What a process is written in.
pub(super) enum Language<'p> {
    /// Run by this interpreter.
    Python(&'p str),
    /// This program itself.
    Rust,
}

/// A process that logs; ended with the demonstration, should that fail.
pub(super) struct Worker {
    name: String,
    child: Child,
}

impl Worker {
    /// Starts a process that logs `records` records to the server.
    pub(super) fn start(
        language: &Language<'_>,
        number: u16,
        records: u32,
        server: &Server,
        folder: &Path,
    ) -> Result<Worker> {
        let (address, records) = (server.address(), records.to_string());
        let (name, mut command) = match language {
            Language::Python(python) => {
                let name = format!("python-{number}");
                let script = folder.join("worker.py");
                std::fs::write(&script, PYTHON_WORKER).context("cannot write the Python program")?;
                let mut command = Command::new(python);
                command.arg(script).args([&address.ip().to_string(), &address.port().to_string(), &name, &records]);
                (name, command)
            }
            Language::Rust => {
                let name = format!("rust-{number}");
                let mut command = Command::new(this_program()?);
                command.args(["demo-worker", &address.to_string(), &name, &records]);
                (name, command)
            }
        };
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Worker { name, child })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Waits until the process is connected and about to log.
    pub(super) fn wait_until_ready(&mut self) -> Result<()> {
        let stdout = self.child.stdout.take().context("the process has no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).with_context(|| format!("cannot hear {}", self.name))?;
        if line.trim_end() != "ready" {
            bail!("{} did not get ready", self.name);
        }
        Ok(())
    }

    /// Lets the process log.
    pub(super) fn go(&mut self) -> Result<()> {
        let mut stdin = self.child.stdin.take().context("the process has no stdin")?;
        stdin.write_all(b"go\n").with_context(|| format!("cannot start {}", self.name))
    }

    /// Waits for the process's end; whether it ended well.
    pub(super) fn wait(&mut self) -> Result<bool> {
        Ok(self.child.wait().with_context(|| format!("cannot wait for {}", self.name))?.success())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// A Python interpreter that runs: `SAWLOG_PYTHON`, or `python3`.
pub(super) fn python() -> Option<String> {
    let python = std::env::var("SAWLOG_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let runs = Command::new(&python)
        .args(["-c", "import logging.handlers"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    runs.is_ok_and(|status| status.success()).then_some(python)
}

fn this_program() -> Result<PathBuf> {
    std::env::current_exe().context("cannot find this program's own file")
}
