//! Messages on their way to one peer.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};
use std::sync::Arc;

use crate::net::socket::Socket;

/// A message as it goes over the wire.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) frames: Arc<Vec<u8>>,
    /// How many connections ended while it was written.
    pub(super) tried: u8,
    /// Whether it is one of the queue's, and not what the sockets tell each other.
    is_own: bool,
}

/// Messages in order, the first of which may have been written in part. One leaves the list when its last byte was
/// given to the kernel.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    list: VecDeque<Message>,
    /// How many of the queue's there are.
    own: usize,
    bytes: usize,
    written: usize,
}

/// How many are given to the kernel at a time.
const AT_ONCE: usize = 64;

impl Message {
    pub(super) fn new(frames: Vec<u8>) -> Message {
        Message { frames: Arc::new(frames), tried: 0, is_own: true }
    }
}

impl Outgoing {
    pub(super) fn push(&mut self, message: Message) {
        self.bytes += message.frames.len();
        self.own += usize::from(message.is_own);
        self.list.push_back(message);
    }

    /// Adds what is no message of the queue's.
    pub(super) fn push_protocol(&mut self, frames: Vec<u8>) {
        self.push(Message { is_own: false, ..Message::new(frames) });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many messages of the queue's there are.
    pub(super) fn messages(&self) -> usize {
        self.own
    }

    /// Writes what the kernel takes; says how many messages that has completed.
    pub(super) fn write(&mut self, socket: &Socket) -> (u64, io::Result<()>) {
        let mut completed = 0;
        while !self.list.is_empty() {
            let mut skipped = self.written;
            let list = self.list.iter().take(AT_ONCE);
            let slices: Vec<IoSlice<'_>> =
                list.map(|message| IoSlice::new(&message.frames[std::mem::take(&mut skipped)..])).collect();
            match (&mut &*socket).write_vectored(&slices) {
                Ok(0) => return (completed, Err(io::ErrorKind::WriteZero.into())),
                Ok(written) => completed += self.advance(written),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return (completed, Err(error)),
            }
        }
        (completed, Ok(()))
    }

    /// The messages that the kernel was not given whole, in order.
    pub(super) fn take_unsent(&mut self) -> impl DoubleEndedIterator<Item = Message> + use<> {
        let mut unsent = std::mem::take(self);
        if let Some(first) = unsent.list.front_mut() {
            first.tried += u8::from(unsent.written > 0);
        }
        unsent.list.into_iter().filter(|message| message.is_own)
    }

    fn advance(&mut self, written: usize) -> u64 {
        let mut completed = 0;
        self.written += written;
        while let Some(message) = self.list.front()
            && self.written >= message.frames.len()
        {
            self.written -= message.frames.len();
            self.bytes -= message.frames.len();
            completed += u64::from(message.is_own);
            self.list.pop_front();
        }
        self.own -= completed as usize;
        completed
    }
}
