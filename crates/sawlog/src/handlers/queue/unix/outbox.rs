//! What a worker keeps until the listener has it: frames in order, those that were sent and those that were not.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};

use super::super::ack::Ack;
use crate::wire::delivery::{FromWorker, WorkerId};

/// Frames, in order. Each that is numbered stays until it is acknowledged, and is sent again over a new connection.
pub(super) struct Outbox {
    frames: VecDeque<Frame>,
    /// The number of the first one that has any.
    first: u64,
    /// The number after the last one of which anything was ever written.
    begun: u64,
    /// All before this number have been handled, as this connection's listener said. It says so once, and a flush may be before them still.
    told: u64,
    /// How many frames of `frames` were written whole to this connection, and how much of the next one.
    sent: usize,
    written: usize,
    /// What is left of the hello.
    hello: Vec<u8>,
    records: usize,
    bytes: usize,
    flushes: usize,
}

struct Frame {
    bytes: Vec<u8>,
    what: What,
}

enum What {
    Record,
    /// The sentinel, which has a number as a record has.
    End,
    /// Of this number, and whom to tell. It has no number among the records.
    Flush(u64, Ack),
}

/// Frames that are offered to the system at once.
const AT_ONCE: usize = 64;
/// Of so many flushes it is looked whether anybody still waits for them.
const FLUSHES: usize = 64;

impl Outbox {
    pub(super) fn new() -> Outbox {
        Outbox {
            frames: VecDeque::new(),
            first: 0,
            begun: 0,
            told: 0,
            sent: 0,
            written: 0,
            hello: Vec::new(),
            records: 0,
            bytes: 0,
            flushes: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// How many records are kept, sent or not.
    pub(super) fn records(&self) -> usize {
        self.records
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many have been handled.
    pub(super) fn acknowledged(&self) -> u64 {
        self.first
    }

    /// The number that the next one will have.
    pub(super) fn next_number(&self) -> u64 {
        self.first + (self.frames.len() - self.flushes) as u64
    }

    /// Whether all before this number have been handled, or let go of.
    pub(super) fn is_handled_before(&self, number: u64) -> bool {
        self.first >= number || self.frames.is_empty()
    }

    /// Whether anything was ever written of one that is kept.
    pub(super) fn is_begun(&self) -> bool {
        self.begun > self.first
    }

    /// Whether all that is kept was written to the connection.
    pub(super) fn is_all_sent(&self) -> bool {
        self.hello.is_empty() && self.sent == self.frames.len()
    }

    pub(super) fn push_record(&mut self, bytes: Vec<u8>) {
        self.records += 1;
        self.bytes += bytes.len();
        self.frames.push_back(Frame { bytes, what: What::Record });
    }

    pub(super) fn push_end(&mut self) {
        let mut bytes = Vec::new();
        FromWorker::End.write(&mut bytes);
        self.frames.push_back(Frame { bytes, what: What::End });
    }

    pub(super) fn push_flush(&mut self, number: u64, ack: Ack) {
        if self.flushes >= FLUSHES {
            self.drop_unasked();
        }
        self.flushes += 1;
        let mut bytes = Vec::new();
        FromWorker::Flush(number).write(&mut bytes);
        self.frames.push_back(Frame { bytes, what: What::Flush(number, ack) });
    }

    /// Begins anew, over another connection.
    pub(super) fn connected(&mut self, worker: WorkerId) {
        (self.sent, self.written, self.told) = (0, 0, 0);
        self.hello.clear();
        FromWorker::Hello { worker, next: self.first }.write(&mut self.hello);
    }

    /// Writes what the connection takes; whether that was all.
    pub(super) fn write(&mut self, mut stream: impl Write) -> io::Result<bool> {
        loop {
            if self.is_all_sent() {
                return Ok(true);
            }
            let offered = self.offered();
            match stream.write_vectored(&offered) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(taken) => self.taken(taken),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn offered(&self) -> Vec<IoSlice<'_>> {
        let frames = self.frames.iter().skip(self.sent).take(AT_ONCE).enumerate();
        let frames = frames.map(|(at, frame)| &frame.bytes[if at == 0 { self.written } else { 0 }..]);
        let hello = Some(&self.hello[..]).filter(|hello| !hello.is_empty());
        hello.into_iter().chain(frames).map(IoSlice::new).collect()
    }

    fn taken(&mut self, mut taken: usize) {
        let hello = taken.min(self.hello.len());
        self.hello.drain(..hello);
        taken -= hello;
        while taken > 0 {
            let frame = &self.frames[self.sent];
            let part = taken.min(frame.bytes.len() - self.written);
            taken -= part;
            self.written += part;
            if self.written == frame.bytes.len() {
                (self.sent, self.written) = (self.sent + 1, 0);
            }
        }
        let touched = self.sent + usize::from(self.written > 0);
        self.begun = self.begun.max(self.first + self.numbered(touched));
    }

    /// How many of the first frames have a number.
    fn numbered(&self, frames: usize) -> u64 {
        self.frames.iter().take(frames).filter(|frame| frame.is_numbered()).count() as u64
    }

    /// All before this number have been handled. Those that were not sent over this connection stay: the listener counts what comes.
    /// So do those behind a flush, until that is answered.
    pub(super) fn handled(&mut self, number: u64) {
        self.told = self.told.max(number.min(self.begun));
        self.let_go_of_handled();
    }

    fn let_go_of_handled(&mut self) {
        while self.first < self.told && self.sent > 0 && self.frames.front().is_some_and(Frame::is_numbered) {
            self.sent -= 1;
            self.first += 1;
            self.remove(0);
        }
    }

    /// The answer to a flush.
    pub(super) fn flushed(&mut self, number: u64, done: bool) {
        let is_it = |frame: &Frame| matches!(frame.what, What::Flush(this, _) if this == number);
        let Some(at) = self.frames.iter().position(is_it) else { return };
        self.sent -= usize::from(at < self.sent);
        if let Some(Frame { what: What::Flush(_, ack), .. }) = self.remove(at)
            && done
        {
            ack.done();
        }
        self.let_go_of_handled();
    }

    /// Without a listener: if it has handled all there was, it has flushed its handlers at its end, and nobody waits for the next one.
    /// Whether that is so.
    pub(super) fn is_all_handled(&mut self) -> bool {
        if self.frames.iter().any(Frame::is_numbered) {
            return false;
        }
        (self.sent, self.written, self.flushes) = (0, 0, 0);
        for frame in self.frames.drain(..) {
            if let What::Flush(_, ack) = frame.what {
                ack.done();
            }
        }
        true
    }

    /// Lets go of the oldest record of which nothing was ever written; its frame.
    pub(super) fn displace(&mut self) -> Option<Vec<u8>> {
        let mut number = self.first;
        let oldest = self.frames.iter().position(|frame| {
            let own = number;
            number += u64::from(frame.is_numbered());
            own >= self.begun && matches!(frame.what, What::Record)
        });
        self.remove(oldest?).map(|frame| frame.bytes)
    }

    /// Lets go of the flushes that nobody waits for any more; not of one that is written in part.
    fn drop_unasked(&mut self) {
        let mut at = 0;
        while at < self.frames.len() {
            let is_begun = at == self.sent && self.written > 0;
            let is_unasked = matches!(&self.frames[at].what, What::Flush(_, ack) if !ack.is_asked());
            if is_unasked && !is_begun {
                self.sent -= usize::from(at < self.sent);
                self.remove(at);
            } else {
                at += 1;
            }
        }
        self.let_go_of_handled();
    }

    fn remove(&mut self, at: usize) -> Option<Frame> {
        let frame = self.frames.remove(at)?;
        match frame.what {
            What::Record => {
                self.records -= 1;
                self.bytes -= frame.bytes.len();
            }
            What::Flush(..) => self.flushes -= 1,
            What::End => {}
        }
        Some(frame)
    }
}

impl Frame {
    fn is_numbered(&self) -> bool {
        !matches!(self.what, What::Flush(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection that takes so much.
    struct Takes(usize, Vec<u8>);

    impl Write for &mut Takes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            self.1.extend_from_slice(&bytes[..taken]);
            if taken == 0 { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(taken) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn outbox(records: &[&str]) -> Outbox {
        let mut outbox = Outbox::new();
        records.iter().for_each(|record| outbox.push_record(record.as_bytes().to_vec()));
        outbox
    }

    fn sent(outbox: &mut Outbox, bytes: usize) -> String {
        let mut takes = Takes(bytes, Vec::new());
        let _ = outbox.write(&mut takes).unwrap();
        String::from_utf8_lossy(&takes.1).into_owned()
    }

    #[test]
    fn what_was_not_acknowledged_is_sent_again() {
        let mut outbox = outbox(&["one", "two", "three"]);
        assert_eq!(sent(&mut outbox, 5), "onetw");
        outbox.handled(1);
        // No more than was sent whole.
        outbox.handled(3);
        assert_eq!((outbox.first, outbox.records()), (1, 2));
        outbox.connected([b'w'; 16]);
        let again = sent(&mut outbox, 1000);
        assert!(again.ends_with("\0\0\0\0\0\0\0\x01twothree"), "{again:?}");
        assert!(outbox.is_all_sent());
        outbox.handled(3);
        assert!(outbox.is_empty() && outbox.bytes() == 0);
    }

    #[test]
    fn only_what_was_never_begun_gives_way() {
        let mut outbox = outbox(&["one", "two", "three", "four"]);
        sent(&mut outbox, 4);
        assert_eq!(outbox.displace(), Some(b"three".to_vec()));
        outbox.connected([b'w'; 16]);
        assert!(sent(&mut outbox, 1000).ends_with("onetwofour"));
        assert_eq!(outbox.displace(), None);
    }

    #[test]
    fn a_flush_goes_in_its_place_and_keeps_no_number() {
        let mut outbox = outbox(&["one"]);
        let (ack, asked) = Ack::new();
        outbox.push_flush(9, ack);
        outbox.push_record(b"two".to_vec());
        sent(&mut outbox, 1000);
        outbox.handled(2);
        assert_eq!(outbox.records(), 1);
        outbox.flushed(9, true);
        assert!(asked.wait(std::time::Duration::ZERO));
        // It was said that this one has been handled.
        assert!(outbox.is_empty());
        let (ack, asked) = Ack::new();
        outbox.push_flush(10, ack);
        outbox.flushed(10, false);
        assert!(!asked.wait(std::time::Duration::from_secs(10)));
    }

    #[test]
    fn what_was_handled_is_let_go_of_when_the_flush_before_it_was_answered() {
        let mut outbox = outbox(&["one"]);
        outbox.push_flush(1, Ack::new().0);
        outbox.push_record(b"two".to_vec());
        outbox.push_flush(2, Ack::new().0);
        sent(&mut outbox, 1000);
        outbox.handled(1);
        outbox.handled(2);
        assert_eq!((outbox.first, outbox.records()), (1, 1));
        outbox.flushed(1, true);
        assert_eq!((outbox.first, outbox.records()), (2, 0));
        outbox.flushed(2, true);
        assert!(outbox.is_empty() && outbox.is_all_sent() && outbox.is_handled_before(2));
    }

    #[test]
    fn what_one_listener_said_is_not_held_for_the_next() {
        let mut outbox = outbox(&["one"]);
        outbox.push_flush(1, Ack::new().0);
        outbox.push_record(b"two".to_vec());
        sent(&mut outbox, 1000);
        // Nor is more believed than was sent.
        outbox.handled(u64::MAX);
        outbox.connected([b'w'; 16]);
        sent(&mut outbox, 1000);
        outbox.flushed(1, true);
        assert_eq!((outbox.first, outbox.records()), (1, 1));
    }

    #[test]
    fn flushes_that_nobody_waits_for_are_let_go() {
        let mut outbox = outbox(&["one"]);
        let (ack, asked) = Ack::new();
        outbox.push_flush(0, ack);
        // Its sixth byte is on its way.
        sent(&mut outbox, 3 + 5);
        for number in 1..10_000 {
            outbox.push_flush(number, Ack::new().0);
        }
        assert!(outbox.frames.len() <= FLUSHES + 2, "{} frames", outbox.frames.len());
        outbox.push_record(b"two".to_vec());
        assert!(sent(&mut outbox, 1 << 20).ends_with("two"));
        outbox.flushed(0, true);
        assert!(asked.wait(std::time::Duration::ZERO));
    }

    #[test]
    fn a_flush_waits_for_no_listener_once_all_was_handled() {
        let mut outbox = outbox(&["one"]);
        let (ack, asked) = Ack::new();
        outbox.push_flush(9, ack);
        sent(&mut outbox, 1000);
        assert!(!outbox.is_all_handled());
        outbox.handled(1);
        assert!(outbox.is_all_handled() && outbox.is_empty() && outbox.is_all_sent());
        assert!(asked.wait(std::time::Duration::ZERO));
    }
}
