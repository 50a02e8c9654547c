//! Many processes, one file: the workers send their records to `sawlog serve`, which writes.
//!
//! The program starts the server, and itself as its workers. They may as well be programs in Python: the server takes
//! what `logging.handlers.SocketHandler` sends.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use sawlog::{Level, SocketHandler, get_logger, log, root};

const WORKERS: usize = 4;
const RECORDS: usize = 250;
const LEVELS: [Level; 5] = [Level::DEBUG, Level::INFO, Level::WARNING, Level::ERROR, Level::CRITICAL];

/// What the server is started with: a configuration that Python's `dictConfig` takes, too.
const CONFIGURATION: &str = "
version: 1
formatters:
  line: {format: '%(processName)-8s %(name)-11s %(levelname)-8s %(message)s'}
handlers:
  file: {class: logging.FileHandler, filename: mill.log, mode: w, formatter: line}
root: {level: DEBUG, handlers: [file]}
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match env::args().nth(1) {
        Some(socket) => work(Path::new(&socket)),
        None => run(),
    }
}

/// One of the processes that log.
fn work(socket: &Path) -> Result<(), Box<dyn std::error::Error>> {
    root().set_level(Level::DEBUG)?;
    root().add_handler(SocketHandler::unix(socket));
    let loggers = [get_logger("mill.stones"), get_logger("mill.sails")];
    for n in 0..RECORDS {
        log!(loggers[n % 2], LEVELS[n % 5], "sack {n}");
    }
    Ok(())
}

/// Starts the server and the workers, and ends the server when they are done.
fn run() -> Result<(), Box<dyn std::error::Error>> {
    fs::write("mill.yaml", CONFIGURATION)?;
    let mut server = Command::new(program())
        .args(["serve", "--config", "mill.yaml", "--listen", "unix:mill.sock"])
        .stderr(Stdio::null())
        .spawn()?;
    while !Path::new("mill.sock").exists() {
        assert!(server.try_wait()?.is_none(), "the server has ended");
        sleep(Duration::from_millis(5));
    }
    let mut workers = Vec::new();
    for number in 1..=WORKERS {
        let mut worker = Command::new(env::current_exe()?);
        workers.push(worker.arg("mill.sock").env("SAWLOG_PROCESS_NAME", format!("worker{number}")).spawn()?);
    }
    for mut worker in workers {
        assert!(worker.wait()?.success());
    }
    kill_process(Pid::from_child(&server), Signal::TERM)?;
    assert!(server.wait()?.success());
    let lines = fs::read_to_string("mill.log")?.lines().count();
    println!("{lines} records from {WORKERS} processes in mill.log");
    Ok(())
}

/// The program `sawlog`: as the environment says, or as it was built beside this example.
fn program() -> PathBuf {
    let beside = || Some(env::current_exe().ok()?.parent()?.parent()?.join("sawlog"));
    env::var_os("SAWLOG").map(PathBuf::from).or_else(beside).unwrap_or_else(|| "sawlog".into())
}
