//! `DatagramHandler`.

use std::time::Duration;

use sawlog::testkit::{Cannot, HandlerCheck, Rule};
use sawlog::wire::{self, Encoding, Limits};
use sawlog::{Address, DatagramHandler};

use super::peers::{Datagrams, on_peer};
use super::socket::message;

const FORMATS: &str = "it sends records, which the receiver formats";

fn receive(datagram: &[u8]) -> String {
    let (payload, length) = wire::split(datagram, Limits::default().frame_len).expect("a frame").expect("a whole one");
    assert_eq!(length, datagram.len(), "a datagram is one frame");
    message(payload)
}

fn check(start: fn() -> Datagrams, encoding: Encoding) -> HandlerCheck {
    // A receiver of a busy machine may not come to read for a while.
    let patience = Duration::from_secs(60);
    let make = move |address: Address| DatagramHandler::builder(address).format(encoding).timeout(patience).build();
    on_peer(start, make).cannot(Cannot::Format, FORMATS).limit(patience).arrival(patience)
}

#[test]
fn datagram_over_udp() {
    for encoding in [Encoding::Pickle, Encoding::Json] {
        let check = check(|| Datagrams::udp(receive), encoding);
        let report = check.cannot(Cannot::Deliver, "what UDP drops on its way nobody is told of").run();
        println!("{report}");
        report.assert_kept();
    }
}

#[test]
fn datagram_at_a_unix_socket() {
    for encoding in [Encoding::Pickle, Encoding::Json] {
        let report = check(|| Datagrams::unix(receive), encoding).run();
        println!("{report}");
        report.assert_kept();
        assert!(!report.skipped().iter().any(|(rule, _)| *rule == Rule::Threads), "{report}");
    }
}
