//! One worker's connection: its frames as they come, and the answers to them.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::workers::Workers;
use crate::fork::Alone;
use crate::wire::delivery::{FromWorker, ToWorker, WorkerId, is_message};
use crate::wire::{FrameDecoder, Limits, split};

/// At most so much is read in a turn.
const A_TURN: usize = 256 << 10;
/// A connection that lets so many bytes of answers lie is given up.
const MOST_ANSWERS: usize = 1 << 20;

pub(super) struct Connection {
    pub(super) number: u64,
    pub(super) stream: Alone<UnixStream>,
    decoder: FrameDecoder,
    said: Said,
    /// The number up to which was acknowledged.
    acknowledged: u64,
    answers: Vec<u8>,
    /// How long the rest of a frame has been waited for.
    waited: Duration,
}

/// What a worker said of itself.
#[derive(Default)]
struct Said {
    /// Who it is, and the number of its next record, once it said so.
    worker: Option<(WorkerId, u64)>,
    /// Whether it is to be told again what it was told: it may not have come.
    again: bool,
}

/// Bytes that are none of a worker's.
struct Broken;

/// What a connection brought.
pub(super) enum Came<'f> {
    /// A record's payload, which may have a number.
    Record(&'f [u8]),
    /// One that had come before.
    Double,
    Flush(u64),
    End,
}

/// What became of a turn.
#[derive(PartialEq, Eq)]
pub(super) enum Turn {
    /// There may be more.
    More,
    /// Nothing more for now.
    Empty,
    /// The connection has ended; within a record?
    Ended { torn: bool },
    /// What came is no worker's.
    Broken,
}

impl Connection {
    pub(super) fn new(number: u64, stream: Alone<UnixStream>, limits: &Limits) -> Connection {
        let decoder = FrameDecoder::new(limits.frame_len);
        Connection {
            number,
            stream,
            decoder,
            said: Said::default(),
            acknowledged: 0,
            answers: Vec::new(),
            waited: Duration::ZERO,
        }
    }

    /// Who it is, if it said so.
    pub(super) fn worker(&self) -> Option<&WorkerId> {
        self.said.worker.as_ref().map(|(id, _)| id)
    }

    /// How many bytes are kept of a frame that is not whole yet.
    pub(super) fn held(&self) -> usize {
        self.decoder.pending()
    }

    /// How long the rest of a frame has been waited for; `None` if none is.
    pub(super) fn waited(&self) -> Option<Duration> {
        self.decoder.is_partial().then_some(self.waited)
    }

    /// What comes was waited for so long.
    pub(super) fn wait(&mut self, time: Duration) {
        self.waited = self.waited().map_or(Duration::ZERO, |waited| waited + time);
    }

    /// Reads what is there, by way of a buffer, and gives it to `take`, with the number that it has. `hello` is told of each hello.
    pub(super) fn read(
        &mut self,
        buffer: &mut [u8],
        workers: &mut Workers,
        mut hello: impl FnMut(bool),
        mut take: impl FnMut(Came<'_>, Option<(WorkerId, u64)>),
    ) -> Turn {
        let mut read = 0;
        while read < A_TURN {
            let bytes = match (&*self.stream).read(buffer) {
                Ok(0) => return Turn::Ended { torn: self.decoder.is_partial() },
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Turn::Empty,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Turn::Ended { torn: self.decoder.is_partial() },
            };
            read += bytes;
            let (decoder, said, waited) = (&mut self.decoder, &mut self.said, &mut self.waited);
            let whole = |payload: &[u8]| {
                *waited = Duration::ZERO;
                said.take(payload, workers, &mut hello, &mut take)
            };
            if frames(decoder, &buffer[..bytes], whole).is_err() {
                return Turn::Broken;
            }
        }
        Turn::More
    }

    /// Acknowledges what was handled.
    pub(super) fn acknowledge(&mut self, workers: &Workers) {
        let Some(number) = self.worker().map(|id| workers.taken_before(id)) else { return };
        if number > self.acknowledged || std::mem::take(&mut self.said.again) {
            self.acknowledged = number;
            ToWorker::Handled(number).write(&mut self.answers);
        }
    }

    pub(super) fn answer(&mut self, answer: ToWorker) {
        answer.write(&mut self.answers);
    }

    /// Whether answers wait to be written.
    pub(super) fn has_answers(&self) -> bool {
        !self.answers.is_empty()
    }

    /// Writes answers, as far as they are taken; whether the connection is still of use.
    pub(super) fn write_answers(&mut self) -> bool {
        while !self.answers.is_empty() {
            match (&*self.stream).write(&self.answers) {
                Ok(written) => drop(self.answers.drain(..written)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return self.answers.len() < MOST_ANSWERS,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Its end is met where it is read.
                Err(_) => {
                    self.answers.clear();
                    return true;
                }
            }
        }
        true
    }
}

impl Said {
    fn take(
        &mut self,
        payload: &[u8],
        workers: &mut Workers,
        hello: &mut impl FnMut(bool),
        take: &mut impl FnMut(Came<'_>, Option<(WorkerId, u64)>),
    ) -> Result<(), Broken> {
        let came = match is_message(payload).then(|| FromWorker::read(payload)) {
            None => Came::Record(payload),
            Some(Ok(FromWorker::End)) => Came::End,
            Some(Ok(FromWorker::Flush(number))) => {
                take(Came::Flush(number), None);
                return Ok(());
            }
            Some(Ok(FromWorker::Hello { worker, next })) => {
                if let Some((former, _)) = self.worker.replace((worker, next)) {
                    workers.gone(&former, false);
                }
                hello(workers.hello(worker, next));
                self.again = true;
                return Ok(());
            }
            Some(Err(_)) => return Err(Broken),
        };
        let numbered = self.next();
        let is_double = numbered.is_some_and(|(id, number)| workers.came(&id, number));
        self.again |= is_double;
        take(if is_double { Came::Double } else { came }, numbered);
        Ok(())
    }

    /// The number of the record that comes now.
    fn next(&mut self) -> Option<(WorkerId, u64)> {
        let (id, next) = self.worker.as_mut()?;
        let number = *next;
        *next = next.saturating_add(1);
        Some((*id, number))
    }
}

/// The frames that are whole by these bytes; what is left of them is kept.
fn frames(
    decoder: &mut FrameDecoder,
    mut bytes: &[u8],
    mut take: impl FnMut(&[u8]) -> Result<(), Broken>,
) -> Result<(), Broken> {
    if decoder.is_partial() {
        decoder.push(bytes);
        while let Some(payload) = decoder.next_frame().map_err(|_| Broken)? {
            take(payload)?;
        }
        decoder.shrink();
        return Ok(());
    }
    while let Some((payload, taken)) = split(bytes, decoder.max_len()).map_err(|_| Broken)? {
        take(payload)?;
        bytes = &bytes[taken..];
    }
    decoder.push(bytes);
    Ok(())
}
