//! A fleet in small: Python's programs, an edge server, a NATS server, a writer, a file; by the two configurations that ship.

use std::collections::HashSet;
use std::process::Command;

use crate::nats_server::Node;
use crate::process::{SAWLOG, Server};
use crate::python;
use crate::skipped::skip;

/// Logs records of these numbers, and one with what was raised.
const PROGRAM: &str = r#"
import logging, logging.handlers, sys
port, first, count = map(int, sys.argv[1:])
handler = logging.handlers.SocketHandler("127.0.0.1", port)
root = logging.getLogger()
root.addHandler(handler)
root.setLevel(logging.DEBUG)
for number in range(first, first + count):
    logging.getLogger(f"shop.part{number % 3}").info("number %d of all", number)
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("shop").exception("it went wrong in %s", first)
handler.close()
"#;

fn server(configuration: &str, node: &Node) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(SAWLOG);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fleet").join(configuration);
    command.args(["serve", "--listen", "127.0.0.1:0", "--env", "--config"]).arg(path);
    command.env("SAWLOG_NATS", node.url());
    Server::start_command(folder, command)
}

#[test]
fn records_of_python_come_by_an_edge_server_to_a_writer() {
    let what = "sawlog serve: an edge server, NATS and a writer";
    let Some(python) = python::python() else { return skip(what, "there is no Python") };
    let folder = tempfile::tempdir().unwrap();
    let Some(mut node) = Node::start(folder.path(), what) else { return };
    let (edge, writer) = (server("edge.yaml", &node), server("writer.yaml", &node));
    let log = |first: usize| {
        let port = edge.address().port().to_string();
        let args = [port, first.to_string(), "1000".to_owned()];
        let status = python::start(python, folder.path(), PROGRAM, &args).wait().unwrap();
        assert!(status.success());
    };
    log(0);
    let file = writer.path("fleet.log");
    let lines = |text: &str| text.lines().filter(|line| line.contains("number ")).count();
    writer.wait_for_text(&file, |text| lines(text) >= 500);
    // In the middle the NATS server is away: the edge server keeps what comes.
    node.kill();
    log(1000);
    node.start_again();
    log(2000);
    let raised = |text: &str| text.lines().filter(|line| *line == "ZeroDivisionError: division by zero").count();
    let text = writer.wait_for_text(&file, |text| lines(text) >= 3000 && raised(text) >= 3);
    let numbers: Vec<usize> =
        text.lines().filter_map(|line| line.split_once("number ")?.1.strip_suffix(" of all")?.parse().ok()).collect();
    assert_eq!(numbers.len(), 3000);
    assert_eq!(numbers.into_iter().collect::<HashSet<_>>(), (0..3000).collect());
    assert!(text.contains(" MainProcess shop.part1 INFO number 1 of all\n"), "{text}");
    assert!(text.contains("shop ERROR it went wrong in 1000\nTraceback (most recent call last):\n"), "{text}");
    assert!(edge.stop().status.success());
    assert!(writer.stop().status.success());
}
