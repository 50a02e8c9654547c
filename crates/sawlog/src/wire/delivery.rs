//! What travels beside records on a connection on which they are numbered and acknowledged.
//!
//! Frames are those of all connections: four bytes of length, and a payload. Most payloads are records. Others begin with the
//! byte `C0`, which begins no record of any encoding, and a byte that says what they are; numbers are of eight bytes, the highest first.
//!
//! | from | bytes | means |
//! |---|---|---|
//! | worker | `C0 01`, version `01`, sixteen bytes, a number | hello: who the worker is, and which number the next record has |
//! | worker | `C0 02`, a number | flush, and say so with this number |
//! | worker | `C0 03` | the sentinel: the listener shall end; counted as a record is |
//! | listener | `C0 04`, a number | all records before this number have been handled |
//! | listener | `C0 05`, a number, a byte | flushed, if the byte is 1: what a flush with this number asked for |
//!
//! Records after a hello are numbered on from its number, each by one. A worker keeps what was not acknowledged. When its connection breaks it
//! makes another one, says hello with the number of the first record that it kept, and sends all of them again; the listener knows
//! by the numbers which of them it has already. Who says no hello gets no answer: its records are taken as they come.

use super::frame::write_frame;

/// The first byte of what is no record.
const MARK: u8 = 0xC0;
const VERSION: u8 = 1;

/// The name that a worker gives itself: random, and the same for as long as it lives.
pub type WorkerId = [u8; 16];

/// What a worker sends beside records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromWorker {
    /// Who it is, and the number of its next record.
    Hello {
        /// Who it is.
        worker: WorkerId,
        /// The number of the next record.
        next: u64,
    },
    /// The handlers shall be flushed when all that was sent before has been handled.
    Flush(u64),
    /// The listener shall end when all that was sent before has been handled.
    End,
}

/// What a listener answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToWorker {
    /// All records before this number have been handled.
    Handled(u64),
    /// What a flush of this number asked for is done, or will not be.
    Flushed {
        /// The number.
        flush: u64,
        /// Whether it is done.
        done: bool,
    },
}

/// A payload that begins as such a message does, and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message that is not known: the other side is newer, or no sawlog")]
pub struct DeliveryError;

/// Whether a payload is such a message, and no record.
pub fn is_message(payload: &[u8]) -> bool {
    payload.first() == Some(&MARK)
}

impl FromWorker {
    /// Appends the message's frame.
    pub fn write(self, out: &mut Vec<u8>) {
        write_frame(out, |payload| match self {
            FromWorker::Hello { worker, next } => {
                payload.extend([MARK, 1, VERSION]);
                payload.extend(worker);
                payload.extend(next.to_be_bytes());
            }
            FromWorker::Flush(number) => {
                payload.extend([MARK, 2]);
                payload.extend(number.to_be_bytes());
            }
            FromWorker::End => payload.extend([MARK, 3]),
        });
    }

    /// The message in a payload.
    ///
    /// # Errors
    /// It is none that a worker sends.
    pub fn read(payload: &[u8]) -> Result<FromWorker, DeliveryError> {
        match payload {
            [MARK, 1, VERSION, rest @ ..] => {
                let (worker, next) = rest.split_first_chunk::<16>().ok_or(DeliveryError)?;
                Ok(FromWorker::Hello { worker: *worker, next: number(next)? })
            }
            [MARK, 2, rest @ ..] => number(rest).map(FromWorker::Flush),
            [MARK, 3] => Ok(FromWorker::End),
            _ => Err(DeliveryError),
        }
    }
}

impl ToWorker {
    /// Appends the message's frame.
    pub fn write(self, out: &mut Vec<u8>) {
        write_frame(out, |payload| match self {
            ToWorker::Handled(number) => {
                payload.extend([MARK, 4]);
                payload.extend(number.to_be_bytes());
            }
            ToWorker::Flushed { flush, done } => {
                payload.extend([MARK, 5]);
                payload.extend(flush.to_be_bytes());
                payload.push(done.into());
            }
        });
    }

    /// The message in a payload.
    ///
    /// # Errors
    /// It is none that a listener sends.
    pub fn read(payload: &[u8]) -> Result<ToWorker, DeliveryError> {
        match payload {
            [MARK, 4, rest @ ..] => number(rest).map(ToWorker::Handled),
            [MARK, 5, rest @ .., done @ (0 | 1)] => Ok(ToWorker::Flushed { flush: number(rest)?, done: *done == 1 }),
            _ => Err(DeliveryError),
        }
    }
}

fn number(bytes: &[u8]) -> Result<u64, DeliveryError> {
    bytes.try_into().map(u64::from_be_bytes).map_err(|_| DeliveryError)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are the format: what another sawlog sends is read.
    #[test]
    fn messages_are_what_they_were() {
        let worker = *b"0123456789abcdef";
        for (message, bytes) in [
            (
                FromWorker::Hello { worker, next: 258 },
                &b"\0\0\0\x1b\xc0\x01\x010123456789abcdef\0\0\0\0\0\0\x01\x02"[..],
            ),
            (FromWorker::Flush(7), b"\0\0\0\x0a\xc0\x02\0\0\0\0\0\0\0\x07"),
            (FromWorker::End, b"\0\0\0\x02\xc0\x03"),
        ] {
            let mut out = Vec::new();
            message.write(&mut out);
            assert_eq!(out, bytes);
            assert_eq!(FromWorker::read(&out[4..]), Ok(message));
            assert!(is_message(&out[4..]) && crate::wire::sniff(&out[4..]).is_none());
        }
        for (message, bytes) in [
            (ToWorker::Handled(3), &b"\0\0\0\x0a\xc0\x04\0\0\0\0\0\0\0\x03"[..]),
            (ToWorker::Flushed { flush: 4, done: true }, b"\0\0\0\x0b\xc0\x05\0\0\0\0\0\0\0\x04\x01"),
        ] {
            let mut out = Vec::new();
            message.write(&mut out);
            assert_eq!(out, bytes);
            assert_eq!(ToWorker::read(&out[4..]), Ok(message));
        }
        for bad in [&b"\xc0"[..], b"\xc0\x02\0", b"\xc0\x01\x02", b"\xc0\x05\0\0\0\0\0\0\0\x04\x02", b"{}"] {
            assert_eq!((FromWorker::read(bad), ToWorker::read(bad)), (Err(DeliveryError), Err(DeliveryError)));
        }
    }
}
