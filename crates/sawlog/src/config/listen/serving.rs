//! The thread that has the connections: it accepts, reads, answers, and waits for no single client.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::connection::{Connection, Fault, Turn};
use super::event::{ListenEvent, Outcome};
use super::handle::Shared;
use super::limits::count;
use super::reply::Reply;
use super::sockets::Socket;
use super::worker::Request;

/// Clients that are accepted before those that are there have their turn.
const AT_ONCE: usize = 16;
/// How long nobody is accepted when the system cannot.
const PAUSE: Duration = Duration::from_millis(100);

/// What the thread works with.
pub(super) struct Serving {
    pub(super) shared: Arc<Shared>,
    /// `None` once it is to stop.
    pub(super) socket: Option<Socket>,
    pub(super) woken: UnixStream,
    pub(super) requests: Sender<Request>,
    pub(super) answers: Receiver<(u64, Reply)>,
    /// By their numbers: the oldest first.
    pub(super) connections: BTreeMap<u64, Connection>,
    pub(super) next: u64,
    /// Until when nobody is accepted.
    pub(super) paused: Option<Instant>,
}

impl Drop for Serving {
    /// Whoever waits for the socket to be closed is let go, whatever happened.
    fn drop(&mut self) {
        drop(self.socket.take());
        self.shared.tell_closed();
    }
}

impl Serving {
    /// Serves until it is to stop and nobody waits for an answer any more.
    pub(super) fn run(mut self) {
        let _ = self.shared.server.set(std::thread::current().id());
        loop {
            if self.shared.is_stopping() && self.socket.take().is_some() {
                // Its port is free from here on.
                self.shared.tell_closed();
                self.connections.retain(|_, connection| !connection.is_reading());
            }
            if self.socket.is_none() && self.connections.is_empty() {
                return;
            }
            let ready = self.wait();
            self.take_answers();
            for number in ready {
                self.go_on(number);
            }
            self.expire();
            self.accept();
        }
    }

    /// Waits until something can be done; the connections that are ready.
    fn wait(&mut self) -> Vec<u64> {
        let now = Instant::now();
        self.paused = self.paused.filter(|until| *until > now);
        let deadlines = self.connections.values().filter_map(Connection::deadline).chain(self.paused);
        let time = deadlines.min().map(|deadline| deadline.saturating_duration_since(now));
        // Rounded up, so that what is waited for has come.
        let time = time.and_then(|time| Timespec::try_from(time + Duration::from_millis(1)).ok());
        let waits = |connection: &&Connection| !connection.is_working();
        let numbers: Vec<u64> =
            self.connections.iter().filter(|(_, connection)| waits(connection)).map(|(number, _)| *number).collect();
        let mut all = vec![PollFd::new(&self.woken, PollFlags::IN)];
        let waiting = self.connections.values().filter(waits);
        all.extend(waiting.map(|connection| PollFd::new(&connection.stream, connection.interest())));
        if let Some(socket) = self.socket.as_ref().filter(|_| self.paused.is_none() && self.has_room()) {
            all.push(PollFd::new(socket, PollFlags::IN));
        }
        // Interrupted or not: everything is tried that is ready, and nothing else.
        if poll(&mut all, time.as_ref()).is_err() {
            return Vec::new();
        }
        let ready: Vec<bool> = all[1..].iter().map(|fd| !fd.revents().is_empty()).collect();
        drop(all);
        let _ = (&self.woken).read(&mut [0; 64]);
        numbers.into_iter().zip(ready).filter(|(_, ready)| *ready).map(|(number, _)| number).collect()
    }

    /// Whether a new client can be had: there is a place, or somebody who can make room.
    fn has_room(&self) -> bool {
        self.connections.len() < self.shared.limits.connections
            || self.connections.values().any(|connection| !connection.is_working())
    }

    fn take_answers(&mut self) {
        while let Ok((number, reply)) = self.answers.try_recv() {
            if let Some(connection) = self.connections.get_mut(&number) {
                connection.answer(reply.into_bytes(), &self.shared.limits);
            }
            self.go_on(number);
        }
    }

    fn go_on(&mut self, number: u64) {
        let Some(connection) = self.connections.get_mut(&number) else { return };
        let turn = connection.go_on(&self.shared.limits);
        self.after(number, turn);
    }

    fn after(&mut self, number: u64, turn: Turn) {
        let Some(connection) = self.connections.get_mut(&number) else { return };
        match turn {
            Turn::Wait => {}
            Turn::Frame(frame) => {
                let request = Request { number, peer: connection.peer.clone(), frame };
                if self.requests.send(request).is_err() {
                    self.connections.remove(&number);
                }
            }
            Turn::Fault(fault) => {
                let why = self.shared.tell_fault(&connection.peer, &fault);
                if let Fault::Torn(_) = fault {
                    self.connections.remove(&number);
                    return;
                }
                connection.answer(Reply::refused(&why).into_bytes(), &self.shared.limits);
                self.go_on(number);
            }
            Turn::Over => _ = self.connections.remove(&number),
        }
    }

    fn expire(&mut self) {
        let now = Instant::now();
        let is_over = |connection: &Connection| connection.deadline().is_some_and(|deadline| deadline <= now);
        let over: Vec<u64> =
            self.connections.iter().filter(|(_, connection)| is_over(connection)).map(|(number, _)| *number).collect();
        for number in over {
            let turn = self.connections[&number].expire();
            self.after(number, turn);
        }
    }

    fn accept(&mut self) {
        for _ in 0..AT_ONCE {
            if self.paused.is_some() || !self.has_room() {
                return;
            }
            let Some(socket) = &self.socket else { return };
            match socket.accept() {
                Ok((stream, peer)) => {
                    count(&self.shared.counters.connections);
                    if self.connections.len() >= self.shared.limits.connections {
                        self.make_room();
                    }
                    let number = self.next;
                    self.next += 1;
                    self.connections.insert(number, Connection::new(stream, peer, &self.shared.limits));
                    // Mostly the frame is there already.
                    self.go_on(number);
                }
                Err(error) => match error.kind() {
                    std::io::ErrorKind::WouldBlock => return,
                    std::io::ErrorKind::Interrupted | std::io::ErrorKind::ConnectionAborted => {}
                    // No descriptors, no memory: it may pass.
                    _ => self.paused = Some(Instant::now() + PAUSE),
                },
            }
        }
    }

    /// Sends somebody away: who has been answered, or else has not sent a frame, or else is slow to read; the oldest of them.
    fn make_room(&mut self) {
        let idle = self.connections.iter().filter(|(_, connection)| !connection.is_working());
        let first = idle.min_by_key(|(number, connection)| (connection.worth(), **number));
        let Some(number) = first.map(|(number, _)| *number) else { return };
        let Some(mut connection) = self.connections.remove(&number) else { return };
        if connection.is_reading() {
            let why = "too many connections, and this one had not sent its frame";
            count(&self.shared.counters.crowded_out);
            self.shared.tell(ListenEvent {
                peer: connection.peer.clone(),
                outcome: Outcome::Refused,
                what: "request",
                text: why.to_owned(),
            });
            connection.answer(Reply::refused(why).into_bytes(), &self.shared.limits);
            let _ = connection.go_on(&self.shared.limits);
        }
    }
}
