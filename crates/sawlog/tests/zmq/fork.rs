//! A process that forks: its child pushes over connections of its own, and what the parent had put stays the parent's.

use std::ops::Range;
use std::process::Command;

use sawlog::config::{Configurator, Document, Format};
use sawlog::{Manager, QueueHandler, RecordQueue, ZmqQueue, warn};

use crate::ends::{Taker, ipc};
use crate::forking::{End, fork};
use crate::peer::Peer;

const VARIABLE: &str = "SAWLOG_TEST_ZMQ_FORK";

/// Runs the process that forks, which pushes to this address.
fn run(address: &str) {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "fork::runs_as_the_process_that_forks", "--nocapture"]).env(VARIABLE, address);
    let output = program.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn in_order(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers
}

#[test]
fn what_parent_and_child_push_arrives_once() {
    let folder = tempfile::tempdir().unwrap();
    let taker = Taker::new(ZmqQueue::pull().bind(&ipc(&folder)));
    run(&taker.address());
    taker.kept.wait_for(400);
    taker.listener.stop().unwrap();
    assert_eq!(in_order(taker.kept.numbers()), (0..400).collect::<Vec<_>>());
}

#[test]
fn python_takes_what_parent_and_child_push() {
    let Some(peer) = Peer::start("PULL", "bind", "tcp://127.0.0.1:*", 500, &[]) else { return };
    run(&peer.address);
    assert_eq!(in_order(peer.numbers(400)), (0..400).collect::<Vec<_>>());
    assert_eq!(peer.kill(), []);
}

/// The process that forks, with some of its records on their way.
#[test]
fn runs_as_the_process_that_forks() {
    let Ok(address) = std::env::var(VARIABLE) else { return };
    let text = format!(
        "version: 1
handlers:
  q:
    class: sawlog.QueueHandler
    whenFull: block
    queue: {{(): sawlog.ZmqQueue, socket: push, address: '{address}', linger: 60}}
root: {{level: DEBUG, handlers: [q]}}
"
    );
    let manager = Manager::new();
    let guard = Configurator::new(&manager).configure(&Document::parse(&text, Format::Yaml).unwrap()).unwrap();
    let handlers = manager.root().handlers();
    let handler = handlers[0].downcast_ref::<QueueHandler>().unwrap();
    let queue: *const dyn RecordQueue = std::sync::Arc::as_ptr(handler.queue());
    let log = |numbers: Range<usize>| {
        let log = manager.get_logger("rust.sender");
        for number in numbers {
            warn!(log, number; "number {number}");
        }
    };
    log(0..100);
    handlers[0].flush().unwrap();
    log(100..200);
    let child = fork(End::Exit, || {
        // The parent's may have been in the middle of a change, and its connections are the parent's.
        assert!(!std::ptr::addr_eq(std::sync::Arc::as_ptr(handler.queue()), queue));
        log(200..300);
        handlers[0].flush().unwrap();
    });
    assert!(child.ended());
    log(300..400);
    handlers[0].flush().unwrap();
    drop(guard);
}
