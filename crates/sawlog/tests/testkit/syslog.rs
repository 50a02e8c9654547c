//! `SysLogHandler`.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::time::Duration;

use sawlog::testkit::{Cannot, HandlerCheck};
use sawlog::wire::syslog::Framing;
use sawlog::{Address, SocketKind, SysLogHandler};

use super::peers::{Conversation, Datagrams, Peer, Streams, Texts, on_peer};

const PATIENCE: Duration = Duration::from_secs(60);

/// The text of a message: what follows its priority.
fn text(message: &[u8]) -> String {
    let message = String::from_utf8(message.to_vec()).expect("UTF-8");
    let text = message.strip_prefix('<').and_then(|rest| rest.split_once('>')).expect("a priority").1;
    text.trim_end_matches('\0').to_owned()
}

/// Takes messages that a NUL ends.
fn receive(from: Conversation, texts: &Texts) -> io::Result<()> {
    let mut from = BufReader::new(from);
    let mut message = Vec::new();
    while from.read_until(0, &mut message)? > 0 && message.last() == Some(&0) {
        texts.push(text(&message));
        message.clear();
    }
    Ok(())
}

/// Takes messages with their length before them.
fn receive_counted(from: Conversation, texts: &Texts) -> io::Result<()> {
    let mut from = BufReader::new(from);
    let mut length = Vec::new();
    while from.read_until(b' ', &mut length)? > 0 {
        let digits = String::from_utf8_lossy(&length).trim_end().to_owned();
        let mut message = vec![0; digits.parse().map_err(io::Error::other)?];
        from.read_exact(&mut message)?;
        texts.push(text(&message));
        length.clear();
    }
    Ok(())
}

fn check<P: Peer>(start: fn() -> P, kind: SocketKind, framing: Option<Framing>) -> HandlerCheck {
    let make = move |address: Address| {
        let handler = SysLogHandler::builder().address(address).socket_kind(kind).timeout(PATIENCE);
        framing.map_or(handler.clone(), |framing| handler.framing(framing)).build()
    };
    on_peer(start, make).limit(PATIENCE).arrival(PATIENCE)
}

#[test]
fn syslog_over_udp() {
    let check = check(|| Datagrams::udp(text), SocketKind::Datagram, None);
    let report = check.cannot(Cannot::Deliver, "what UDP drops on its way nobody is told of").run();
    println!("{report}");
    report.assert_kept();
}

#[test]
fn syslog_over_tcp() {
    let by_nul = check(|| Streams::tcp(receive), SocketKind::Stream, None);
    let counted = check(|| Streams::tcp(receive_counted), SocketKind::Stream, Some(Framing::OctetCounted));
    for check in [by_nul, counted] {
        let report = check.run();
        assert!(report.skipped().is_empty(), "{report}");
        report.assert_kept();
    }
}

#[test]
fn syslog_at_a_unix_socket_for_datagrams() {
    let report = check(|| Datagrams::unix(text), SocketKind::Datagram, None).run();
    assert!(report.skipped().is_empty(), "{report}");
    report.assert_kept();
}

#[test]
fn syslog_at_a_unix_socket_for_streams() {
    let report = check(|| Streams::unix(receive), SocketKind::Stream, None).run();
    assert!(report.skipped().is_empty(), "{report}");
    report.assert_kept();
}
