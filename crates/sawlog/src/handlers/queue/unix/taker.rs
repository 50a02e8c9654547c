//! The taking end: a socket, the connections of the workers, and what they have sent and nobody took yet.

use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::Queued;
use super::super::ack::Ack;
use super::connection::{Came, Connection, Turn};
use super::counters::Counters;
use super::place::Place;
use super::workers::Workers;
use super::{A_MOMENT, UnixQueueBuilder};
use crate::fork::Alone;
use crate::handler::report;
use crate::net::BackOff;
use crate::wire::delivery::{ToWorker, WorkerId};
use crate::wire::{Limits, record_from_payload};

/// So many workers are served at once; others wait.
const MOST_CONNECTIONS: usize = 1024;
/// No more is read while so many bytes of records wait to be taken.
const MOST_WAITING: usize = 1 << 20;
/// All connections together keep no more of unfinished frames than so many of the longest take.
const HELD_FRAMES: usize = 8;

/// How much is read at once.
const A_READ: usize = 64 << 10;
/// How long nobody is let in after that has failed.
const PAUSE: Duration = Duration::from_millis(100);

pub(super) struct Taker {
    path: PathBuf,
    limits: Limits,
    frame_timeout: Duration,
    place: Option<Place>,
    back_off: BackOff,
    /// Since when the place cannot be had, and whether that was told.
    without_since: Option<Instant>,
    told: bool,
    /// Until when nobody is let in, since that has failed.
    paused: Option<Instant>,
    connections: Vec<Connection>,
    made: u64,
    buffer: Box<[u8]>,
    /// The connection whose turn is next.
    turn: usize,
    /// Whether a worker's sentinel is heeded, and whether it was told that one is not.
    ended_by_workers: bool,
    told_of_end: bool,
    workers: Workers,
    /// What waits, and the number that it has. In the place of a record that was refused stands nothing.
    waiting: VecDeque<(Option<Queued>, Numbered)>,
    /// Flushes that were done, by connection and number; told by whoever does them.
    flushed: Arc<Flushed>,
}

/// Whose record it is, and its number, if it has one.
type Numbered = Option<(WorkerId, u64)>;

/// What was flushed, and how whoever waits for connections is woken.
pub(super) struct Flushed {
    done: Mutex<Vec<(u64, u64, bool)>>,
    wakes: Option<UnixStream>,
    woken: Option<UnixStream>,
}

impl Flushed {
    pub(super) fn new() -> Flushed {
        let pair = UnixStream::pair().ok().filter(|(a, b)| {
            // A pair that blocks would be worse than none.
            a.set_nonblocking(true).is_ok() && b.set_nonblocking(true).is_ok()
        });
        let (wakes, woken) = pair.map_or((None, None), |(wakes, woken)| (Some(wakes), Some(woken)));
        Flushed { done: Mutex::new(Vec::new()), wakes, woken }
    }

    /// Wakes who waits for connections.
    pub(super) fn wake(&self) {
        if let Some(wakes) = &self.wakes {
            let _ = std::io::Write::write(&mut &*wakes, &[0]);
        }
    }

    fn tell(&self, connection: u64, flush: u64, done: bool) {
        self.done.lock().unwrap_or_else(|e| e.into_inner()).push((connection, flush, done));
        self.wake();
    }
}

impl Taker {
    pub(super) fn new(options: &UnixQueueBuilder, flushed: Arc<Flushed>) -> Taker {
        Taker {
            path: options.path.clone(),
            limits: options.limits.clone(),
            frame_timeout: options.frame_timeout,
            place: None,
            back_off: BackOff::new(options.times),
            without_since: None,
            told: false,
            paused: None,
            connections: Vec::new(),
            made: 0,
            buffer: Box::default(),
            turn: 0,
            ended_by_workers: options.ended_by_workers,
            told_of_end: false,
            workers: Workers::default(),
            waiting: VecDeque::new(),
            flushed,
        }
    }

    /// What was sent first of what waits.
    pub(super) fn take(&mut self) -> Option<Queued> {
        loop {
            let (queued, numbered) = self.waiting.pop_front()?;
            if let Some((id, number)) = numbered {
                self.workers.taken(&id, number);
            }
            if queued.is_some() {
                return queued;
            }
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Waits for connections and what they bring, no longer than the limit, nor than one turn.
    pub(super) fn serve(&mut self, limit: Duration, counters: &Counters) {
        self.listen();
        self.answer_flushes();
        let now = Instant::now();
        self.paused = self.paused.filter(|until| *until > now);
        let wait = match &self.place {
            Some(_) => self.paused.map_or(limit, |until| limit.min(until - now)),
            None => limit.min(self.back_off.wait(Instant::now()).max(Duration::from_millis(1))),
        };
        let began = Instant::now();
        let (is_new, ready) = self.poll(self.until_late().map_or(wait, |late| wait.min(late)));
        let waited = began.elapsed();
        self.connections.iter_mut().for_each(|connection| connection.wait(waited));
        if is_new {
            self.accept();
        }
        self.answer_flushes();
        self.read(&ready, counters);
        self.give_up_unfinished(counters);
        counters.set_connections(self.connections.len());
    }

    /// All that was taken has been handled. The flushes before it are answered first: it is behind them in the workers' order.
    pub(super) fn handled(&mut self) {
        self.say_what_was_flushed();
        for connection in &mut self.connections {
            connection.acknowledge(&self.workers);
        }
        self.write_answers();
    }

    /// Nobody takes anything any more: what is left will be sent again to who comes next.
    pub(super) fn close(&mut self) {
        self.waiting.clear();
        self.answer_flushes();
        for connection in self.connections.drain(..) {
            if let Some(id) = connection.worker() {
                self.workers.gone(id, false);
            }
        }
        self.workers.forget_untaken();
        self.place = None;
    }

    pub(super) fn is_open(&self) -> bool {
        self.place.is_some()
    }

    fn listen(&mut self) {
        if self.place.is_some() || !self.back_off.wait(Instant::now()).is_zero() {
            return;
        }
        match Place::take(&self.path) {
            Ok(place) => {
                self.place = Some(place);
                self.buffer = vec![0; A_READ].into();
                self.back_off.succeeded();
                (self.without_since, self.told) = (None, false);
            }
            Err(error) => {
                self.back_off.failed(Instant::now());
                let since = *self.without_since.get_or_insert_with(Instant::now);
                if since.elapsed() >= A_MOMENT && !std::mem::replace(&mut self.told, true) {
                    report("sawlog.queue", &format!("cannot listen at {}: {error}; trying again", self.path.display()));
                }
            }
        }
    }

    /// Whether a worker waits to be accepted, and which connections have something.
    fn poll(&self, limit: Duration) -> (bool, Vec<bool>) {
        let mut polled = Vec::with_capacity(self.connections.len() + 2);
        polled.extend(self.flushed.woken.as_ref().map(|woken| PollFd::from_borrowed_fd(woken.as_fd(), PollFlags::IN)));
        let others = polled.len();
        let has_room = self.connections.len() < MOST_CONNECTIONS;
        let listener = self.place.as_ref().filter(|_| has_room && self.paused.is_none());
        polled.extend(listener.map(|place| PollFd::from_borrowed_fd(place.listener.as_fd(), PollFlags::IN)));
        let first = polled.len();
        for connection in &self.connections {
            let wanted = if connection.has_answers() { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
            polled.push(PollFd::from_borrowed_fd(connection.stream.as_fd(), wanted));
        }
        let limit = Timespec::try_from(limit).ok();
        let _ = poll(&mut polled, limit.as_ref());
        if let Some(mut woken) = self.flushed.woken.as_ref() {
            while matches!(std::io::Read::read(&mut woken, &mut [0; 256]), Ok(1..)) {}
        }
        let is_ready = |polled: &PollFd<'_>| !polled.revents().is_empty();
        (polled[others..first].iter().any(is_ready), polled[first..].iter().map(is_ready).collect())
    }

    fn accept(&mut self) {
        let Some(place) = &self.place else { return };
        while self.connections.len() < MOST_CONNECTIONS {
            let stream = match Alone::open(|| place.listener.accept().map(|(stream, _)| stream)) {
                Ok(stream) => stream,
                Err(error) => {
                    // There may be no descriptors left, and the worker waits on.
                    let is_none = error.kind() == std::io::ErrorKind::WouldBlock;
                    self.paused = (!is_none).then(|| Instant::now() + PAUSE);
                    return;
                }
            };
            if stream.set_nonblocking(true).is_ok() {
                self.made += 1;
                self.connections.push(Connection::new(self.made, stream, &self.limits));
            }
        }
    }

    /// Each connection that has something has its turn, until enough waits to be taken.
    fn read(&mut self, ready: &[bool], counters: &Counters) {
        let count = ready.len();
        let mut bytes = 0;
        let mut ended = Vec::new();
        let start = if count == 0 { 0 } else { self.turn % count };
        for step in 0..count {
            let at = (start + step) % count;
            if !ready[at] {
                continue;
            }
            if bytes >= MOST_WAITING {
                self.turn = at;
                break;
            }
            let (connection, waiting, flushed) = (&mut self.connections[at], &mut self.waiting, &self.flushed);
            let (number, limits) = (connection.number, &self.limits);
            let (is_heeded, told_of_end) = (self.ended_by_workers, &mut self.told_of_end);
            let held = connection.held();
            let turn = connection.read(
                &mut self.buffer,
                &mut self.workers,
                |was_torn| counters.hello(was_torn),
                |came, numbered| match came {
                    Came::Record(payload) => {
                        bytes += payload.len();
                        match record_from_payload(payload, limits) {
                            Ok(record) => {
                                counters.received();
                                let record = Queued::Record(Box::new(record.into_owned()));
                                waiting.push_back((Some(record), numbered));
                            }
                            Err(error) => {
                                counters.refused();
                                waiting.push_back((None, numbered));
                                report("sawlog.queue", &format!("a worker's record is refused: {error}"));
                            }
                        }
                    }
                    Came::Double => counters.double(),
                    Came::Flush(flush) => {
                        let flushed = Arc::clone(flushed);
                        let ack = Ack::calling(move |done| flushed.tell(number, flush, done));
                        waiting.push_back((Some(Queued::Flush(ack)), None));
                    }
                    Came::End if is_heeded => waiting.push_back((Some(Queued::End), numbered)),
                    Came::End => {
                        waiting.push_back((None, numbered));
                        if !std::mem::replace(told_of_end, true) {
                            report(
                                "sawlog.queue",
                                "a worker told the listener to end: it goes on (the queue's `ended_by_workers` lets workers end it)",
                            );
                        }
                    }
                },
            );
            bytes += connection.held().saturating_sub(held);
            let is_of_use = connection.write_answers();
            match turn {
                Turn::Ended { torn } => ended.push((at, torn)),
                Turn::Broken => {
                    report("sawlog.queue", "a connection brought what is no record: it is closed");
                    ended.push((at, false));
                }
                _ if !is_of_use => ended.push((at, false)),
                _ => {}
            }
        }
        ended.sort_unstable_by_key(|(at, _)| std::cmp::Reverse(*at));
        for (at, torn) in ended {
            let connection = self.connections.swap_remove(at);
            if let Some(id) = connection.worker() {
                self.workers.gone(id, torn);
            }
            if torn {
                counters.torn();
                report(
                    "sawlog.queue",
                    "a worker went away in the middle of a record, which is lost unless it comes back",
                );
            }
        }
    }

    /// How long until a frame has not become whole in time.
    fn until_late(&self) -> Option<Duration> {
        let left = |waited| self.frame_timeout.saturating_sub(waited).max(Duration::from_millis(1));
        self.connections.iter().filter_map(Connection::waited).max().map(left)
    }

    /// Closes connections whose frames do not become whole in time, and those that keep most while all together keep too much.
    fn give_up_unfinished(&mut self, counters: &Counters) {
        let most = self.limits.frame_len.saturating_mul(HELD_FRAMES).max(MOST_WAITING);
        let mut held: usize = self.connections.iter().map(Connection::held).sum();
        loop {
            let is_late =
                |connection: &Connection| connection.waited().is_some_and(|waited| waited >= self.frame_timeout);
            let late = self.connections.iter().position(is_late);
            let largest = || (0..self.connections.len()).max_by_key(|at| self.connections[*at].held());
            let (at, why) = match late {
                Some(at) => (at, "does not become whole"),
                None if held > most => (largest().unwrap_or(0), "is too much beside those of others"),
                None => return,
            };
            let connection = self.connections.swap_remove(at);
            held -= connection.held();
            if let Some(id) = connection.worker() {
                self.workers.gone(id, true);
            }
            counters.torn();
            let bytes = connection.held();
            report("sawlog.queue", &format!("{bytes} bytes of a record came, which {why}: the connection is closed"));
        }
    }

    /// Tells workers of their flushes, and writes what else waits to be said.
    fn answer_flushes(&mut self) {
        self.say_what_was_flushed();
        self.write_answers();
    }

    fn say_what_was_flushed(&mut self) {
        let done = std::mem::take(&mut *self.flushed.done.lock().unwrap_or_else(|e| e.into_inner()));
        for (number, flush, done) in done {
            if let Some(connection) = self.connections.iter_mut().find(|connection| connection.number == number) {
                connection.answer(ToWorker::Flushed { flush, done });
            }
        }
    }

    fn write_answers(&mut self) {
        for connection in self.connections.iter_mut().filter(|connection| connection.has_answers()) {
            // One that lets its answers lie is met where it is read.
            let _ = connection.write_answers();
        }
    }
}
