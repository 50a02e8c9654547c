//! What is buffered is written when the process ends, in whichever way it ends normally.
//!
//! Run without arguments this is the test; it starts itself as the program that logs and ends.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::sync::Mutex;

use sawlog::{
    BasicConfig, EmitError, FileHandler, Handler, HandlerBase, HandlerRef, Level, LogRecord, PercentFormatter,
    get_logger, info, root,
};

fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("child"), Some(way)) => child(&way, &PathBuf::from(arguments.next().expect("a file"))),
        _ => test(),
    }
}

fn test() {
    let all = "0\n1\n2\nclosed\n";
    let cases = [
        ("return", 0, all),
        ("exit", 3, all),
        ("panic", 101, all),
        ("guard dropped at once", 0, all),
        ("exit in a thread", 4, all),
        ("other threads still log", 0, all),
        ("a handler logs while it is flushed", 0, "logged while flushed\n0\n1\n2\nclosed\n"),
        ("a thread-local logs while it ends", 0, "0\n1\n2\nfrom a thread-local\nclosed\n"),
        ("shutdown came first", 0, "0\n1\n2\nclosed\nafter\nclosed\n"),
        ("handlers that panic", 0, all),
        ("logged panic", 101, "0\n1\n2\npanicked: the program's own\nclosed\n"),
        ("logged panic, then abort", -1, "0\n1\n2\npanicked: the program's own\n"),
        ("logged panic in a thread", 0, "0\n1\n2\npanicked: 7 things went wrong\nclosed\n"),
        ("panic within a logging call", 0, all),
        ("a socket is listened at", 0, "0\n1\n2\nclosed\n"),
        ("reverse order of creation", 0, "third\nsecond\nfirst\n0\n1\n2\nclosed\n"),
    ];
    for (way, status, expected) in cases {
        let (left, stderr) = run(way, "0");
        assert_eq!(left, (status, expected.to_owned()), "{way}: {stderr}");
        println!("exit: {way} ... ok");
    }
    let ((_, written), _) = run("logged panic", "1");
    assert!(written.starts_with("0\n1\n2\npanicked: the program's own\nStack (innermost call first):\n"), "{written}");
    println!("exit: logged panic with its backtrace ... ok");
    println!("test result: ok. {} passed; 0 failed", cases.len() + 1);
}

/// Starts the program that ends this way; its exit status, -1 for a signal, with what it left in its file, and what it
/// wrote to stderr.
fn run(way: &str, backtrace: &str) -> ((i32, String), String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    let output = program.args(["child", way]).arg(&path).env("RUST_BACKTRACE", backtrace).output().expect("it starts");
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(!path.with_extension("sock").exists(), "{way}: a socket is left behind");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    ((output.status.code().unwrap_or(-1), written), stderr)
}

/// Keeps lines until it is flushed.
struct Buffered {
    path: PathBuf,
    lines: Mutex<Vec<String>>,
}

impl Buffered {
    fn new(path: &Path) -> HandlerRef<Buffered> {
        HandlerRef::new(Buffered { path: path.to_owned(), lines: Mutex::default() })
    }
}

impl Handler for Buffered {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            self.lines.lock().unwrap().push(text.clone());
            Ok(())
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        for line in self.lines.lock().unwrap().drain(..) {
            append(&self.path, &line);
        }
        Ok(())
    }

    fn close(&self) -> Result<(), EmitError> {
        self.flush()?;
        append(&self.path, "closed");
        Ok(())
    }
}

fn append(path: &Path, line: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).expect("the file opens");
    writeln!(file, "{line}").expect("it is written");
}

/// Calls a function when it is flushed.
struct OnFlush<F>(F);

impl<F: Fn() + Send + Sync + 'static> Handler for OnFlush<F> {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        Ok(())
    }

    fn flush(&self) -> Result<(), EmitError> {
        (self.0)();
        Ok(())
    }
}

/// Cannot be displayed.
struct Panics;

impl std::fmt::Display for Panics {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("in a Display")
    }
}

/// Logs when its thread ends.
struct LogsAtEnd;

impl Drop for LogsAtEnd {
    fn drop(&mut self) {
        info!(root(), "from a thread-local");
    }
}

thread_local! {
    static LOGS_AT_END: LogsAtEnd = const { LogsAtEnd };
}

fn child(way: &str, path: &Path) {
    let log = root();
    log.set_level(Level::DEBUG).expect("a level");
    let handler = Buffered::new(path);
    handler.set_formatter(PercentFormatter::new("%(message)s").expect("a format"));
    if way == "guard dropped at once" {
        let _ = BasicConfig::new(sawlog::manager()).handlers([&handler]).init().expect("a configuration");
    } else {
        log.add_handler(&handler);
    }
    for number in 0..3 {
        info!(log, "{number}");
    }
    let line = |text: &'static str| {
        let path = path.to_owned();
        move || append(&path, text)
    };
    match way {
        "exit" => exit(3),
        "panic" => panic!("the program's own"),
        "logged panic" => {
            sawlog::log_panics(&log);
            panic!("the program's own");
        }
        "logged panic, then abort" => {
            sawlog::log_panics(&log);
            let _ = std::panic::catch_unwind(|| panic!("the program's own"));
            std::process::abort();
        }
        "logged panic in a thread" => {
            sawlog::log_panics(&log);
            sawlog::log_panics(&log);
            let _ = std::thread::spawn(|| panic!("{} things went wrong", 7)).join();
        }
        "panic within a logging call" => {
            sawlog::log_panics(&log);
            info!(log, "{}", Panics);
        }
        "exit in a thread" => {
            let _ = std::thread::spawn(|| exit(4)).join();
        }
        "other threads still log" => {
            for _ in 0..4 {
                let noisy = get_logger("noisy");
                noisy.set_propagate(false);
                noisy.add_handler(FileHandler::new("/dev/null").expect("it opens"));
                std::thread::spawn(move || {
                    loop {
                        info!(noisy, "on and on");
                    }
                });
            }
        }
        "a handler logs while it is flushed" => {
            let late = get_logger("late");
            late.set_propagate(false);
            // Closed after the one that logs, as it is older.
            late.add_handler(FileHandler::new(path).expect("it opens"));
            get_logger("other").add_handler(OnFlush(move || info!(late, "logged while flushed")));
        }
        "a thread-local logs while it ends" => LOGS_AT_END.with(|_| {}),
        "shutdown came first" => {
            sawlog::shutdown();
            info!(log, "after");
        }
        "handlers that panic" => get_logger("bad").add_handler(OnFlush(|| panic!("in a handler"))),
        "a socket is listened at" => {
            let listener = sawlog::config::listen().unix(path.with_extension("sock")).start().expect("it listens");
            assert!(path.with_extension("sock").exists());
            drop(listener);
        }
        "reverse order of creation" => {
            for text in ["first", "second", "third"] {
                get_logger(text).add_handler(OnFlush(line(text)));
            }
        }
        _ => {}
    }
}
