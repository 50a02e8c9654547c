//! `sawlog serve` with a queue over ZeroMQ in its configuration: a log server for pyzmq's programs and ours.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use rustix::process::Signal;
use sawlog::{Manager, QueueHandler, RecordQueue, WhenFull, ZmqQueue, info};

use crate::process::{SAWLOG, Server};

const MANY: usize = 20_000;

/// The configuration of the cookbook's example.
const WRITER: &str = include_str!("../../../sawlog/examples/zeromq_listener.yaml");

fn serve() -> Server {
    Server::configured(WRITER, &[])
}

/// Listens nowhere: records come out of the queue alone.
fn serve_the_queue_alone() -> Server {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logging.yaml"), WRITER).unwrap();
    let mut command = Command::new(SAWLOG);
    command.args(["serve", "--listen", "none", "--config", "logging.yaml"]);
    Server::start_command(folder, command)
}

fn address(server: &Server) -> String {
    format!("ipc://{}", server.path("log.zmq").display())
}

/// Logs records of these numbers and waits until they are handed over.
fn log(server: &Server, numbers: std::ops::Range<usize>) {
    let queue: Arc<dyn RecordQueue> = Arc::new(ZmqQueue::push().connect(&address(server)).build().unwrap());
    let handler = QueueHandler::builder(queue).when_full(WhenFull::Block).build();
    let manager = Manager::new();
    manager.root().set_level("INFO").unwrap();
    manager.root().add_handler(&handler);
    let log = manager.get_logger("mill.stones");
    for n in numbers {
        info!(log, "sack {n}");
    }
    handler.flush().unwrap();
}

#[test]
fn what_was_sent_before_a_signal_is_written() {
    let server = serve();
    log(&server, 0..MANY);
    let ended = server.stop();
    assert!(ended.status.success(), "{}", ended.said);
    let text = fs::read_to_string(ended.folder.path().join("all.log")).unwrap();
    let expected: String = (0..MANY).map(|n| format!("MainProcess mill.stones INFO sack {n}\n")).collect();
    assert_eq!(text.len(), expected.len(), "{}", ended.said);
    assert!(text == expected, "all of them, in order");
}

#[test]
fn a_reload_keeps_the_queue() {
    let server = serve();
    log(&server, 0..100);
    server.wait_for_lines(&server.path("all.log"), 100);
    let file = server.path("logging.yaml");
    let changed = fs::read_to_string(&file).unwrap().replace("%(message)s", "[%(message)s]");
    fs::write(&file, changed).unwrap();
    server.signal(Signal::HUP);
    server.wait_for_line("handlers kept");
    log(&server, 100..200);
    let text = server.wait_for_lines(&server.path("all.log"), 200);
    assert!(text.contains("INFO sack 99\n") && text.contains("INFO [sack 100]\n"), "{text}");
}

#[test]
fn two_servers_that_take_from_queues_alone_need_no_port() {
    let servers = [serve_the_queue_alone(), serve_the_queue_alone()];
    for server in servers {
        log(&server, 0..100);
        server.wait_for_lines(&server.path("all.log"), 100);
        let ended = server.stop();
        assert!(ended.status.success(), "{}", ended.said);
        assert!(ended.said.starts_with("sawlog: listening at no address; records go to "), "{}", ended.said);
        assert!(ended.said.contains("\nsawlog: queue 'zeromq': 100 taken, 0 dropped, 0 left\n"), "{}", ended.said);
    }
}

#[test]
fn a_server_without_an_address_needs_a_configuration() {
    let refused = |flags: &[&str], why: &str| {
        let output = Command::new(SAWLOG).arg("serve").args(flags).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains(why), "{said}");
    };
    refused(&["--listen", "none"], "--listen none needs a --config with a queue");
    refused(&["--listen", "none", "--listen", "0"], "--listen none goes with no other --listen");
}
