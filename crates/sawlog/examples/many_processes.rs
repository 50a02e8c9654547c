//! Many processes, one file: the workers send their records to the process that writes.
//!
//! The program starts itself as its workers. `sawlog serve` does the writer's part for programs in Python and Rust;
//! here it is a few lines, so that all of it can be seen.

use std::env;
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use sawlog::{FileHandler, Level, Manager, PercentFormatter, SocketHandler, get_logger, log, root};

mod receiver;
use receiver::receive;

const WORKERS: usize = 4;
const RECORDS: usize = 250;
const LEVELS: [Level; 5] = [Level::DEBUG, Level::INFO, Level::WARNING, Level::ERROR, Level::CRITICAL];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match env::args().nth(1) {
        Some(port) => work(port.parse()?),
        None => write(),
    }
}

/// One of the processes that log.
fn work(port: u16) -> Result<(), Box<dyn std::error::Error>> {
    root().set_level(Level::DEBUG)?;
    root().add_handler(SocketHandler::new("127.0.0.1", port));
    let loggers = [get_logger("mill.stones"), get_logger("mill.sails")];
    for n in 0..RECORDS {
        log!(loggers[n % 2], LEVELS[n % 5], "sack {n}");
    }
    Ok(())
}

/// The process that writes: a thread for each worker, one file for all.
fn write() -> Result<(), Box<dyn std::error::Error>> {
    let format = PercentFormatter::new("%(processName)-8s %(name)-11s %(levelname)-8s %(message)s")?;
    let manager = Manager::new();
    manager.root().add_handler(FileHandler::builder("mill.log").mode("w".parse()?).formatter(format).build()?);

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let mut workers = Vec::new();
    for number in 1..=WORKERS {
        let mut worker = Command::new(env::current_exe()?);
        workers.push(worker.arg(port.to_string()).env("SAWLOG_PROCESS_NAME", format!("worker{number}")).spawn()?);
    }
    let receivers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (stream, _) = listener.accept()?;
            let manager = manager.clone();
            Ok(thread::spawn(move || receive(stream, &manager).expect("whole frames")))
        })
        .collect::<std::io::Result<_>>()?;
    let received: usize = receivers.into_iter().map(|receiver| receiver.join().expect("it ends")).sum();
    for mut worker in workers {
        assert!(worker.wait()?.success());
    }
    println!("{received} records from {WORKERS} processes in mill.log");
    Ok(())
}
