//! Answers that nobody reads.

use std::io::Write;
use std::os::unix::net::UnixStream;

use sawlog::config::listen::{Client, ListenLimits};

use crate::server::{PATIENCE, Server, answer, frame, wait_until};

#[test]
fn trees_that_wait_to_be_read_are_bounded_all_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    let mut limits = ListenLimits::default();
    (limits.answers, limits.reply_time) = (3 << 20, 2 * PATIENCE);
    let server = Server::with(|listen| listen.unix(&path).limits(limits));
    // More than a socket takes by itself, and than half of what may wait.
    for number in 0..4000 {
        server.manager.get_logger(&format!("{}{number}", "x".repeat(500)));
    }
    let mut slow = UnixStream::connect(&path).unwrap();
    slow.write_all(&frame(br#"{"sawlog": "tree"}"#)).unwrap();
    wait_until("the first tree", || server.listener.stats().done == 1);
    let client = Client::new(server.listener.address().clone());
    let refused = client.tree(false).unwrap();
    assert!(!refused.is_ok() && refused.message().starts_with("busy: "), "{}", refused.message());
    let yaml = "version: 1\nroot: {level: LOUD}\nloggers: {a: {level: QUIET}}\n";
    assert!(client.send_config(yaml, "a.yaml".as_ref()).unwrap().rest().contains(".level: "), "little has room still");
    assert!(client.set_level("shop", "DEBUG", None).unwrap().is_ok());
    assert!(answer(&mut slow).starts_with("ok: tree, "));
    assert!(client.tree(false).unwrap().is_ok(), "there is room again");
}
