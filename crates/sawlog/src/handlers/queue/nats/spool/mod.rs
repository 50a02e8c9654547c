//! What waits on disk while the servers are away: a folder of files of bounded size together.
//!
//! Messages are appended to the last file, read from the first, and a file goes when all its messages are released. What is
//! appended is safe once it is [synced](Spool::sync). A file whose end was cut off by a power cut is cut back to its last
//! whole entry when the folder is opened. One process at a time has the folder.

use std::collections::VecDeque;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use self::progress::Progress;
use self::segment::{HEADER, Segment};
use super::message::Message;
use super::message_id::Identity;

mod entry;
mod progress;
mod reading;
mod segment;
#[cfg(test)]
mod tests;

use self::reading::Reading;

/// The most that is read of one file, in bytes.
const LARGEST_SEGMENT: u64 = 256 << 20;
/// The bounds of the size from which on a new file is begun.
const SEGMENT_SIZES: [u64; 2] = [64 << 10, 8 << 20];
/// So many bytes are gathered before they are written.
const GATHERED: usize = 256 << 10;

/// The spool of a queue's putting end.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    /// The most bytes of all files together.
    limit: u64,
    identity: Identity,
    segments: VecDeque<Segment>,
    /// The last file, if this process began it, and what is not yet written to it.
    tail: Option<File>,
    gathered: Vec<u8>,
    is_dirty: bool,
    reading: Reading,
    /// How much of the first file is released: entries, and where the next one begins.
    released: usize,
    progress: Progress,
    /// Held for as long as the folder is ours.
    _lock: File,
}

/// What was found in a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Messages of a former run.
    pub(super) messages: usize,
    /// Bytes at the ends of files that are no whole message.
    pub(super) torn_bytes: u64,
}

impl Spool {
    /// Opens a folder, which is made if it is not there, and looks through what is in it.
    ///
    /// # Errors
    /// Another process has it, or the folder or a file in it cannot be used.
    pub(super) fn open(folder: &Path, limit: u64, identity: Identity) -> io::Result<(Spool, Found)> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut options = OpenOptions::new();
        let lock = options.write(true).create(true).truncate(false).mode(0o600).open(folder.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::new(io::ErrorKind::WouldBlock, "another process has it"),
            TryLockError::Error(error) => error,
        })?;
        let (mut segments, mut found) = (VecDeque::new(), Found::default());
        for sequence in segment::in_folder(folder)? {
            let (segment, torn) = Segment::recover(folder, sequence)?;
            found.torn_bytes += torn;
            segments.extend(segment);
        }
        let progress = Progress::open(folder)?;
        let mut spool = Spool {
            folder: folder.to_owned(),
            limit,
            identity,
            segments,
            tail: None,
            gathered: Vec::new(),
            is_dirty: false,
            reading: Reading::default(),
            released: 0,
            progress,
            _lock: lock,
        };
        if let Some(first) = spool.segments.front() {
            spool.released = spool.progress.released(first.sequence).min(first.entries);
        }
        // The file with the mark may be older than the last one that went.
        while spool.segments.front().is_some_and(|first| spool.released >= first.entries) {
            spool.remove_first()?;
        }
        spool.rewind();
        found.messages = spool.len();
        Ok((spool, found))
    }

    /// How many messages are in it that are not released.
    pub(super) fn len(&self) -> usize {
        self.segments.iter().map(|segment| segment.entries).sum::<usize>() - self.released
    }

    pub(super) fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.entries == 0) || self.len() == 0
    }

    /// How many bytes its files have.
    pub(super) fn bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.len).sum()
    }

    /// Appends a message; whether there was room for it. It is safe once it is synced.
    ///
    /// # Errors
    /// The disk refuses. The message may be tried again.
    pub(super) fn append(&mut self, message: &Message) -> io::Result<bool> {
        let len = entry::len(message) as u64;
        let [least, most] = SEGMENT_SIZES;
        let size = (self.limit / 16).clamp(least, most);
        let is_large = |last: &Segment| last.entries > 0 && last.len + len > size;
        let begins = self.tail.is_none() || self.segments.back().is_some_and(is_large);
        let more = if begins { HEADER as u64 + len } else { len };
        if self.bytes() + more > self.limit {
            return Ok(false);
        }
        if begins {
            self.sync()?;
            self.tail = None;
        }
        if self.tail.is_none() {
            let sequence = self.segments.back().map_or(self.progress.sequence(), |last| last.sequence) + 1;
            let (segment, file) = Segment::create(&self.folder, sequence, self.identity)?;
            self.segments.push_back(segment);
            self.tail = Some(file);
            File::open(&self.folder)?.sync_all()?;
        }
        if self.gathered.len() >= GATHERED {
            self.write_out()?;
        }
        entry::write(message, &mut self.gathered);
        if let Some(last) = self.segments.back_mut() {
            last.len += len;
            last.entries += 1;
        }
        self.is_dirty = true;
        Ok(true)
    }

    /// Whether something was appended that is not safe yet.
    pub(super) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Has all that was appended on the disk.
    ///
    /// # Errors
    /// The disk refuses: what was appended since the last time may not be there.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.write_out()?;
        let is_dirty = std::mem::take(&mut self.is_dirty);
        if let Some(tail) = self.tail.as_ref().filter(|_| is_dirty)
            && let Err(error) = tail.sync_data()
        {
            // Asked again the system would say that all is well.
            self.tail = None;
            return Err(error);
        }
        Ok(())
    }

    /// The next messages, at most so many and roughly so many bytes.
    ///
    /// # Errors
    /// A file cannot be read.
    pub(super) fn read(&mut self, most: usize, bytes: usize) -> io::Result<Vec<Message>> {
        self.write_out()?;
        self.reading.next(&self.folder, &self.segments, most, bytes)
    }

    /// Reads what is not released once more.
    pub(super) fn rewind(&mut self) {
        self.reading = Reading::from(self.segments.front().map(|first| first.sequence), self.released);
    }

    /// The first message that is not released is where it belongs.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub(super) fn release(&mut self) -> io::Result<()> {
        let Some(first) = self.segments.front() else { return Ok(()) };
        self.released = (self.released + 1).min(first.entries);
        self.progress.note(first.sequence, self.released);
        if self.released >= first.entries {
            self.write_out()?;
            self.remove_first()?;
        }
        Ok(())
    }

    /// Has on the disk how far messages are released, so that a restart sends few of them again.
    ///
    /// # Errors
    /// The disk refuses.
    pub(super) fn mark(&mut self) -> io::Result<()> {
        self.progress.write()
    }

    fn remove_first(&mut self) -> io::Result<()> {
        let Some(first) = self.segments.pop_front() else { return Ok(()) };
        self.released = 0;
        self.progress.note(first.sequence, first.entries);
        if self.segments.is_empty() {
            (self.tail, self.is_dirty) = (None, false);
        }
        self.reading.forget(first.sequence);
        match std::fs::remove_file(segment::path(&self.folder, first.sequence)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn write_out(&mut self) -> io::Result<()> {
        let (Some(tail), Some(last)) = (&self.tail, self.segments.back()) else { return Ok(()) };
        if self.gathered.is_empty() {
            return Ok(());
        }
        // What a full disk took a part of is written over the next time.
        tail.write_all_at(&self.gathered, last.len - self.gathered.len() as u64)?;
        self.gathered.clear();
        Ok(())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        let _ = self.sync();
        let _ = self.mark();
    }
}
