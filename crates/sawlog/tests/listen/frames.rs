//! The protocol as CPython has it, and what becomes of those who break it.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use sawlog::Level;
use sawlog::config::listen::ListenLimits;

use crate::server::{Server, answer, frame, wait_until};

const GOOD: &str = r#"{"version": 1, "root": {"level": "DEBUG"}}"#;

fn limits(change: impl FnOnce(&mut ListenLimits)) -> ListenLimits {
    let mut limits = ListenLimits::default();
    change(&mut limits);
    limits
}

#[test]
fn a_configuration_is_taken_and_the_client_is_told() {
    let server = Server::start();
    assert_eq!(server.ask(GOOD), "ok: 0 handlers kept, 0 made, 1 closed\n");
    assert_eq!(server.manager.root().level(), Level::DEBUG);
    let stats = server.listener.stats();
    assert_eq!((stats.connections, stats.done, stats.refused), (1, 1, 0));
}

#[test]
fn a_frame_may_come_byte_by_byte_and_with_white_space_before_it() {
    let server = Server::start();
    let mut stream = server.connect();
    for byte in frame(format!(" \n{GOOD}").as_bytes()) {
        stream.write_all(&[byte]).unwrap();
    }
    assert!(answer(&mut stream).starts_with("ok: "));
}

#[test]
fn a_peer_that_has_gone_is_no_error() {
    let server = Server::start();
    let mut stream = server.connect();
    stream.write_all(&frame(GOOD.as_bytes())).unwrap();
    drop(stream);
    wait_until("the configuration", || server.manager.root().level() == Level::DEBUG);
    // Nor is one that only looks whether somebody listens.
    drop(server.connect());
    server.ask(GOOD);
    let stats = server.listener.stats();
    assert_eq!((stats.done, stats.refused, stats.torn), (2, 0, 0));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let server = Server::start();
    let said = server.refuses("{\"version\": 1,\n \"root\": {\"level\": \"LOUD\"}}");
    assert!(said.starts_with("2:20: root.level: unknown level: \"LOUD\""), "{said}");
    let said = server.refuses("{\"version\": 1, \"root\"}");
    assert!(said.starts_with("1:22: "), "{said}");
    let said = server.refuses(r#"{"version": 1, "handlers": {"a\u001b[2J\u0007": {"class": "no.Such"}}}"#);
    assert!(said.contains("no.Such") && !said.contains('\u{1b}') && !said.contains('\u{7}'), "{said:?}");
    for wrong in ["", "nonsense", "[]", "\"text\"", "null", "{", "{}"] {
        server.refuses(wrong);
    }
}

#[test]
fn garbage_is_refused() {
    let server = Server::start();
    assert!(server.refuses([0xff, 0xfe, 0x80]).contains("UTF-8"));
    // As garbage comes: what looks like a length is another.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..200 {
        let garbage: Vec<u8> = (0..300)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[0]
            })
            .collect();
        let mut stream = server.connect();
        let _ = stream.write_all(&garbage).and_then(|()| stream.shutdown(Shutdown::Write));
        let _ = stream.read_to_end(&mut Vec::new());
    }
    server.is_unchanged();
    assert!(server.ask(GOOD).starts_with("ok: "));
}

#[test]
fn a_length_of_four_gigabytes_costs_nothing() {
    let server = Server::start();
    let mut stream = server.connect();
    stream.write_all(&[0xff; 4]).unwrap();
    assert_eq!(answer(&mut stream), "refused: a frame of 4294967295 bytes; 1048576 are taken at most\n");
    assert_eq!(server.listener.stats().too_long, 1);
    server.wait_for_refusal("4294967295");
    server.is_unchanged();
}

#[test]
fn the_answer_arrives_although_the_client_is_still_sending() {
    let server = Server::with(|listen| listen.limits(limits(|limits| limits.frame_len = 10)));
    let mut stream = server.connect();
    stream.write_all(&frame(&[b'x'; 100_000])).unwrap();
    assert!(answer(&mut stream).starts_with("refused: a frame of 100000 bytes"));
}

#[test]
fn half_a_frame_and_silence_end_after_a_time() {
    let server = Server::with(|listen| listen.limits(limits(|limits| limits.frame_time = Duration::from_millis(200))));
    for sent in [&b""[..], b"\0\0", b"\0\0\0\x20{\"version\""] {
        let mut stream = server.connect();
        stream.write_all(sent).unwrap();
        assert_eq!(answer(&mut stream), "refused: the frame did not arrive within 200ms\n");
    }
    assert_eq!(server.listener.stats().timed_out, 3);
    server.wait_for_refusal("did not arrive");
    server.is_unchanged();
}

#[test]
fn a_connection_that_ends_within_a_frame_is_counted() {
    let server = Server::start();
    for sent in [&b"\0\0"[..], b"\0\0\0\x20{\"version\""] {
        let mut stream = server.connect();
        stream.write_all(sent).unwrap();
    }
    wait_until("both", || server.listener.stats().torn == 2);
    server.wait_for_refusal("the connection ended 2 bytes into a frame");
    server.is_unchanged();
}

#[test]
fn silent_connections_by_the_thousand_do_not_keep_others_out() {
    let server = Server::with(|listen| listen.limits(limits(|limits| limits.connections = 8)));
    let mut silent = VecDeque::new();
    for number in 0..3_000 {
        silent.push_back(server.connect());
        if silent.len() > 100 {
            silent.pop_front();
        }
        if number % 500 == 0 {
            assert!(server.ask(GOOD).starts_with("ok: "), "beside {number} silent ones");
        }
    }
    assert!(server.listener.stats().crowded_out > 1_000);
    server.wait_for_refusal("too many connections");
}

#[test]
fn verify_may_change_the_bytes_or_refuse_them() {
    let server = Server::with(|listen| {
        listen.verify(|bytes| match bytes.strip_prefix(b"reversed ") {
            Some(bytes) => Ok(bytes.iter().rev().copied().collect()),
            None if bytes == b"panic" => panic!("in verify"),
            None => Err("it stands\nas it is".into()),
        })
    });
    assert_eq!(server.refuses(GOOD), "it stands\\nas it is");
    assert_eq!(server.refuses("panic"), "panicked: in verify");
    let reversed: String = GOOD.chars().rev().collect();
    assert!(server.ask(format!("reversed {reversed}")).starts_with("ok: "));
}
