//! One client: its frame as it arrives, then the answer as it goes. Nothing here blocks.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::limits::ListenLimits;
use super::stream::Stream;

const HEADER_LEN: usize = 4;
/// What is read at once.
const ROOM: usize = 16 << 10;
/// What a client may go on sending that nobody wants, and how long, so that it can read the answer first: a connection that is
/// closed with bytes unread takes the answer with it.
const UNWANTED: usize = 256 << 10;
const LINGER: Duration = Duration::from_secs(1);

/// A client.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: Stream,
    pub(super) peer: String,
    phase: Phase,
    deadline: Instant,
}

#[derive(Debug)]
enum Phase {
    /// The header and what has arrived behind it.
    Reading(Vec<u8>),
    /// Its request is being carried out.
    Working,
    Answering {
        answer: Vec<u8>,
        written: usize,
    },
    /// The answer is written; until the client closes what it sends is thrown away.
    Leaving {
        thrown_away: usize,
    },
}

/// What came of a turn.
#[derive(Debug)]
pub(super) enum Turn {
    /// More is to come.
    Wait,
    /// A frame, whole.
    Frame(Vec<u8>),
    /// The frame will never be had.
    Fault(Fault),
    /// The connection is at its end.
    Over,
}

/// Why a frame will never be had.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It claims to be so long.
    TooLong(usize),
    /// The client has gone after so many bytes.
    Torn(usize),
    /// It did not arrive in time.
    TimedOut,
}

impl Connection {
    pub(super) fn new(stream: Stream, peer: String, limits: &ListenLimits) -> Connection {
        let deadline = Instant::now() + limits.frame_time;
        Connection { stream, peer, phase: Phase::Reading(Vec::new()), deadline }
    }

    /// What it waits for.
    pub(super) fn interest(&self) -> PollFlags {
        match self.phase {
            Phase::Reading(_) | Phase::Leaving { .. } => PollFlags::IN,
            Phase::Working => PollFlags::empty(),
            Phase::Answering { .. } => PollFlags::OUT,
        }
    }

    /// Until when it waits; `None` while its request is carried out.
    pub(super) fn deadline(&self) -> Option<Instant> {
        (!self.is_working()).then_some(self.deadline)
    }

    pub(super) fn is_working(&self) -> bool {
        matches!(self.phase, Phase::Working)
    }

    pub(super) fn is_reading(&self) -> bool {
        matches!(self.phase, Phase::Reading(_))
    }

    /// Who is to make room for others goes by this: the least first.
    pub(super) fn worth(&self) -> u8 {
        match self.phase {
            Phase::Leaving { .. } => 0,
            Phase::Reading(_) => 1,
            Phase::Answering { .. } => 2,
            Phase::Working => 3,
        }
    }

    /// Goes on as far as it can.
    pub(super) fn go_on(&mut self, limits: &ListenLimits) -> Turn {
        match &mut self.phase {
            Phase::Reading(arrived) => match read_frame(&self.stream, arrived, limits.frame_len) {
                Turn::Frame(frame) => {
                    self.phase = Phase::Working;
                    Turn::Frame(frame)
                }
                other => other,
            },
            Phase::Working => Turn::Wait,
            Phase::Answering { answer, written } => match write_on(&self.stream, answer, written) {
                Ok(false) => Turn::Wait,
                Ok(true) => {
                    self.phase = Phase::Leaving { thrown_away: 0 };
                    self.deadline = Instant::now() + LINGER;
                    if self.stream.finish().is_err() { Turn::Over } else { self.go_on(limits) }
                }
                // A peer that has gone.
                Err(_) => Turn::Over,
            },
            Phase::Leaving { thrown_away } => throw_away(&self.stream, thrown_away),
        }
    }

    /// Its time is over.
    pub(super) fn expire(&self) -> Turn {
        match &self.phase {
            Phase::Reading(_) => Turn::Fault(Fault::TimedOut),
            _ => Turn::Over,
        }
    }

    /// Has an answer sent.
    pub(super) fn answer(&mut self, answer: Vec<u8>, limits: &ListenLimits) {
        self.phase = Phase::Answering { answer, written: 0 };
        self.deadline = Instant::now() + limits.reply_time;
    }
}

fn read_frame(mut stream: &Stream, arrived: &mut Vec<u8>, longest: usize) -> Turn {
    let mut room = [0; ROOM];
    loop {
        let wanted = match arrived.first_chunk::<HEADER_LEN>() {
            None => HEADER_LEN,
            Some(header) => {
                let len = u32::from_be_bytes(*header) as usize;
                if len > longest {
                    return Turn::Fault(Fault::TooLong(len));
                }
                HEADER_LEN + len
            }
        };
        if arrived.len() >= HEADER_LEN && arrived.len() == wanted {
            return Turn::Frame(arrived.split_off(HEADER_LEN));
        }
        let want = (wanted - arrived.len()).min(ROOM);
        match stream.read(&mut room[..want]) {
            // Whoever only looks whether somebody listens is no failure.
            Ok(0) if arrived.is_empty() => return Turn::Over,
            Ok(0) => return Turn::Fault(Fault::Torn(arrived.len())),
            Ok(read) => arrived.extend_from_slice(&room[..read]),
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Turn::Wait,
                _ if arrived.is_empty() => return Turn::Over,
                _ => return Turn::Fault(Fault::Torn(arrived.len())),
            },
        }
    }
}

/// Writes on; whether all is written.
fn write_on(mut stream: &Stream, answer: &[u8], written: &mut usize) -> io::Result<bool> {
    while *written < answer.len() {
        match stream.write(&answer[*written..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => *written += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

fn throw_away(mut stream: &Stream, thrown_away: &mut usize) -> Turn {
    let mut room = [0; ROOM];
    loop {
        match stream.read(&mut room) {
            Ok(0) => return Turn::Over,
            Ok(read) => {
                *thrown_away += read;
                if *thrown_away > UNWANTED {
                    return Turn::Over;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Turn::Wait,
            Err(_) => return Turn::Over,
        }
    }
}
