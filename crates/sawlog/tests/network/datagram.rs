//! What a `DatagramHandler` does when a datagram cannot go.

use std::os::unix::net::UnixDatagram;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::{Address, DatagramHandler, Level, Logger, Manager, info};

use crate::peer::Peer;

fn logger(handler: &sawlog::HandlerRef<DatagramHandler>) -> (Manager, Logger) {
    let manager = Manager::new();
    let log = manager.get_logger("shop");
    log.set_level(Level::DEBUG).unwrap();
    log.add_handler(handler);
    (manager, log)
}

#[test]
fn a_record_that_is_too_large_is_told_and_counted() {
    let Some(peer) = Peer::start(&["udp"]) else { return };
    let handler = DatagramHandler::new("127.0.0.1", peer.port());
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    handler.on_error(move |_, error| tell.lock().unwrap().push(error.to_string()));
    let (_manager, log) = logger(&handler);
    info!(log, "{}", "x".repeat(66_000));
    info!(log, "short");
    assert_eq!(peer.messages(1), ["short"]);
    let stats = handler.stats();
    assert_eq!((stats.sent, stats.too_large, stats.failed, handler.failures()), (1, 1, 0, 1));
    let told = told.lock().unwrap();
    assert!(told[0].contains("is larger than a datagram to 127.0.0.1:") && told[0].contains("65507"), "{told:?}");
}

#[test]
fn a_unix_socket_that_is_made_anew_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let handler = DatagramHandler::unix(&path);
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let (_manager, log) = logger(&handler);
    info!(log, "nobody there");
    let path = path.to_str().unwrap();
    for message in ["one", "two"] {
        let Some(peer) = Peer::start(&["unixgram", path]) else { return };
        info!(log, "{message}");
        assert_eq!(peer.messages(1), [message]);
        peer.kill();
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!((handler.stats().sent, handler.stats().failed), (2, 1));
}

#[test]
fn a_unix_socket_that_nobody_reads_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let receiver = UnixDatagram::bind(&path).unwrap();
    let handler = DatagramHandler::builder(Address::unix(&path)).timeout(Duration::from_millis(100)).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let (_manager, log) = logger(&handler);
    let began = Instant::now();
    for n in 0..2000 {
        info!(log, "record {n}");
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let stats = handler.stats();
    assert!(stats.sent > 0 && stats.failed > 0 && stats.sent + stats.failed == 2000, "{stats:?}");
    // Once it reads, records come again.
    let mut room = vec![0; 1 << 16];
    for _ in 0..stats.sent {
        assert!(receiver.recv(&mut room).unwrap() > 4);
    }
    info!(log, "at last");
    let len = receiver.recv(&mut room).unwrap();
    assert!(room[..len].windows(7).any(|window| window == b"at last"));
}

#[test]
fn a_name_that_is_not_resolved_holds_nobody_up() {
    let never = |_: &str, _| {
        std::thread::sleep(Duration::from_secs(600));
        Ok(Vec::new())
    };
    let address = Address::host("logs.example", 9021);
    let handler = DatagramHandler::builder(address).timeout(Duration::from_millis(50)).resolver(never).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let (_manager, log) = logger(&handler);
    let began = Instant::now();
    (0..5).for_each(|n| info!(log, "{n}"));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(handler.stats().failed, 5);
}
