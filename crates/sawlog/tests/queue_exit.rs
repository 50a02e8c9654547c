//! What is in a queue is written when the process ends, in whichever way it ends normally.
//!
//! Run without arguments this is the test; it starts itself as the program that logs and ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sawlog::{
    BoundedQueue, EmitError, FileHandler, Handler, HandlerBase, HandlerRef, LogRecord, QueueHandler, QueueListener,
    info, root,
};

const RECORDS: usize = 5000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("child"), Some(way)) => child(&way, &PathBuf::from(arguments.next().expect("a file"))),
        _ => test(),
    }
}

fn test() {
    let cases = [
        ("return", 0),
        ("exit", 3),
        ("exit in a thread", 4),
        ("panic", 101),
        ("guard", 0),
        ("a listener of the program's", 0),
        ("the file is younger", 0),
        ("configured", 5),
        ("shutdown", 0),
    ];
    for (way, status) in cases {
        let (code, written, stderr) = run(way);
        assert_eq!(code, status, "{way}: {stderr}");
        let expected: Vec<String> = (0..RECORDS).map(|n| format!("record {n}")).collect();
        assert!(written.lines().eq(&expected), "{way}: {} lines, {stderr}", written.lines().count());
        println!("queue_exit: {way} ... ok");
    }
    let began = Instant::now();
    let (code, written, stderr) = run("too slow");
    assert_eq!(code, 0, "{stderr}");
    // One is in the handler's hands; the others are in the queue, and that is said.
    assert!(began.elapsed() < Duration::from_secs(60), "{stderr}");
    let said = format!("{} records were left in the queue after ", RECORDS - 1);
    assert_eq!(stderr.matches(&said).count(), 1, "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(written, "", "{stderr}");
    println!("queue_exit: too slow ... ok");
    // A second wait would tell of a second limit.
    let (code, _, stderr) = run("nobody listens");
    assert_eq!(code, 0, "{stderr}");
    let said = format!("{RECORDS} records were left in the queue after ");
    assert_eq!(stderr.matches(&said).count(), 1, "{stderr}");
    assert_eq!(stderr.matches("were left").count(), 1, "{stderr}");
    println!("queue_exit: nobody listens ... ok");
    println!("test result: ok. {} passed; 0 failed", cases.len() + 2);
}

fn run(way: &str) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    let output = program.args(["child", way]).arg(&path).output().expect("it starts");
    let written = fs::read_to_string(&path).unwrap_or_default();
    (output.status.code().unwrap_or(-1), written, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Never done with its first record.
struct Stuck;

impl Handler for Stuck {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        loop {
            std::thread::park();
        }
    }
}

fn child(way: &str, path: &Path) {
    let log = root();
    log.set_level("INFO").expect("a level");
    let file = || FileHandler::new(path).expect("it opens");
    let around = |handler: HandlerRef| QueueHandler::around(handler).expect("a thread");
    let mut listener = None;
    let mut guard = None;
    match way {
        "a listener of the program's" | "the file is younger" => {
            let queue = Arc::new(BoundedQueue::default());
            let early = (way != "the file is younger").then(file);
            log.add_handler(QueueHandler::new(queue.clone()));
            let built = QueueListener::builder(queue).handler(early.unwrap_or_else(file)).build();
            built.start().expect("a thread");
            listener = Some(built);
        }
        "configured" | "guard" => {
            let text = format!(
                "{{version: 1, handlers: {{f: {{class: logging.FileHandler, filename: {}, async: true}}}}, root: {{handlers: [f], level: INFO}}}}",
                path.display()
            );
            let made = sawlog::dict_config_str(&text, sawlog::config::Format::Yaml).expect("a configuration");
            if way == "guard" {
                guard = Some(made);
            }
        }
        "nobody listens" => {
            let text = format!(
                "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, queue: {{(): sawlog.UnixQueue, path: {}.sock}}}}}}, \
                 root: {{handlers: [q], level: INFO}}}}",
                path.display()
            );
            guard = Some(sawlog::dict_config_str(&text, sawlog::config::Format::Yaml).expect("a configuration"));
        }
        "too slow" => log.add_handler(around(HandlerRef::new(Stuck).erase())),
        _ => log.add_handler(around(file().erase())),
    }
    for number in 0..RECORDS {
        info!(log, "record {number}");
    }
    match way {
        "exit" => exit(3),
        "exit in a thread" => _ = std::thread::spawn(|| exit(4)).join(),
        "configured" => exit(5),
        "panic" => panic!("the program's own"),
        "shutdown" => sawlog::shutdown(),
        // As in a program that keeps it for good.
        "a listener of the program's" | "the file is younger" => std::mem::forget(listener.take()),
        _ => {}
    }
    drop(guard);
}
