//! The same frames to CPython's `listen` and to ours, from the same client: what they make of loggers must be the same.

use crate::python::python;
use crate::server::Server;

/// Sends each frame of a list and says, of a listener of Python's own, what the loggers are like after it.
const PYTHON: &str = r#"
import json, logging, logging.config, logging.handlers, socket, struct, sys, time
frames = json.load(sys.stdin)
logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "handlers": {"null": {"class": "logging.NullHandler"}},
    "loggers": {"shop": {"level": "INFO"}}, "root": {"level": "ERROR", "handlers": ["null"]}})
sys.stderr = open("/dev/null", "w")
listener = logging.config.listen(0)
listener.start()
listener.ready.wait()
try:
    for frame in frames:
        frame = frame.encode("latin-1")
        listener.ready.clear()
        with socket.create_connection(("localhost", listener.port)) as s:
            try:
                s.sendall(frame)
                s.shutdown(socket.SHUT_WR)
                while s.recv(100):
                    pass
            except OSError:
                pass # it has left something unread, and closed when it was done
        root, shop = logging.getLogger(), logging.getLogger("shop")
        print(root.level, len(root.handlers), shop.level, shop.propagate)
finally:
    logging.config.stopListening()
    listener.join()
"#;

fn framed(payload: &str) -> String {
    let len = u32::try_from(payload.len()).unwrap().to_be_bytes();
    len.iter().map(|byte| char::from(*byte)).chain(payload.chars()).collect()
}

#[test]
fn loggers_are_the_same_after_each_frame() {
    let frames = [
        framed(
            r#"{"version": 1, "root": {"level": "DEBUG"}, "loggers": {"shop": {"level": "ERROR", "propagate": false}}}"#,
        ),
        framed(r#"{"version": 1, "incremental": true, "root": {"level": "INFO"}}"#),
        framed(r#"{"version": 1, "incremental": true, "loggers": {"shop": {"level": 7}}}"#),
        framed(r#"{"version": 2}"#),
        framed(r#"{"version": 1, "root": {"level": "LOUD"}}"#),
        framed("[1, 2]"),
        framed("nonsense"),
        framed(""),
        "\0\0".to_owned(),
        String::new(),
        framed(
            r#"{"version": 1, "handlers": {"a": {"class": "logging.NullHandler"}, "b": {"class": "logging.StreamHandler"}}, "loggers": {"shop": {"level": 40, "propagate": true}}, "root": {"level": "WARNING", "handlers": ["a", "b"]}}"#,
        ),
        framed(
            "  {\"version\": 1, \"loggers\": {\"shop\": {\"level\": 41, \"propagate\": true}}, \"root\": {\"level\": 12}}\n",
        ) + "and what nobody wants",
    ];
    let input = serde_json::to_string(&frames).unwrap();
    let Some(expected) = python(PYTHON, &input) else { return };
    let server = Server::start();
    let mut said = String::new();
    for frame in &frames {
        use std::io::{Read, Write};
        let bytes: Vec<u8> = frame.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let mut stream = server.connect();
        stream.write_all(&bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
        let (root, shop) = (server.manager.root(), server.manager.get_logger("shop"));
        let propagate = if shop.propagate() { "True" } else { "False" };
        said += &format!("{} {} {} {propagate}\n", root.level().number(), root.handlers().len(), shop.level().number());
    }
    assert_eq!(said, expected);
}
