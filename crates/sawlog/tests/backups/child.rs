//! The process that logs.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use sawlog::{HandlerRef, Level, Manager, Packing, RotatingFileHandler, info};

use crate::left;

/// What a process is to write, and how.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) writer: u64,
    pub(crate) first: u64,
    pub(crate) count: u64,
    pub(crate) max_bytes: u64,
    pub(crate) backup_count: u32,
    pub(crate) packing: &'static str,
    pub(crate) multi_process: bool,
    /// What it does besides.
    pub(crate) way: &'static str,
}

impl Default for Job {
    fn default() -> Job {
        Job {
            writer: 0,
            first: 0,
            count: 1,
            max_bytes: 1 << 20,
            backup_count: 5,
            packing: "none",
            multi_process: false,
            way: "write",
        }
    }
}

const VARIABLE: &str = "SAWLOG_TEST_BACKUPS";

/// The command for a process that does the job in a folder.
pub(crate) fn command(program: &Path, folder: &Path, job: &Job) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", "child::runs_as_a_child", "--nocapture", "--test-threads", "1"]);
    let Job { writer, first, count, max_bytes, backup_count, packing, multi_process, way } = job;
    let told = format!("{writer} {first} {count} {max_bytes} {backup_count} {packing} {multi_process} {way}");
    command.env(VARIABLE, told).env("SAWLOG_TEST_FOLDER", folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts a process that does the job in a folder.
pub(crate) fn start(folder: &Path, job: &Job) -> std::process::Child {
    let program = std::env::current_exe().expect("this program");
    command(&program, folder, job).spawn().expect("it starts")
}

/// Has a process do the job; what it wrote to stderr.
pub(crate) fn run(folder: &Path, job: &Job) -> String {
    let output = start(folder, job).wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{job:?}: {}{stderr}", String::from_utf8_lossy(&output.stdout));
    stderr
}

/// A handler as a job asks for it.
pub(crate) fn handler(path: &Path, job: &Job) -> HandlerRef<RotatingFileHandler> {
    let mut builder = RotatingFileHandler::builder(path)
        .max_bytes(job.max_bytes)
        .backup_count(job.backup_count)
        .multi_process(job.multi_process);
    if job.packing != "none" {
        builder = builder.compress(job.packing.parse::<Packing>().expect("a format"));
    }
    builder.build().expect("the file opens")
}

#[test]
fn runs_as_a_child() {
    let Ok(told) = std::env::var(VARIABLE) else { return };
    let folder = std::env::var_os("SAWLOG_TEST_FOLDER").expect("a folder");
    let words: Vec<&'static str> = told.leak().split(' ').collect();
    let number = |at: usize| words[at].parse::<u64>().expect("a number");
    let job = Job {
        writer: number(0),
        first: number(1),
        count: number(2),
        max_bytes: number(3),
        backup_count: number(4) as u32,
        packing: words[5],
        multi_process: words[6] == "true",
        way: words[7],
    };
    let handler = handler(&Path::new(&folder).join("app.log"), &job);
    let manager = Manager::new();
    let logger = manager.get_logger("child");
    logger.set_level(Level::INFO).expect("a level");
    logger.add_handler(&handler);
    let write = |number| info!(logger, "{}", left::line(job.writer, number));
    let mut told = std::io::stdout();
    match job.way {
        "fork" => crate::forked::child(&write, &|limit| handler.wait_for_backups(limit), &job),
        "tell" => {
            for number in job.first..job.first + job.count {
                write(number);
                writeln!(told, "wrote {number}").expect("somebody reads");
            }
        }
        // On a word, so that what lies between can be done by who started it.
        "steps" => {
            let mut next = job.first;
            for word in std::io::stdin().lines() {
                match word.expect("a word").split_once(' ') {
                    Some(("write", count)) => {
                        let end = next + count.parse::<u64>().expect("a number");
                        (next..end).for_each(write);
                        next = end;
                    }
                    _ => assert!(handler.wait_for_backups(Duration::from_secs(60))),
                }
                // Behind what the harness has begun to say.
                writeln!(told, "\ndone {}", handler.failures()).expect("somebody reads");
            }
        }
        _ => (job.first..job.first + job.count).for_each(write),
    }
}
