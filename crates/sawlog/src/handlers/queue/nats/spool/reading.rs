//! Where the spool is read.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use bytes::Bytes;

use super::super::message::Message;
use super::entry::{self, Looked};
use super::segment::{self, HEADER, Segment};

/// So many bytes are read at a time.
const PIECE: u64 = 256 << 10;

/// A place in the files of a spool: behind the messages that have been read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The file's sequence number; before all of them if it is none.
    sequence: Option<u64>,
    at: u64,
    /// Entries of it that come before the place, or are to be passed over.
    entries: usize,
    skip: usize,
    file: Option<File>,
}

impl Reading {
    /// Behind so many entries of a file.
    pub(super) fn from(sequence: Option<u64>, entries: usize) -> Reading {
        Reading { sequence, at: HEADER as u64, entries: 0, skip: entries, file: None }
    }

    /// The file is gone.
    pub(super) fn forget(&mut self, sequence: u64) {
        if self.sequence == Some(sequence) {
            *self = Reading::default();
        }
    }

    /// The next messages, at most so many and roughly so many bytes.
    pub(super) fn next(
        &mut self,
        folder: &Path,
        segments: &VecDeque<Segment>,
        most: usize,
        bytes: usize,
    ) -> io::Result<Vec<Message>> {
        let (mut messages, mut cost) = (Vec::new(), 0);
        while messages.len() < most && cost < bytes {
            let Some(segment) = self.segment(segments) else { break };
            if self.file.is_none() {
                self.file = Some(File::open(segment::path(folder, segment.sequence))?);
            }
            let piece = self.piece(segment)?;
            let mut start = 0;
            while messages.len() < most && cost < bytes {
                let Looked::Entry(len) = entry::look(&piece[start..]) else { break };
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    let message = entry::read(&piece, start..start + len, segment.identity);
                    cost += message.cost();
                    messages.push(message);
                }
                start += len;
                self.at += len as u64;
                self.entries += 1;
            }
            if start == 0 {
                let text =
                    format!("{}: byte {}: no whole entry", segment::path(folder, segment.sequence).display(), self.at);
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
        }
        Ok(messages)
    }

    /// The file in which the next message is.
    fn segment<'a>(&mut self, segments: &'a VecDeque<Segment>) -> Option<&'a Segment> {
        let mut next = segments.iter().filter(|segment| self.sequence.is_none_or(|at| segment.sequence >= at));
        let segment = next.find(|segment| self.sequence != Some(segment.sequence) || self.entries < segment.entries)?;
        if self.sequence != Some(segment.sequence) {
            *self = Reading::from(Some(segment.sequence), 0);
        }
        Some(segment)
    }

    /// Some bytes from the place on, with at least one whole entry if there is one.
    fn piece(&self, segment: &Segment) -> io::Result<Bytes> {
        let Some(file) = &self.file else { return Ok(Bytes::new()) };
        let left = segment.len.saturating_sub(self.at);
        let mut bytes = vec![0; usize::try_from(left.min(PIECE)).unwrap_or(0)];
        file.read_exact_at(&mut bytes, self.at)?;
        if let Looked::Short(needed) = entry::look(&bytes)
            && needed as u64 <= left
        {
            bytes.resize(needed, 0);
            file.read_exact_at(&mut bytes, self.at)?;
        }
        Ok(Bytes::from(bytes))
    }
}
