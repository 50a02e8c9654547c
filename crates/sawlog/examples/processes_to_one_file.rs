//! One file, many processes: section 8 of the Logging Cookbook.
//!
//! The program starts itself as a listener and as ten workers. A worker knows nothing but a queue, and the listener writes what comes through it to
//! a file that rotates; each has a configuration of its own beside this file. No process is another's child by more than being started:
//! they find the queue by its path, so that a worker may as well be any other program, and
//! `sawlog serve --config processes_to_one_file_listener.yaml` the listener.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use sawlog::{Level, dict_config_file, get_logger, set_process_name};

const WORKERS: usize = 10;
const LEVELS: [Level; 5] = [Level::DEBUG, Level::INFO, Level::WARNING, Level::ERROR, Level::CRITICAL];
const LOGGERS: [&str; 2] = ["mill.stones", "mill.sails"];

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut arguments = env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("listener"), _) => listener(),
        (Some("worker"), Some(name)) => worker(&name),
        _ => run(),
    }
}

/// Takes records out of the queue until its input ends.
fn listener() -> Outcome {
    let _guard = dict_config_file(beside("processes_to_one_file_listener.yaml"))?;
    let _ = std::io::stdin().read(&mut [0])?;
    Ok(())
}

/// Logs ten events. At its end it waits until the listener has written them.
fn worker(name: &str) -> Outcome {
    set_process_name(name);
    let _guard = dict_config_file(beside("processes_to_one_file_worker.yaml"))?;
    for n in 0..10 {
        get_logger(LOGGERS[n % 2]).log(LEVELS[n % 5], format!("sack {n}"));
    }
    Ok(())
}

fn run() -> Outcome {
    let mut listener = start(&["listener"])?;
    let workers: Result<Vec<Child>, _> =
        (1..=WORKERS).map(|number| start(&["worker", &format!("worker-{number}")])).collect();
    for mut worker in workers? {
        assert!(worker.wait()?.success());
    }
    // Its input ends, and so does it.
    drop(listener.stdin.take());
    assert!(listener.wait()?.success());
    let files: Vec<PathBuf> = fs::read_dir(".")?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let files: Vec<_> = files.iter().filter(|path| path.to_string_lossy().contains("mill.log")).collect();
    let lines = files
        .iter()
        .map(|path| Ok(fs::read_to_string(path)?.lines().count()))
        .sum::<Result<usize, std::io::Error>>()?;
    println!("{lines} records of {WORKERS} processes in {} files", files.len());
    Ok(())
}

fn start(arguments: &[&str]) -> std::io::Result<Child> {
    Command::new(env::current_exe()?).args(arguments).stdin(Stdio::piped()).spawn()
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}
