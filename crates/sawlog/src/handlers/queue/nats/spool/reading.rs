//! Where the spool is read.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use bytes::Bytes;

use super::super::message::Message;
use super::Broken;
use super::entry::{self, Looked};
use super::scan::Scan;
use super::segment::{self, HEADER, Segment};

/// So many bytes are read at a time.
const PIECE: u64 = 256 << 10;

/// A place in the files of a spool: behind the messages that have been read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The file's sequence number; before all of them if it is none.
    sequence: Option<u64>,
    at: u64,
    /// Entries of it that come before the place.
    entries: usize,
    /// Bytes of it that were passed over.
    passed_over: u64,
    file: Option<File>,
}

/// What was read: messages, and where each of them ends in its file.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) messages: Vec<Message>,
    pub(super) ends: Vec<u64>,
}

impl Reading {
    /// At a place in a file, behind so many entries.
    pub(super) fn from(sequence: Option<u64>, at: u64, entries: usize) -> Reading {
        Reading { sequence, at, entries, ..Reading::default() }
    }

    /// The file is gone.
    pub(super) fn forget(&mut self, sequence: u64) {
        if self.sequence == Some(sequence) {
            *self = Reading::default();
        }
    }

    /// There is another file in the place of the one that was read.
    pub(super) fn reopen(&mut self) {
        self.file = None;
    }

    /// The next messages, at most so many and roughly so many bytes. Entries that are broken are passed over, and are
    /// entries no more.
    pub(super) fn next(
        &mut self,
        folder: &Path,
        segments: &mut VecDeque<Segment>,
        [most, bytes]: [usize; 2],
        broken: &mut Broken,
    ) -> io::Result<Read> {
        let (mut read, mut cost) = (Read::default(), 0);
        while read.messages.len() < most && cost < bytes {
            let Some(segment) = self.segment(segments) else { break };
            let piece = match self.piece(folder, segment) {
                Ok(piece) => piece,
                // What was read before it is not lost by that.
                Err(_) if !read.messages.is_empty() => break,
                Err(error) => return Err(error),
            };
            let before = self.at;
            cost += self.entries_of(&piece, segment, [most, bytes.saturating_sub(cost)], &mut read);
            match if self.at == before { self.pass_over(segment) } else { Ok(()) } {
                Ok(()) => self.settle(segment, broken),
                Err(_) if !read.messages.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }

    /// The next messages of those at the file's end that are in memory only.
    pub(super) fn unwritten(&mut self, segment: &Segment, gathered: &[u8], bounds: [usize; 2]) -> Read {
        let (mut read, begin) = (Read::default(), segment.len - gathered.len() as u64);
        let rest = self.at.checked_sub(begin).filter(|_| self.sequence == Some(segment.sequence));
        let rest = rest.and_then(|at| gathered.get(usize::try_from(at).ok()?..));
        if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
            self.entries_of(&Bytes::copy_from_slice(rest), segment, bounds, &mut read);
        }
        read
    }

    /// Reads the whole entries at the beginning of a piece, while there are not so many and not so many bytes of them; what
    /// they cost.
    fn entries_of(&mut self, piece: &Bytes, segment: &Segment, [most, bytes]: [usize; 2], read: &mut Read) -> usize {
        let (mut start, mut cost) = (0, 0);
        while read.messages.len() < most && cost < bytes {
            let Looked::Entry(len) = entry::look(&piece[start..], segment.identity) else { break };
            let message = entry::read(piece, start..start + len, segment.identity);
            cost += message.cost();
            start += len;
            self.at += len as u64;
            self.entries += 1;
            read.messages.push(message);
            read.ends.push(self.at);
        }
        cost
    }

    /// Goes on behind what is broken at the place.
    fn pass_over(&mut self, segment: &Segment) -> io::Result<()> {
        let rest = self.bytes(segment.len.saturating_sub(self.at))?;
        let next = Scan::new(&rest, 0, segment.identity).find();
        let next = next.map_or(segment.len, |begin| self.at + begin as u64);
        self.passed_over += next - self.at;
        self.at = next;
        Ok(())
    }

    /// At a file's end, it has as many entries as could be read.
    fn settle(&mut self, segment: &mut Segment, broken: &mut Broken) {
        // Looked for from here on there may be more than were found before.
        segment.entries = segment.entries.max(self.entries + usize::from(segment.is_unsearched));
        if self.at < segment.len {
            return;
        }
        // One of them was told of already.
        let told = usize::from(std::mem::take(&mut segment.is_unsearched));
        let lost = segment.entries.saturating_sub(self.entries);
        segment.entries -= lost;
        if lost > told {
            broken.add(Broken { records: (lost - told) as u64, bytes: std::mem::take(&mut self.passed_over) });
        }
    }

    /// The file in which the next message is.
    fn segment<'a>(&mut self, segments: &'a mut VecDeque<Segment>) -> Option<&'a mut Segment> {
        let mut next = segments.iter_mut().filter(|segment| self.sequence.is_none_or(|at| segment.sequence >= at));
        let segment = next.find(|segment| self.sequence != Some(segment.sequence) || self.at < segment.len)?;
        if self.sequence != Some(segment.sequence) {
            *self = Reading::from(Some(segment.sequence), HEADER as u64, 0);
        }
        Some(segment)
    }

    /// Some bytes from the place on, with at least one whole entry if there is one.
    fn piece(&mut self, folder: &Path, segment: &Segment) -> io::Result<Bytes> {
        if self.file.is_none() {
            self.file = match File::open(segment::path(folder, segment.sequence, segment.identity)) {
                // Somebody has removed it: all of it is broken.
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                opened => Some(opened?),
            };
        }
        let left = segment.len.saturating_sub(self.at);
        let mut bytes = self.bytes(left.min(PIECE))?;
        if let Looked::Short(needed) = entry::look(&bytes, segment.identity)
            && needed as u64 <= left
        {
            bytes = self.bytes(needed as u64)?;
        }
        Ok(Bytes::from(bytes))
    }

    /// So many bytes from the place on, or those that are there.
    fn bytes(&self, len: u64) -> io::Result<Vec<u8>> {
        let Some(file) = &self.file else { return Ok(Vec::new()) };
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let mut read = 0;
        while read < bytes.len() {
            match file.read_at(&mut bytes[read..], self.at + read as u64) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(read);
        Ok(bytes)
    }
}
