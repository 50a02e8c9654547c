//! Frames that were signed, by Python among others, and those that were not.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use sawlog::config::listen::{Client, KeyError, SharedKey, Signed};

use crate::python::python;
use crate::server::Server;

const KEY: &str = "correct horse battery staple";
const GOOD: &str = r#"{"version": 1, "root": {"level": "DEBUG"}}"#;

fn key() -> SharedKey {
    SharedKey::new(KEY).unwrap()
}

fn server() -> Server {
    Server::with(|listen| listen.key(Signed::new(key()).window(Duration::from_secs(600))))
}

#[test]
fn a_client_with_the_key_is_heard() {
    let server = server();
    assert!(Client::new(server.listener.address().clone()).key(key()).send(GOOD.as_bytes()).unwrap().is_ok());
}

#[test]
fn without_the_key_nobody_is() {
    let server = server();
    assert!(server.refuses(GOOD).contains("not signed"));
    assert!(server.refuses(r#"{"sawlog": "tree"}"#).contains("not signed"));
    let other = SharedKey::new("incorrect horse battery").unwrap();
    assert!(server.refuses(other.sign(GOOD.as_bytes())).contains("not signed with this key"));
    assert!(server.refuses("sawlog-signed 2 1 2 3\n{}").contains("version"));
    assert!(server.refuses("sawlog-signed 1 1 2 3\n{}").contains("malformed"));
}

#[test]
fn what_was_taken_is_not_taken_again() {
    let server = server();
    let wrong = key().sign(b"{\"version\": 2}");
    server.refuses(&wrong);
    assert!(server.refuses(&wrong).contains("it was taken before"));
}

/// The function that the documentation shows.
fn documented() -> String {
    let source = include_str!("../../src/config/listen/signed/mod.rs");
    let code = source.split("```python").nth(1).and_then(|rest| rest.split("```").next()).expect("the function");
    code.lines().map(|line| format!("{}\n", line.trim_start_matches("//!").strip_prefix(' ').unwrap_or(""))).collect()
}

#[test]
fn python_signs_by_the_lines_of_the_documentation() {
    let server = server();
    let send = "
import socket, struct, sys
def ask(body):
    with socket.create_connection(sys.stdin.readline().split()) as s:
        s.sendall(struct.pack('>L', len(body)) + body)
        return s.makefile('rb').readline().decode().strip()
";
    let address = server.address().replace(':', " ");
    let ask = |script: &str| {
        python(&format!("{}{send}{script}", documented()), &format!("{address}\n{address}\n{address}\n"))
    };
    let script = format!(
        "
key, body = {KEY:?}.encode(), b'{{\"version\": 2}}'
frame = signed(body, key)
print(ask(frame))
print(ask(frame))
time.time = lambda now=time.time(): now - 601
print(ask(signed(body, key)))
"
    );
    let Some(said) = ask(&script) else { return };
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("refused: 1:13: version: "), "heard, and wrong: {said}");
    assert!(lines[1].contains("it was taken before"), "{said}");
    assert!(lines[2].contains("behind ours, and 600 s are allowed"), "{said}");
    server.is_unchanged();
    let good = format!("print(ask(signed({GOOD:?}.encode(), {KEY:?}.encode())))");
    assert!(ask(&good).unwrap().starts_with("ok: "));
}

#[test]
fn a_key_is_the_owners_alone_and_long_enough() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let with = |text: &str, mode: u32| {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        SharedKey::from_file(&path)
    };
    let read = with(&format!(" {KEY}\n"), 0o600).unwrap();
    assert!(Signed::new(key()).verify(&read.sign(b"x")).is_ok(), "without the white space at its ends");
    assert!(!format!("{read:?}").contains("horse"));
    for mode in [0o640, 0o604, 0o620, 0o666] {
        assert!(matches!(with(KEY, mode), Err(KeyError::Open(_))), "{mode:o}");
    }
    assert!(matches!(with("short\n", 0o600), Err(KeyError::Length(5))));
    assert!(matches!(with(&"x".repeat(5000), 0o600), Err(KeyError::Length(_))));
    assert!(matches!(SharedKey::from_file(folder.path().join("none")), Err(KeyError::Read(..))));
}
