//! `JournaldHandler`.

use std::time::Duration;

use sawlog::{Address, JournaldHandler};

use super::peers::{Datagrams, on_peer};

/// The message of an entry: `NAME=value` and a line feed, or `NAME`, a line feed, the value's length, it and a line feed.
fn message(mut entry: &[u8]) -> String {
    while !entry.is_empty() {
        let end = entry.iter().position(|byte| *byte == b'\n').expect("a field ends with a line feed");
        let (line, rest) = (&entry[..end], &entry[end + 1..]);
        let (name, value, rest) = match line.iter().position(|byte| *byte == b'=') {
            Some(at) => (&line[..at], &line[at + 1..], rest),
            None => {
                let (length, rest) = rest.split_first_chunk().expect("a length");
                let (value, rest) = rest.split_at(usize::try_from(u64::from_le_bytes(*length)).expect("it is small"));
                (line, value, &rest[1..])
            }
        };
        if name == b"MESSAGE" {
            return String::from_utf8(value.to_vec()).expect("UTF-8");
        }
        entry = rest;
    }
    panic!("an entry without a message");
}

#[test]
fn journald() {
    // A receiver of a busy machine may not come to read for a while.
    let patience = Duration::from_secs(60);
    let make = move |address| match address {
        Address::Unix(path) => JournaldHandler::builder().path(path).timeout(patience).build(),
        Address::Host { .. } => unreachable!("the journal has a path"),
    };
    let report = on_peer(|| Datagrams::unix(message), make).limit(patience).arrival(patience).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}
