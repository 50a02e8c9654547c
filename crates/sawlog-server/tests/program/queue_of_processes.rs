//! A server that takes records out of a queue of its configuration's.

use std::path::Path;
use std::sync::Arc;

use sawlog::{Address, HandlerRef, Level, Manager, QueueHandler, SocketHandler, UnixQueue, WhenFull};

use crate::process::Server;

/// The configuration of the library's example.
const CONFIGURATION: &str = include_str!("../../../sawlog/examples/processes_with_configurations_serve.yaml");

fn worker(path: &Path) -> (Manager, HandlerRef<QueueHandler>) {
    let handler = QueueHandler::builder(Arc::new(UnixQueue::new(path))).when_full(WhenFull::Block).build();
    let manager = Manager::new();
    manager.root().set_level(Level::DEBUG).unwrap();
    manager.root().add_handler(&handler);
    (manager, handler)
}

#[test]
fn a_server_writes_what_comes_through_a_queue() {
    let server = Server::configured(CONFIGURATION, &[]);
    let path = server.path("run/mplog.sock");
    let workers: Vec<_> = (0..3).map(|_| worker(&path)).collect();
    for (number, (manager, _)) in workers.iter().enumerate() {
        for n in 0..500 {
            let name = if n % 2 == 0 { "foo.bar" } else { "spam" };
            let level = if n % 5 == 0 { Level::ERROR } else { Level::INFO };
            manager.get_logger(name).log(level, format!("{number} {n}"));
        }
    }
    // Acknowledged is what is in the files.
    for (_, handler) in &workers {
        handler.flush().unwrap();
    }
    let lines = |name: &str| std::fs::read_to_string(server.path(name)).unwrap().lines().count();
    assert_eq!(["mplog.log", "mplog-foo.log", "mplog-errors.log"].map(lines), [1500, 750, 300]);
    // The server ends, and workers keep what they log meanwhile.
    let ended = server.stop();
    assert!(!path.exists());
    assert!(ended.said.contains("\nsawlog: queue 'queue': 1500 taken, 0 dropped, 0 left\n"), "{}", ended.said);
    for n in 0..10 {
        workers[0].0.root().info(format!("meanwhile {n}"));
    }
    assert_eq!(workers[0].1.queue().len(), 10);
    drop(ended);
}

const TO_NOBODY: &str = "
version: 1
handlers:
  q: {class: logging.handlers.QueueHandler, queue: {(): sawlog.UnixQueue, path: nobody.sock}}
root: {level: DEBUG, handlers: [q]}
";

#[test]
fn a_server_that_reaches_nobody_says_once_what_is_left() {
    let server = Server::configured(TO_NOBODY, &[]);
    let handler = SocketHandler::builder(Address::host("127.0.0.1", server.address().port())).build();
    let manager = Manager::new();
    manager.root().set_level(Level::DEBUG).unwrap();
    manager.root().add_handler(&handler);
    for n in 0..10 {
        manager.root().info(format!("to nobody {n}"));
    }
    handler.close().unwrap();
    let said = server.stop().said;
    assert_eq!(said.matches("10 records were left in the queue after ").count(), 1, "{said}");
    assert!(said.contains("\nsawlog: queue 'q': 0 dropped, 10 left\nsawlog: received 10, written 10, "), "{said}");
}
