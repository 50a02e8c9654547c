//! What is in a queue is written when the process ends, in whichever way it ends normally.
//!
//! Run without arguments this is the test; it starts itself as the program that logs and ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Condvar, Mutex};
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
    // Which ones are left has changed, and not how many.
    let (code, _, stderr) = run("as many came as went");
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("3 records were left in the queue after 20ms"), "{stderr}");
    println!("queue_exit: as many came as went ... ok");
    let (code, _, stderr) = run("exit in the listener");
    assert_eq!(code, 6, "{stderr}");
    let said = format!(
        "{} records were left in the queue: the thread that ends or flushes it is its listener's, and cannot wait for itself\n",
        RECORDS - 1
    );
    assert!(stderr.ends_with(&said) && stderr.lines().count() == 1, "{stderr}");
    println!("queue_exit: exit in the listener ... ok");
    println!("test result: ok. {} passed; 0 failed", cases.len() + 4);
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

/// Ends the process when all has been logged, with its first record.
struct Ends(Arc<Barrier>);

impl Handler for Ends {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        self.0.wait();
        exit(6)
    }
}

/// Handles as many records as it may.
#[derive(Default)]
struct Steps {
    begun: Mutex<usize>,
    may: AtomicUsize,
    changed: Condvar,
}

impl Handler for Steps {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        let mut begun = self.begun.lock().expect("no panic");
        *begun += 1;
        self.changed.notify_all();
        drop(self.changed.wait_while(begun, |begun| *begun > self.may.load(Ordering::SeqCst)).expect("no panic"));
        Ok(())
    }
}

impl Steps {
    /// Waits until it has begun with so many, and may handle all but the last.
    fn come_to(&self, records: usize) {
        let begun = self.begun.lock().expect("no panic");
        self.may.store(records - 1, Ordering::SeqCst);
        self.changed.notify_all();
        drop(self.changed.wait_while(begun, |begun| *begun < records).expect("no panic"));
    }
}

fn as_many_came_as_went() {
    let steps = HandlerRef::new(Steps::default());
    let queue = Arc::new(BoundedQueue::default());
    let listener = QueueListener::builder(queue.clone()).handler(steps.clone()).build();
    listener.start().expect("a thread");
    let handler = QueueHandler::builder(queue).patience(Duration::from_millis(20)).build();
    let log = root();
    log.add_handler(&handler);
    (0..4).for_each(|number| log.error(number.to_string()));
    steps.come_to(1);
    let told = handler.close().expect_err("there is no time").to_string();
    assert_eq!(told, "3 records were left in the queue after 20ms");
    (4..6).for_each(|number| log.error(number.to_string()));
    steps.come_to(3);
    // As in a program that keeps it for good.
    std::mem::forget(listener);
}

fn child(way: &str, path: &Path) {
    let log = root();
    log.set_level("INFO").expect("a level");
    let file = || FileHandler::new(path).expect("it opens");
    let around = |handler: HandlerRef| QueueHandler::around(handler).expect("a thread");
    let mut listener = None;
    let mut guard = None;
    let logged = Arc::new(Barrier::new(2));
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
        "as many came as went" => return as_many_came_as_went(),
        "exit in the listener" => {
            log.add_handler(around(HandlerRef::new(Ends(Arc::clone(&logged))).erase()));
        }
        "too slow" => log.add_handler(around(HandlerRef::new(Stuck).erase())),
        _ => log.add_handler(around(file().erase())),
    }
    for number in 0..RECORDS {
        info!(log, "record {number}");
    }
    match way {
        "exit in the listener" => {
            logged.wait();
            loop {
                std::thread::park();
            }
        }
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
