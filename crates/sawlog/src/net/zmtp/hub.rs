//! A socket: its endpoints and its peers, and turns in which they are looked after.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{Shutdown, shutdown};

use super::counts::Counts;
use super::door::Door;
use super::endpoint::Endpoint;
use super::journey::Journey;
use super::kind::Kind;
use super::outgoing::Message;
use super::peer::{Gone, Peer};
use super::waker::{Awaited, Waker};
use crate::net::back_off::BackOffTimes;

/// What a socket is made with.
#[derive(Clone, Debug)]
pub(crate) struct HubOptions {
    pub(crate) kind: Kind,
    pub(crate) bind: Vec<Endpoint>,
    pub(crate) connect: Vec<Endpoint>,
    /// What is wanted of what is published.
    pub(crate) subscribe: Vec<Vec<u8>>,
    /// Bytes of a message that comes.
    pub(crate) message_len: usize,
    /// Connections at a time.
    pub(crate) max_peers: usize,
    /// Bytes that wait for one subscriber.
    pub(crate) subscriber_bytes: usize,
}

/// What comes of a turn.
pub(crate) enum Arrived<'a> {
    /// A message: its last part, a topic before it being left out.
    Message { peer: &'a str, body: &'a [u8] },
    /// A message or a connection that was refused.
    Refused { peer: &'a str, why: &'a str },
    /// What became of an endpoint.
    News(&'a str),
}

/// A socket. Only its thread has it.
#[derive(Debug)]
pub(crate) struct Hub {
    options: HubOptions,
    awaited: Awaited,
    waker: Waker,
    doors: Vec<Door>,
    journeys: Vec<Journey>,
    peers: Vec<Peer>,
    /// Whose turn it is to get a message.
    next: usize,
    /// Messages that are nobody's at the moment, in order.
    pending: VecDeque<Message>,
    counts: Arc<Counts>,
    /// When something came from a peer.
    heard: Instant,
    room: Box<[u8]>,
}

/// Waits between attempts to bind or connect.
const BACK_OFF: BackOffTimes =
    BackOffTimes { initial: Duration::from_millis(100), factor: 2.0, max: Duration::from_secs(3) };
/// How long a peer may take to say what it is.
const GREETING: Duration = Duration::from_secs(5);
/// Bytes that wait for one of the peers among which messages are shared out: few, since another one may be quicker.
const SHARE: usize = 64 * 1024;
/// Bytes that are held, in messages that have come in part: so many whole ones.
const HELD_MESSAGES: usize = 8;
/// How many connections may end within a message before it is thought to be why they do.
const TRIES: u8 = 5;
/// How many peers are let in at a time.
const ACCEPTED: usize = 16;

impl Hub {
    pub(crate) fn new(options: HubOptions, waker: Waker, awaited: Awaited, counts: Arc<Counts>) -> Hub {
        let doors = options.bind.iter().map(|endpoint| Door::new(endpoint.clone(), BACK_OFF)).collect();
        let journeys = options.connect.iter().map(|endpoint| Journey::new(endpoint.clone(), BACK_OFF)).collect();
        let room = vec![0; 64 * 1024].into();
        Hub {
            options,
            awaited,
            waker,
            doors,
            journeys,
            peers: Vec::new(),
            next: 0,
            pending: VecDeque::new(),
            counts,
            heard: Instant::now(),
            room,
        }
    }

    /// Whether a message that is sent now goes to a peer at once.
    pub(crate) fn has_room(&self) -> bool {
        match self.options.kind {
            Kind::Push => self.pending.is_empty() && self.peers.iter().any(has_share),
            _ => true,
        }
    }

    /// Sends a message, whose first part is `first`.
    pub(crate) fn send(&mut self, first: &[u8], frames: Vec<u8>) {
        let message = Message::new(frames);
        if self.options.kind == Kind::Pub {
            self.publish(first, &message);
        } else {
            self.pending.push_back(message);
            self.share_out();
        }
        self.count_under_way();
    }

    /// Messages that were not given to the kernel whole.
    pub(crate) fn under_way(&self) -> usize {
        self.pending.len() + self.peers.iter().map(|peer| peer.outgoing.messages()).sum::<usize>()
    }

    /// Writes and reads what can be, and waits no longer than the limit if nothing can.
    pub(crate) fn turn(&mut self, limit: Duration, taken: &mut dyn FnMut(Arrived<'_>)) {
        let now = Instant::now();
        self.tend(now, taken);
        self.share_out();
        let mut gone = Vec::new();
        for (index, peer) in self.peers.iter_mut().enumerate() {
            match write(peer, &self.counts) {
                // What it has sent before it went is to be read yet.
                Err(_) if !self.options.kind.sends() => drop(peer.outgoing.take_unsent()),
                Err(why) => gone.push((index, why)),
                Ok(()) => {}
            }
        }
        self.remove(gone, taken);
        let (news, ready) = self.wait(limit, now);
        if news {
            self.awaited.hear();
        }
        self.serve(&ready, taken);
        self.let_in(taken);
        self.count_under_way();
    }

    /// Lets nobody in any more, tells the peers that this end has nothing to say, and takes what they have sent until
    /// each has closed its connection, nothing comes for a while, or the time is over.
    pub(crate) fn leave(&mut self, quiet: Duration, limit: Duration, taken: &mut dyn FnMut(Arrived<'_>)) {
        let until = Instant::now() + limit;
        self.doors.clear();
        self.journeys.clear();
        self.list_bound();
        for peer in &mut self.peers {
            peer.journey = None;
            let _ = write(peer, &self.counts);
            let _ = shutdown(&peer.socket, Shutdown::Write);
        }
        self.heard = Instant::now();
        while !self.peers.is_empty() {
            let until = until.min(self.heard + quiet);
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            self.turn(left, taken);
        }
        self.peers.clear();
        self.count_under_way();
    }

    /// Binds, connects, and ends what takes too long.
    fn tend(&mut self, now: Instant, taken: &mut dyn FnMut(Arrived<'_>)) {
        let mut bound = false;
        for door in &mut self.doors {
            let was_bound = door.bound().is_some();
            if let Some(news) = door.tend(now) {
                taken(Arrived::News(&news));
            }
            bound |= !was_bound && door.bound().is_some();
        }
        if bound {
            self.list_bound();
        }
        for (index, journey) in self.journeys.iter_mut().enumerate() {
            match journey.tend(now, &self.waker) {
                Some(Ok(socket)) => self.peers.push(Peer::new(journey.endpoint.to_string(), socket, Some(index))),
                Some(Err(news)) => taken(Arrived::News(&news)),
                None => {}
            }
        }
        let late = |peer: &Peer| !peer.is_open() && now.saturating_duration_since(peer.since) >= GREETING;
        let why = || Gone::Refused(format!("it has not said what it is within {GREETING:?}"));
        let gone = self.peers.iter().enumerate().filter(|(_, peer)| late(peer)).map(|(index, _)| (index, why()));
        let gone = gone.collect();
        self.remove(gone, taken);
    }

    /// Waits until something can be done; whether the bell rang, and which peers can be read from.
    fn wait(&self, limit: Duration, now: Instant) -> (bool, Vec<bool>) {
        let waits = self.doors.iter().filter_map(|door| door.wait(now));
        let waits = waits.chain(self.journeys.iter().filter_map(|journey| journey.wait(now)));
        let greeting = self.peers.iter().filter(|peer| !peer.is_open());
        let waits = waits.chain(greeting.map(|peer| (peer.since + GREETING).saturating_duration_since(now)));
        let limit = waits.fold(limit, Duration::min);
        let mut waited = vec![PollFd::new(&self.awaited, PollFlags::IN)];
        for peer in &self.peers {
            let writing = if peer.outgoing.is_empty() { PollFlags::empty() } else { PollFlags::OUT };
            waited.push(PollFd::new(&*peer.socket, PollFlags::IN | writing));
        }
        waited.extend(
            self.doors.iter().filter_map(|door| door.socket(now)).map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)),
        );
        let limit = Timespec::try_from(limit).ok();
        if poll(&mut waited, limit.as_ref()).is_err() {
            // Interrupted: the next turn comes at once.
            return (true, vec![false; self.peers.len()]);
        }
        let is_ready = |fd: &PollFd<'_>| !fd.revents().difference(PollFlags::OUT).is_empty();
        (is_ready(&waited[0]), waited[1..=self.peers.len()].iter().map(is_ready).collect())
    }

    fn serve(&mut self, ready: &[bool], taken: &mut dyn FnMut(Arrived<'_>)) {
        if ready.contains(&true) {
            self.heard = Instant::now();
        }
        let mut gone = Vec::new();
        let mut held: usize = self.peers.iter().map(Peer::held).sum();
        for (index, peer) in self.peers.iter_mut().enumerate().filter(|(index, _)| ready[*index]) {
            let was_open = peer.is_open();
            held -= peer.held();
            let counts = &self.counts;
            let read = peer.read(&mut self.room, &self.options, &mut |arrived| {
                match arrived {
                    Arrived::Message { .. } => Counts::add(&counts.taken, 1),
                    Arrived::Refused { .. } => Counts::add(&counts.refused, 1),
                    Arrived::News(_) => {}
                }
                taken(arrived);
            });
            held += peer.held();
            if !was_open && peer.is_open() {
                Counts::add(&self.counts.connections, 1);
                if let Some(journey) = peer.journey.and_then(|index| self.journeys.get_mut(index)) {
                    journey.is_open();
                }
            }
            match read {
                Err(why) => gone.push((index, why)),
                Ok(()) if held > HELD_MESSAGES * self.options.message_len => {
                    held -= peer.held();
                    gone.push((
                        index,
                        Gone::Refused("too much is held of messages that have not come whole".to_owned()),
                    ));
                }
                Ok(()) => {}
            }
        }
        self.remove(gone, taken);
    }

    fn let_in(&mut self, taken: &mut dyn FnMut(Arrived<'_>)) {
        let now = Instant::now();
        for door in &mut self.doors {
            for _ in 0..ACCEPTED {
                let Some((name, socket)) = door.accept(now) else { break };
                if self.peers.len() < self.options.max_peers {
                    self.peers.push(Peer::new(name, socket, None));
                } else {
                    Counts::add(&self.counts.refused, 1);
                    let why = format!("there are {} connections already (`maxPeers`)", self.options.max_peers);
                    taken(Arrived::Refused { peer: &name, why: &why });
                }
            }
        }
    }

    fn publish(&mut self, first: &[u8], message: &Message) {
        let mut heard = false;
        for peer in self.peers.iter_mut().filter(|peer| peer.is_open() && peer.wants(first)) {
            heard = true;
            let bytes = self.options.subscriber_bytes.saturating_sub(message.frames.len());
            if peer.outgoing.bytes() > bytes {
                // It may have room yet when some is written.
                let _ = write(peer, &self.counts);
            }
            if peer.outgoing.bytes() > bytes {
                Counts::add(&self.counts.missed, 1);
            } else {
                peer.outgoing.push(message.clone());
            }
        }
        if !heard {
            Counts::add(&self.counts.unheard, 1);
        }
    }

    /// Gives messages that are nobody's to peers that have room, one after the other.
    fn share_out(&mut self) {
        while !self.pending.is_empty() {
            let len = self.peers.len();
            let Some(index) =
                (0..len).map(|step| (self.next + step) % len).find(|index| has_share(&self.peers[*index]))
            else {
                return;
            };
            if let Some(message) = self.pending.pop_front() {
                self.peers[index].outgoing.push(message);
            }
            self.next = index + 1;
        }
    }

    /// Ends connections, by ascending index.
    fn remove(&mut self, gone: Vec<(usize, Gone)>, taken: &mut dyn FnMut(Arrived<'_>)) {
        for (index, why) in gone.into_iter().rev() {
            let mut peer = self.peers.remove(index);
            if let Some(journey) = peer.journey.and_then(|index| self.journeys.get_mut(index)) {
                journey.lost(Instant::now());
            }
            if let Gone::Refused(why) = &why {
                Counts::add(&self.counts.refused, 1);
                taken(Arrived::Refused { peer: &peer.name, why });
            }
            if self.options.kind == Kind::Pub {
                Counts::add(&self.counts.missed, peer.outgoing.messages() as u64);
                continue;
            }
            // The kernel was not given them whole: nobody can have them.
            for message in peer.outgoing.take_unsent().rev() {
                if message.tried < TRIES {
                    self.pending.push_front(message);
                    continue;
                }
                Counts::add(&self.counts.given_up, 1);
                let bytes = message.frames.len();
                let why = format!("{TRIES} connections ended within a message of {bytes} bytes, which is given up");
                taken(Arrived::Refused { peer: &peer.name, why: &why });
            }
        }
    }

    fn count_under_way(&self) {
        self.counts.under_way.store(self.under_way(), Ordering::Relaxed);
        self.counts.open.store(self.peers.iter().filter(|peer| peer.is_open()).count(), Ordering::Relaxed);
    }

    fn list_bound(&self) {
        let bound = self.doors.iter().filter_map(Door::bound).collect();
        *self.counts.bound.lock().unwrap_or_else(|e| e.into_inner()) = bound;
    }
}

fn has_share(peer: &Peer) -> bool {
    peer.is_open() && peer.outgoing.bytes() < SHARE
}

fn write(peer: &mut Peer, counts: &Counts) -> Result<(), Gone> {
    let (completed, written) = peer.outgoing.write(&peer.socket);
    Counts::add(&counts.sent, completed);
    written.map_err(|_| Gone::Closed)
}
