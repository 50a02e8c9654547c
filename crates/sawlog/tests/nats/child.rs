//! The processes that are killed: this program, started to do a job.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use sawlog::{FileHandler, NatsQueue, QueueHandler, QueueListener};

use crate::collected::put;

const VARIABLE: &str = "SAWLOG_TEST_NATS";

/// Starts a process that does a job.
pub(crate) fn start(job: &[&str]) -> Child {
    program(job).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts")
}

/// Has a process do a job to its end; what it said on its standard error.
pub(crate) fn told(job: &[&str]) -> String {
    let output = program(job).output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{job:?}: {told}");
    told
}

fn program(job: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "child::runs_as_a_child", "--nocapture", "--test-threads", "1"]);
    command.env(VARIABLE, job.join("\n"));
    command
}

/// Waits until the process says a word.
pub(crate) fn wait_for(child: &mut Child, word: &str) {
    let out = BufReader::new(child.stdout.as_mut().expect("it has one"));
    let mut lines = out.lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains(word)), "the process ended before it said {word}");
}

#[test]
fn runs_as_a_child() {
    let Ok(job) = std::env::var(VARIABLE) else { return };
    let job: Vec<&str> = job.lines().collect();
    match job[..] {
        ["publish", url, spool, records] => {
            let queue = Arc::new(NatsQueue::builder([url]).spool(spool, 64 << 20).build().unwrap());
            put(&*queue, 0..records.parse().unwrap());
            QueueHandler::new(queue).flush().unwrap();
            say("safe");
        }
        ["write", url, path] => {
            let queue = NatsQueue::builder([url]).ack_wait(Duration::from_secs(2)).build().unwrap();
            let file = FileHandler::new(path).unwrap();
            let listener = QueueListener::builder(Arc::new(queue)).handler(file).build();
            listener.start().unwrap();
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).unwrap();
            listener.stop().unwrap();
            return;
        }
        ["put", url] => {
            let queue = Arc::new(NatsQueue::builder([url]).build().unwrap());
            put(&*queue, 0..1);
            QueueHandler::new(queue).flush().unwrap();
            return;
        }
        ["fork", url] => return crate::fork::program(url),
        ["fork-spool", folder] => return crate::fork::program_with_spool(std::path::Path::new(folder)),
        _ => panic!("{job:?} is no job"),
    }
    // Until it is killed.
    std::thread::sleep(Duration::from_secs(600));
}

fn say(word: &str) {
    println!("{word}");
    std::io::stdout().flush().unwrap();
}
