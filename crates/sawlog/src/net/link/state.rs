//! What a link knows: its connection, what waits, and what was told of it.

use std::io;
use std::time::{Duration, Instant};

use super::LinkStats;
use crate::error::EmitError;
use crate::net::back_off::BackOff;
use crate::net::backlog::Backlog;
use crate::net::stream::Stream;
use crate::net::{Address, BackOffTimes, BacklogLimits};

/// How often it is told, while it lasts, that frames are dropped.
const TOLD_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct State {
    pub(super) stream: Option<Stream>,
    pub(super) back_off: BackOff,
    pub(super) backlog: Backlog,
    /// Whether a thread connects or waits for the peer; it does so without the lock.
    pub(super) busy: bool,
    /// Whether a thread of the link's own looks after the backlog.
    pub(super) has_courier: bool,
    /// Whether the peer took nothing within a limit, and nothing since.
    pub(super) stalled: bool,
    /// Whether the link is gone, and the courier has to go.
    pub(super) ended: bool,
    connections: u64,
    pub(super) sent: u64,
    pub(super) dropped: u64,
    /// Dropped frames that nobody was told of.
    untold: u64,
    told_drops: Option<Instant>,
    /// Whether it was told that the peer is away.
    told_away: bool,
}

impl State {
    pub(super) fn new(back_off: BackOffTimes, limits: BacklogLimits) -> State {
        State {
            stream: None,
            back_off: BackOff::new(back_off),
            backlog: Backlog::new(limits),
            busy: false,
            has_courier: false,
            stalled: false,
            ended: false,
            connections: 0,
            sent: 0,
            dropped: 0,
            untold: 0,
            told_drops: None,
            told_away: false,
        }
    }

    /// Writes a frame there and then and says whether that was all of it; else what is left of it waits.
    #[inline]
    pub(super) fn send(&mut self, frame: &[u8]) -> bool {
        let at_rest = !self.busy && self.backlog.is_empty() && self.untold == 0;
        let written = match &mut self.stream {
            Some(stream) if at_rest => stream.notice_close().and_then(|()| stream.write(frame)),
            _ => Ok(0),
        };
        match written {
            Ok(written) if written == frame.len() => {
                self.sent += 1;
                return true;
            }
            Ok(written) => {
                self.add(frame);
                self.backlog.advance(written);
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::WouldBlock {
                    self.lose_connection();
                }
                self.add(frame);
            }
        }
        false
    }

    /// Leaves a frame in the backlog.
    fn add(&mut self, frame: &[u8]) {
        let pinned = self.stream.as_ref().is_some_and(Stream::is_committed);
        let dropped = self.backlog.push(frame, pinned);
        self.drop_frames(dropped);
    }

    /// Writes from the backlog what can be written now; whether that was all of it.
    pub(super) fn drain(&mut self) -> io::Result<bool> {
        let Some(stream) = &mut self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        stream.notice_close()?;
        while !self.backlog.is_empty() {
            match stream.write(self.backlog.unwritten()) {
                Ok(written) => {
                    let before = self.backlog.frames();
                    self.backlog.advance(written);
                    self.sent += (before - self.backlog.frames()) as u64;
                    self.stalled = false;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        self.told_away = false;
        Ok(true)
    }

    pub(super) fn connected(&mut self, stream: Stream) {
        self.stream = Some(stream);
        self.connections += 1;
        self.stalled = false;
        self.back_off.succeeded();
    }

    /// The connection is gone; what was written of a frame has to be written again.
    pub(super) fn lose_connection(&mut self) {
        self.stream = None;
        self.stalled = false;
        self.backlog.rewind();
    }

    pub(super) fn drop_frames(&mut self, dropped: u64) {
        self.dropped += dropped;
        self.untold += dropped;
    }

    /// What has to be told now: of frames that were dropped, or that the peer is away.
    pub(super) fn news(&mut self, address: &Address, problem: Option<io::Error>) -> Result<(), EmitError> {
        if self.backlog.is_empty() {
            self.told_away = false;
        }
        let now = Instant::now();
        let due = self.backlog.is_empty() || self.told_drops.is_none_or(|told| now.duration_since(told) >= TOLD_EVERY);
        if self.untold > 0 && due {
            self.told_drops = Some(now);
            return self.tell_drops(address, problem);
        }
        match problem {
            Some(problem) if !self.told_away && !self.backlog.is_empty() => {
                self.told_away = true;
                Err(EmitError::Unreachable { peer: address.to_string(), source: problem })
            }
            _ => Ok(()),
        }
    }

    /// Tells of dropped frames, if there are such.
    pub(super) fn tell_drops(&mut self, address: &Address, problem: Option<io::Error>) -> Result<(), EmitError> {
        match std::mem::take(&mut self.untold) {
            0 => Ok(()),
            records => Err(EmitError::Dropped { records, peer: address.to_string(), source: problem }),
        }
    }

    pub(super) fn stats(&self) -> LinkStats {
        LinkStats {
            connected: self.stream.is_some(),
            connections: self.connections,
            sent: self.sent,
            waiting: self.backlog.frames(),
            waiting_bytes: self.backlog.bytes(),
            dropped: self.dropped,
        }
    }
}
