//! What has come from a peer and is not understood yet.

use std::io::{self, Read};

use crate::net::socket::Socket;

/// Bytes in order. They take as much memory as have come, whatever length was announced.
#[derive(Debug, Default)]
pub(super) struct Input {
    bytes: Vec<u8>,
    start: usize,
}

/// Memory that is kept when nothing is held.
const KEPT: usize = 64 * 1024;

impl Input {
    pub(super) fn unread(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len() - self.start
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.start += bytes;
        if self.start == self.bytes.len() {
            self.start = 0;
            self.bytes.clear();
            self.bytes.shrink_to(KEPT);
        }
    }

    /// Reads once, by way of `room`; how many bytes that were.
    pub(super) fn read(&mut self, socket: &Socket, room: &mut [u8]) -> io::Result<usize> {
        let read = loop {
            match (&mut &*socket).read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.bytes.drain(..std::mem::take(&mut self.start));
        self.bytes.extend_from_slice(&room[..read]);
        Ok(read)
    }
}
