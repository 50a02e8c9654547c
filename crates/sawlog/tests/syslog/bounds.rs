//! What cannot be sent: reported, counted, and nothing else is lost.

use std::net::{TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::{HandlerRef, SocketKind, SysLogFormat, SysLogHandler, make_log_record};

fn send(handler: &HandlerRef<SysLogHandler>, text: &str) {
    let text = text.to_owned();
    handler.erase().handle(&mut make_log_record([("name", "a".into()), ("msg", text.into())]));
}

fn errors(handler: &HandlerRef<SysLogHandler>) -> Arc<Mutex<Vec<String>>> {
    let errors = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&errors);
    handler.on_error(move |_, error| told.lock().unwrap().push(error.to_string()));
    errors
}

#[test]
fn a_datagram_that_is_too_large_is_reported() {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = daemon.local_addr().unwrap().port();
    let handler = SysLogHandler::builder().host("127.0.0.1", port).build();
    let errors = errors(&handler);
    send(&handler, &"x".repeat(70_000));
    send(&handler, "small");
    let expected = format!(
        "cannot write: a message of 70005 bytes is too large for a datagram to 127.0.0.1:{port}; a stream would take it"
    );
    assert_eq!(*errors.lock().unwrap(), [expected]);
    assert_eq!(handler.failures(), 1);
    let mut message = [0; 100];
    let length = daemon.recv(&mut message).unwrap();
    assert_eq!(&message[..length], b"<12>small\0");
}

#[test]
fn a_missing_socket_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let handler = SysLogHandler::builder().unix(&path).build();
    let errors = errors(&handler);
    send(&handler, "m");
    assert_eq!(handler.failures(), 1);
    let errors = errors.lock().unwrap();
    assert!(errors[0].contains(&path.display().to_string()), "{errors:?}");
}

#[test]
fn a_daemon_that_reads_nothing_holds_nobody_up() {
    let daemon = TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = SysLogHandler::builder().host("127.0.0.1", daemon.local_addr().unwrap().port());
    let builder = builder.socket_kind(SocketKind::Stream).format(SysLogFormat::Rfc5424);
    let handler = builder.timeout(Duration::from_millis(200)).backlog(100_000, 1 << 20).build();
    let _errors = errors(&handler);
    let text = "x".repeat(10_000);
    let begun = Instant::now();
    let mut longest = Duration::ZERO;
    for _ in 0..2_000 {
        let call = Instant::now();
        send(&handler, &text);
        longest = longest.max(call.elapsed());
    }
    assert!(longest < Duration::from_secs(10), "a call took {longest:?}");
    assert!(begun.elapsed() < Duration::from_secs(60));
    let stats = handler.stats().unwrap();
    assert!(stats.dropped > 0 && stats.waiting_bytes <= 1 << 20, "{stats:?}");
    assert_eq!(stats.sent + stats.waiting as u64 + stats.dropped, 2_000, "{stats:?}");
}

#[test]
fn lone_surrogates_are_refused_as_in_python_and_escaped_by_the_rfcs() {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = daemon.local_addr().unwrap().port();
    let text = format!("a{}b", sawlog::value::surrogate::char_for(0xDC80).unwrap());
    let python = SysLogHandler::builder().host("127.0.0.1", port).build();
    let errors = errors(&python);
    send(&python, &text);
    assert_eq!(*errors.lock().unwrap(), ["cannot encode '\\udc80' as utf-8"]);
    send(&SysLogHandler::builder().host("127.0.0.1", port).format(SysLogFormat::Rfc3164).build(), &text);
    let mut message = [0; 200];
    let length = daemon.recv(&mut message).unwrap();
    let message = std::str::from_utf8(&message[..length]).unwrap();
    assert!(message.ends_with(": a\\udc80b"), "{message}");
}
