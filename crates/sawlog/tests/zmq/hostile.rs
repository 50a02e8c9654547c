//! Peers that do not keep the protocol: each costs itself its connection, and the others nothing.

use std::io::{Read, Write};
use std::net::TcpStream;

use sawlog::wire::Limits;
use sawlog::{WhenFull, ZmqQueue};

use crate::ends::{Sender, Taker, wait_until};
use crate::peer::PATIENCE;

pub(crate) fn greeting() -> [u8; 64] {
    let mut greeting = [0; 64];
    (greeting[0], greeting[9], greeting[10]) = (0xFF, 0x7F, 3);
    greeting[12..16].copy_from_slice(b"NULL");
    greeting
}

pub(crate) fn ready(kind: &str) -> Vec<u8> {
    let mut body = b"\x05READY\x0BSocket-Type".to_vec();
    body.extend((kind.len() as u32).to_be_bytes());
    body.extend(kind.as_bytes());
    [&[4, body.len() as u8], &body[..]].concat()
}

fn frame(flags: u8, body: &[u8]) -> Vec<u8> {
    [&[flags | 2], &(body.len() as u64).to_be_bytes()[..], body].concat()
}

const RECORD: &[u8] = br#"{"name": "stranger", "msg": "hello", "levelno": 30}"#;

struct Stranger(TcpStream);

impl Stranger {
    fn connect(address: &str) -> Stranger {
        let stream = TcpStream::connect(address.strip_prefix("tcp://").unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Stranger(stream)
    }

    /// One that has said what it is.
    fn greeted(address: &str) -> Stranger {
        let mut stranger = Stranger::connect(address);
        stranger.send(&greeting());
        stranger.send(&ready("PUSH"));
        stranger
    }

    fn send(&mut self, bytes: &[u8]) {
        // It may be closed already.
        let _ = self.0.write_all(bytes);
    }

    /// Reads until the other side closes the connection.
    fn is_closed(&mut self) {
        loop {
            match self.0.read(&mut [0; 1000]) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => panic!("it is not closed: {error}"),
            }
        }
    }
}

#[test]
fn what_is_no_protocol_ends_the_connection() {
    let mut limits = Limits::default();
    limits.frame_len = 100_000;
    let taker = Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*").limits(limits));
    let address = taker.address();
    let sender = Sender::new(ZmqQueue::push().connect(&address), WhenFull::Block);
    let huge = [&[2u8], &(1u64 << 60).to_be_bytes()[..]].concat();
    let greeted = [&greeting()[..], &ready("PUSH")].concat();
    let mut old = greeting();
    old[10] = 1;
    let mut encrypted = greeting();
    encrypted[12..17].copy_from_slice(b"CURVE");
    let cases: Vec<Vec<u8>> = vec![
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        vec![0; 64],
        old.to_vec(),
        encrypted.to_vec(),
        [&greeting()[..], &ready("PULL")].concat(),
        [&greeting()[..], &ready("NONSENSE")].concat(),
        [&greeting()[..], b"\x04\x03\x09RE"].concat(),
        [&greeting()[..], b"\x04\x00"].concat(),
        [&greeting()[..], b"\x00\x01a"].concat(),
        [&greeting()[..], &huge].concat(),
        [&greeted[..], &huge].concat(),
        [&greeted[..], &frame(0, &[b' '; 100_001])].concat(),
        [&greeted[..], &frame(1, &[b' '; 60_000]), &frame(1, &[b' '; 60_000])].concat(),
        [&greeted[..], &frame(1, b"part").repeat(70)].concat(),
        [&greeted[..], &[0xFF]].concat(),
        [&greeted[..], b"\x04\xC8\x04PING\x00\x00", &[b'x'; 193][..]].concat(),
    ];
    for (index, case) in cases.iter().enumerate() {
        let mut stranger = Stranger::connect(&address);
        stranger.send(case);
        stranger.is_closed();
        wait_until(|| taker.queue.stats().refused == index as u64 + 1);
        sender.log(index..index + 1);
        taker.kept.wait_for(index + 1);
    }
    assert_eq!(taker.kept.numbers(), (0..cases.len()).collect::<Vec<_>>());
}

#[test]
fn what_is_no_record_is_refused_alone() {
    let taker = Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*"));
    let mut stranger = Stranger::greeted(&taker.address());
    let refused: [&[u8]; 6] = [
        &frame(0, b""),
        &frame(0, b"no record"),
        &frame(0, b"{\"msg\": "),
        &frame(0, b"cos\nsystem\n(S'true'\ntR."),
        &[frame(1, b"a"), frame(1, b"b"), frame(0, RECORD)].concat(),
        &[frame(1, RECORD).repeat(10), frame(0, RECORD)].concat(),
    ];
    for bytes in refused {
        stranger.send(bytes);
    }
    // A command that is not known, a torn frame that is finished later, and a topic before a record.
    stranger.send(b"\x04\x06\x05LATER");
    let whole = [frame(0, RECORD), frame(1, b"topic"), frame(0, RECORD)].concat();
    for byte in &whole {
        stranger.send(&[*byte]);
    }
    taker.kept.wait_for(2);
    assert_eq!(taker.kept.all(), ["hello", "hello"]);
    assert_eq!(taker.queue.stats().refused, refused.len() as u64);
}

#[test]
fn a_ping_is_answered() {
    let taker = Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*"));
    let mut stranger = Stranger::greeted(&taker.address());
    stranger.send(b"\x04\x0A\x04PING\x00\x0Aabc");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\x04\x08\x04PONGabc") {
        let mut byte = [0];
        stranger.0.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
}

#[test]
fn who_says_nothing_and_who_asks_without_listening_are_bounded() {
    let taker = Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*").max_peers(3));
    let address = taker.address();
    let mut silent = [(); 3].map(|()| Stranger::connect(&address));
    // They take all the room.
    let mut fourth = Stranger::connect(&address);
    fourth.is_closed();
    // Until their time for a greeting is over.
    silent.iter_mut().for_each(Stranger::is_closed);
    let mut asking = Stranger::greeted(&address);
    asking.0.set_write_timeout(Some(PATIENCE)).unwrap();
    for _ in 0..20_000 {
        asking.send(&b"\x04\x0A\x04PING\x00\x0Aabc".repeat(10));
    }
    asking.send(&frame(0, RECORD));
    taker.kept.wait_for(1);
    assert!(taker.queue.stats().refused >= 4);
}

#[test]
fn a_record_that_no_peer_takes_is_given_up() {
    let mut small = Limits::default();
    small.frame_len = 20_000_000;
    let taker = Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*"));
    let sender = Sender::new(ZmqQueue::push().connect(&taker.address()).limits(small), WhenFull::Block);
    sender.log(0..1);
    sawlog::warn!(sender.logger("big"), "{}", "x".repeat(17_000_000));
    sender.log(1..2);
    // The others are not held up for ever.
    taker.kept.wait_for(3);
    let mut kept = taker.kept.all();
    kept.sort();
    assert_eq!(kept, ["0", "1", "1 record was dropped: the queue was full"]);
}

/// What a good peer sends, with some of it changed.
fn damaged(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut bytes = [&greeting()[..], &ready("PUSH"), &frame(0, RECORD), &frame(1, b"a"), &frame(0, RECORD)].concat();
    for _ in 0..=next(4) {
        let at = next(bytes.len());
        match next(3) {
            0 => bytes[at] = next(256) as u8,
            1 => drop(bytes.drain(at..(at + next(20)).min(bytes.len() - 1).max(at))),
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

#[test]
fn damaged_streams_harm_nobody_else() {
    let taker = Taker::new(ZmqQueue::pull().bind("tcp://127.0.0.1:*"));
    let address = taker.address();
    for seed in 0..500 {
        Stranger::connect(&address).send(&damaged(seed));
    }
    let sender = Sender::new(ZmqQueue::push().connect(&address), WhenFull::Block);
    sender.log(0..100);
    let good = || taker.kept.all().iter().filter(|what| what.parse::<usize>().is_ok()).count();
    wait_until(|| good() == 100);
}
