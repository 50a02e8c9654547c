//! Every record, attribute by attribute: what arrives is what CPython's own handler sends for the same call.

use sawlog::{Address, DatagramHandler, HandlerRef, IntoHandler, SocketHandler};

use crate::cases;
use crate::peer::{Peer, Told, expected};

/// What no two programs have in common; of it, the type is compared.
const OF_THE_PROGRAM: [&str; 11] = [
    "created",
    "filename",
    "funcName",
    "lineno",
    "module",
    "msecs",
    "pathname",
    "process",
    "relativeCreated",
    "thread",
    "threadName",
];

/// Logs all cases and compares what comes; `skipped` says which cannot come that way.
#[track_caller]
fn compare(peer: &Peer, handler: HandlerRef, skipped: impl Fn(&Told) -> bool) {
    cases::log_all(&handler);
    let expected = expected().expect("there is a Python");
    assert!(expected.len() > 10);
    for expected in expected {
        if skipped(&expected) {
            continue;
        }
        let came = peer.next();
        let names = |told: &Told| told.keys().filter(|name| *name != "taskName").cloned().collect::<Vec<_>>();
        assert_eq!(names(&came), names(&expected), "{}", expected["msg"]);
        // A record that was made by hand has everything from the same hand.
        let is_made = expected.contains_key("user");
        for (name, expected_value) in &expected {
            let compared = if OF_THE_PROGRAM.contains(&name.as_str()) && !is_made { 0..1 } else { 0..2 };
            let of = |told: &serde_json::Value| told.as_array().expect("a pair")[compared.clone()].to_vec();
            assert_eq!(of(&came[name]), of(expected_value), "{name} of {}", expected["msg"]);
        }
    }
    assert_eq!(handler.failures(), u64::from(skipped_any(&skipped)));
}

/// Whether the one large record of the cases is skipped.
fn skipped_any(skipped: &impl Fn(&Told) -> bool) -> bool {
    expected().expect("there is a Python").iter().any(skipped)
}

fn is_large(told: &Told) -> bool {
    told["msg"][1].as_str().is_some_and(|text| text.len() > 65_000)
}

#[test]
fn over_tcp() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    compare(&peer, SocketHandler::new("localhost", peer.port()).into_handler(), |_| false);
}

#[test]
fn over_a_unix_socket() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let Some(peer) = Peer::start(&["unix", path.to_str().unwrap()]) else { return };
    compare(&peer, SocketHandler::unix(&path).into_handler(), |_| false);
}

#[test]
fn over_udp() {
    let Some(peer) = Peer::start(&["udp"]) else { return };
    compare(&peer, DatagramHandler::new("localhost", peer.port()).into_handler(), is_large);
}

#[test]
fn over_a_unix_socket_for_datagrams() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let Some(peer) = Peer::start(&["unixgram", path.to_str().unwrap()]) else { return };
    let handler = DatagramHandler::builder(Address::unix(&path)).timeout(crate::peer::PATIENCE).build();
    compare(&peer, handler.into_handler(), |_| false);
}
