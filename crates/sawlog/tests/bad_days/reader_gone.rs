//! A pipe whose reader is gone, and a new one that comes.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::thread;

use sawlog::{FileHandler, StreamHandler};

use super::program::{again, folder, logger, succeeds, wait_until};

#[test]
fn of_standard_output() {
    if let Some(folder) = folder() {
        let (log, handler) = logger(StreamHandler::stdout());
        log.info("\nfirst");
        wait_until("the reader goes", || folder.join("gone").exists());
        (0..10).for_each(|number| log.info(format!("lost {number}")));
        assert_eq!(handler.failures(), 10);
        eprintln!("the program goes on");
        std::process::exit(7);
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let mut command = again("reader_gone::of_standard_output", scratch.path(), &[]);
    let mut program = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let lines = BufReader::new(program.stdout.take().expect("a pipe")).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "first"));
    fs::write(scratch.path().join("gone"), "").expect("it can be made");
    let mut stderr = String::new();
    program.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("a text");
    assert_eq!(program.wait().expect("it ends").code(), Some(7), "{stderr}");
    assert_eq!(stderr.matches("StreamHandler: cannot write: Broken pipe").count(), 10, "{stderr}");
    assert!(stderr.ends_with("the program goes on\n"), "{stderr}");
}

#[test]
fn of_a_named_pipe() {
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("pipe");
    assert!(succeeds("mkfifo", &[&path.to_string_lossy()]));
    let reader = {
        let path = path.clone();
        thread::spawn(move || {
            let mut line = String::new();
            BufReader::new(File::open(path).expect("a writer comes")).read_line(&mut line).map(|_| line)
        })
    };
    let (log, handler) = logger(FileHandler::new(&path).expect("a reader is there"));
    handler.on_error(|_, error| assert!(error.to_string().contains("pipe: Broken pipe"), "{error}"));
    log.info("one");
    assert_eq!(reader.join().expect("no panic").expect("a text"), "one\n");
    // A process that another test is just starting may have the reading end for a moment, too.
    let no_wait = rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::NONBLOCK;
    while rustix::fs::open(&path, no_wait, rustix::fs::Mode::empty()).is_ok() {
        thread::yield_now();
    }
    log.info("two");
    log.info("three");
    assert_eq!(handler.failures(), 2);
    let mut reader = BufReader::new(File::open(&path).expect("the writer is there"));
    log.info("four");
    let mut line = String::new();
    reader.read_line(&mut line).expect("a text");
    assert_eq!((line.as_str(), handler.failures()), ("four\n", 2));
}
