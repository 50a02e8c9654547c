//! `SocketHandler`.

use std::io::{self, Read as _};
use std::time::Duration;

use sawlog::testkit::{Cannot, Rule};
use sawlog::wire::{Encoding, FrameDecoder, Limits, record_from_payload};
use sawlog::{Address, SocketHandler};

use super::peers::{Conversation, Streams, Texts, on_peer};

/// Takes frames, and keeps their records' messages.
fn receive(mut from: Conversation, texts: &Texts) -> io::Result<()> {
    let limits = Limits::default();
    let mut frames = FrameDecoder::new(limits.frame_len);
    loop {
        while let Some(payload) = frames.next_frame().map_err(io::Error::other)? {
            texts.push(message(payload));
        }
        match from.read(frames.spare())? {
            0 => return Ok(()),
            read => frames.filled(read),
        }
    }
}

/// The message of a record that was sent.
pub(crate) fn message(payload: &[u8]) -> String {
    let record = record_from_payload(payload, &Limits::default()).expect("a record");
    record.message().expect("it can be formatted").to_owned()
}

fn kept(start: fn() -> Streams, encoding: Encoding) {
    let make = move |address: Address| SocketHandler::builder(address).format(encoding).build();
    let check = on_peer(start, make).cannot(Cannot::Format, "it sends records, which the receiver formats");
    let report = check.arrival(Duration::from_secs(60)).run();
    println!("{report}");
    report.assert_kept();
    assert!(!report.skipped().iter().any(|(rule, _)| *rule == Rule::SinkGone), "{report}");
}

#[test]
fn socket_with_pickles_over_tcp() {
    kept(|| Streams::tcp(receive), Encoding::Pickle);
}

#[test]
fn socket_with_json_over_tcp() {
    kept(|| Streams::tcp(receive), Encoding::Json);
}

#[test]
fn socket_with_pickles_at_a_unix_socket() {
    kept(|| Streams::unix(receive), Encoding::Pickle);
}

#[test]
fn socket_with_json_at_a_unix_socket() {
    kept(|| Streams::unix(receive), Encoding::Json);
}
