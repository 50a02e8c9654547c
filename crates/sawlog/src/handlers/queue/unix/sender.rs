//! The putting end: a connection to the listener, which comes and goes, and what is kept until it is acknowledged.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use super::super::ack::Ack;
use super::outbox::Outbox;
use super::{A_MOMENT, courier};
use crate::fork::{Alone, generation};
use crate::handler::report;
use crate::net::{BackOff, BackOffTimes, check_private_folder, connect_unix};
use crate::wire::FrameDecoder;
use crate::wire::delivery::{ToWorker, WorkerId};

/// The most bytes of an answer.
const LONGEST_ANSWER: usize = 64;

pub(super) struct Sender {
    path: PathBuf,
    pub(super) records: usize,
    pub(super) bytes: usize,
    times: BackOffTimes,
    state: Mutex<Sending>,
}

pub(super) struct Sending {
    generation: u64,
    worker: WorkerId,
    pub(super) outbox: Outbox,
    pub(super) stream: Option<Arc<Alone<UnixStream>>>,
    answers: FrameDecoder,
    pub(super) back_off: BackOff,
    /// The thread that waits for the listener and its answers, and how to wake it.
    pub(super) courier: Option<Arc<UnixStream>>,
    /// What that thread waits for: whether there is a connection, and something to be sent.
    pub(super) awaited: (bool, bool),
    /// Since when the listener is away, and whether that was told.
    away_since: Option<Instant>,
    told: bool,
    flushes: u64,
    /// Whether anything was put since the last flush that was done.
    pub(super) unflushed: bool,
    pub(super) ended: bool,
}

impl Sender {
    pub(super) fn new(path: &Path, records: usize, bytes: usize, times: BackOffTimes) -> Sender {
        Sender { path: path.to_owned(), records, bytes, times, state: Mutex::new(Sending::new(times)) }
    }

    /// Keeps a record's frame, and sends it if the listener is there and takes it; gives it back if there is no room.
    pub(super) fn put(self: &Arc<Self>, frame: Vec<u8>) -> Result<(), Vec<u8>> {
        let mut state = self.lock();
        if self.has_no_room(&state, frame.len()) {
            return Err(frame);
        }
        state.outbox.push_record(frame);
        self.send(state);
        Ok(())
    }

    /// The same, in the place of the oldest records that were not sent; how many had to go.
    pub(super) fn displace(self: &Arc<Self>, frame: Vec<u8>) -> Result<u64, Vec<u8>> {
        let mut state = self.lock();
        let mut displaced = 0;
        while self.has_no_room(&state, frame.len()) {
            if state.outbox.displace().is_none() {
                // What was displaced is gone; the caller counts this one.
                return if displaced > 0 { Ok(displaced + 1) } else { Err(frame) };
            }
            displaced += 1;
        }
        state.outbox.push_record(frame);
        self.send(state);
        Ok(displaced)
    }

    pub(super) fn put_flush(self: &Arc<Self>, ack: Ack) {
        let mut state = self.lock();
        if state.stream.is_none() {
            state.wait_for_nobody();
        }
        if !state.unflushed {
            drop(state);
            return ack.done();
        }
        state.flushes += 1;
        let number = state.flushes;
        state.outbox.push_flush(number, ack);
        self.send(state);
    }

    pub(super) fn put_end(self: &Arc<Self>) {
        let mut state = self.lock();
        state.outbox.push_end();
        self.send(state);
    }

    pub(super) fn kept(&self) -> usize {
        self.lock().outbox.records()
    }

    /// How many records the listener has handled, the sentinel among them.
    pub(super) fn acknowledged(&self) -> u64 {
        self.lock().outbox.acknowledged()
    }

    /// The number that the next record will have.
    pub(super) fn next_number(&self) -> u64 {
        self.lock().outbox.next_number()
    }

    /// Whether the listener has handled all before this number, as far as it is to get them.
    pub(super) fn is_handled_before(&self, number: u64) -> bool {
        self.lock().outbox.is_handled_before(number)
    }

    /// Lets go of the oldest record that was not sent; whether there was one.
    pub(super) fn drop_oldest(&self) -> bool {
        self.lock().outbox.displace().is_some()
    }

    /// The frame of the oldest record, if nothing of what is kept was sent yet.
    pub(super) fn take_back(&self) -> Option<Vec<u8>> {
        let mut state = self.lock();
        if state.outbox.is_begun() { None } else { state.outbox.displace() }
    }

    pub(super) fn is_connected(&self) -> bool {
        self.lock().stream.is_some()
    }

    /// Nobody will put anything any more: the thread ends.
    pub(super) fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        state.wake_courier();
    }

    /// Whether a record of so many bytes has to wait. One alone may be of any size.
    pub(super) fn has_no_room(&self, state: &Sending, len: usize) -> bool {
        let (records, bytes) = (state.outbox.records(), state.outbox.bytes());
        records >= self.records || (records > 0 && bytes.saturating_add(len) > self.bytes)
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Sending> {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        if state.generation != generation() {
            // A forked child has neither the parent's connection nor its thread, and its records are the parent's.
            *state = Sending::new(self.times);
        }
        state
    }

    /// Sends what can be sent now, and has the thread see to the rest.
    fn send(self: &Arc<Self>, mut state: MutexGuard<'_, Sending>) {
        state.unflushed = true;
        self.advance(&mut state);
        if state.courier.is_none() {
            state.courier = courier::start(self);
            return;
        }
        let awaits = state.awaits();
        if std::mem::replace(&mut state.awaited, awaits) != awaits {
            state.wake_courier();
        }
    }

    /// Connects if there is something to send and it is time to, and writes what the listener takes.
    pub(super) fn advance(&self, state: &mut Sending) {
        if state.stream.is_none() {
            if state.outbox.is_empty() || !state.back_off.wait(Instant::now()).is_zero() {
                return;
            }
            match self.connect() {
                Ok(stream) => state.connected(stream),
                Err(error) => {
                    state.back_off.failed(Instant::now());
                    // One that starts a moment later is no news.
                    let since = *state.away_since.get_or_insert_with(Instant::now);
                    if since.elapsed() >= A_MOMENT && !std::mem::replace(&mut state.told, true) {
                        let path = self.path.display();
                        report("sawlog.queue", &format!("nobody listens at {path} ({error}): records wait"));
                    }
                    state.wait_for_nobody();
                    return;
                }
            }
        }
        let Some(stream) = state.stream.clone() else { return };
        if state.outbox.write(&**stream).is_err() {
            state.lose_connection();
        }
    }

    fn connect(&self) -> io::Result<Alone<UnixStream>> {
        check_private_folder(&self.path)?;
        Alone::open(|| connect_unix(&self.path))
    }
}

impl Sending {
    fn new(times: BackOffTimes) -> Sending {
        Sending {
            generation: generation(),
            worker: new_id(),
            outbox: Outbox::new(),
            stream: None,
            answers: FrameDecoder::new(LONGEST_ANSWER),
            back_off: BackOff::new(times),
            courier: None,
            awaited: (false, false),
            away_since: None,
            told: false,
            flushes: 0,
            unflushed: false,
            ended: false,
        }
    }

    fn connected(&mut self, stream: Alone<UnixStream>) {
        self.outbox.connected(self.worker);
        self.answers = FrameDecoder::new(LONGEST_ANSWER);
        self.stream = Some(Arc::new(stream));
    }

    /// Whether there is a connection, and whether anything waits to be sent.
    pub(super) fn awaits(&self) -> (bool, bool) {
        (self.stream.is_some(), !self.outbox.is_all_sent())
    }

    pub(super) fn lose_connection(&mut self) {
        self.stream = None;
        self.back_off.failed(Instant::now());
        self.wait_for_nobody();
    }

    /// The listener is away: nothing is left to be flushed if it has handled all.
    fn wait_for_nobody(&mut self) {
        self.unflushed &= !self.outbox.is_all_handled();
    }

    pub(super) fn wake_courier(&self) {
        if let Some(courier) = &self.courier {
            // A full pipe wakes it, too.
            let _ = (&**courier).write(&[0]);
        }
    }

    /// Takes what the listener has answered.
    pub(super) fn read_answers(&mut self) {
        if let Some(stream) = self.stream.clone()
            && self.answers_from(&stream).is_err()
        {
            self.lose_connection();
        }
    }

    fn answers_from(&mut self, mut stream: &UnixStream) -> io::Result<()> {
        loop {
            match stream.read(self.answers.spare()) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.answers.filled(read),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            while let Some(answer) = self.answers.next_frame().map_err(io::Error::other)? {
                match ToWorker::read(answer).map_err(io::Error::other)? {
                    ToWorker::Handled(number) => self.outbox.handled(number),
                    ToWorker::Flushed { flush, done } => {
                        self.outbox.flushed(flush, done);
                        self.unflushed &= !(done && flush == self.flushes && self.outbox.is_empty());
                    }
                }
                // Who answers is there.
                self.back_off.succeeded();
                (self.away_since, self.told) = (None, false);
            }
        }
    }
}

/// A name that no other worker has.
fn new_id() -> WorkerId {
    let mut id = [0; 16];
    for half in id.chunks_exact_mut(8) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        // Its keys are random.
        half.copy_from_slice(&RandomState::new().hash_one((std::process::id(), now)).to_be_bytes());
    }
    id
}
