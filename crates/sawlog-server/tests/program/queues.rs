//! A server that takes records out of a queue of its configuration's.

use std::path::Path;
use std::sync::Arc;

use sawlog::{HandlerRef, Level, Manager, QueueHandler, UnixQueue, WhenFull};

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
    // The server ends, and the next one gets what is logged meanwhile.
    let folder = server.path("");
    let ended = server.stop();
    assert!(!path.exists(), "{folder:?}");
    for n in 0..10 {
        workers[0].0.root().info(format!("meanwhile {n}"));
    }
    assert_eq!(workers[0].1.queue().len(), 10);
    drop(ended);
}
