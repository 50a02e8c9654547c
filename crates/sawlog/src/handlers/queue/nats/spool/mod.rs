//! What waits on disk while the servers are away: a folder of files of bounded size together.
//!
//! Messages are appended to the last file, read from the first, and a file goes when all its messages are released. What is
//! appended is safe once it is [synced](Spool::sync); where the disk refuses that, the file stays doubtful until it is
//! written [anew](Spool::mend) or gone. A file whose end was cut off by a power cut is cut back to its last whole entry
//! when the folder is opened; a broken entry with whole ones behind it is passed over. One process at a time has the folder.

use std::collections::VecDeque;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use self::progress::Progress;
use self::segment::{HEADER, Segment};
use super::message::Message;
use super::message_id::Identity;
use crate::fork::Alone;
use crate::net::check_private;

mod entry;
mod progress;
mod reading;
mod scan;
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
    gathered_entries: usize,
    is_dirty: bool,
    reading: Reading,
    /// How much of the first file is released: entries, and where the last of them ends.
    released: usize,
    released_at: u64,
    /// Where those end that were read and are not released.
    under_way: VecDeque<u64>,
    broken: Broken,
    progress: Progress,
    /// Held for as long as the folder is ours; no child that is forked keeps it.
    _lock: Alone<File>,
}

/// What was found in a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Messages of a former run.
    pub(super) messages: usize,
    /// Bytes at the ends of files that are no whole message.
    pub(super) torn_bytes: u64,
}

/// What could not be read of the files, with whole messages behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Broken {
    /// Messages; of a former run, one at least for each place.
    pub(super) records: u64,
    pub(super) bytes: u64,
}

impl Spool {
    /// Opens a folder, which is made if it is not there, and looks through what is in it.
    ///
    /// # Errors
    /// Another process has it, others could change it, or the folder or a file in it cannot be used.
    pub(super) fn open(folder: &Path, limit: u64, identity: Identity) -> io::Result<(Spool, Found)> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        check_private(folder, "put records of their own there, or take them away")?;
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(false).mode(0o600);
        let lock = Alone::open(|| options.open(folder.join("lock")))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::new(io::ErrorKind::WouldBlock, "another process has it"),
            TryLockError::Error(error) => error,
        })?;
        segment::remove_unfinished(folder)?;
        let progress = Progress::open(folder)?;
        let (mut segments, mut released) = (VecDeque::new(), VecDeque::new());
        let (mut found, mut broken) = (Found::default(), Broken::default());
        for file in segment::in_folder(folder)? {
            let released_at = progress.released_at(file.0);
            let recovered = Segment::recover(folder, file, released_at)?;
            found.torn_bytes += recovered.torn_bytes;
            broken.add(recovered.broken);
            released.extend(recovered.segment.as_ref().map(|_| (recovered.released, released_at)));
            segments.extend(recovered.segment);
        }
        let mut spool = Spool {
            folder: folder.to_owned(),
            limit,
            identity,
            segments,
            tail: None,
            gathered: Vec::new(),
            gathered_entries: 0,
            is_dirty: false,
            reading: Reading::default(),
            released: 0,
            released_at: HEADER as u64,
            under_way: VecDeque::new(),
            broken,
            progress,
            _lock: lock,
        };
        // The file with the mark may be older than the last one that went.
        while let (Some(first), Some((entries, at))) = (spool.segments.front(), released.pop_front()) {
            if entries < first.entries {
                (spool.released, spool.released_at) = (entries, at.max(HEADER as u64));
                break;
            }
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
        }
        if self.gathered.len() >= GATHERED {
            self.write_out()?;
        }
        entry::write(message, self.identity, &mut self.gathered);
        self.gathered_entries += 1;
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
    /// The disk refuses: what was appended since the last time may not be there. It is either tried the next time, or
    /// [doubtful](Spool::is_doubtful).
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.write_out()?;
        let is_dirty = std::mem::take(&mut self.is_dirty);
        if let (Some(tail), Some(last)) = (self.tail.as_ref().filter(|_| is_dirty), self.segments.back_mut())
            && let Err(error) = tail.sync_data()
        {
            // Asked again the system would say that all is well.
            last.is_doubtful = true;
            self.tail = None;
            return Err(error);
        }
        Ok(())
    }

    /// Whether the disk has refused to say that it has something, which has neither been made safe nor released since.
    pub(super) fn is_doubtful(&self) -> bool {
        self.segments.iter().any(|segment| segment.is_doubtful)
    }

    /// Makes safe what is doubtful, by writing it anew.
    ///
    /// # Errors
    /// It cannot be read back, or the disk refuses again: it is still doubtful.
    pub(super) fn mend(&mut self) -> io::Result<()> {
        let (mut released, mut mended) = ((self.released_at, self.released), Ok(()));
        for segment in &mut self.segments {
            let (from, entries) = std::mem::replace(&mut released, (HEADER as u64, 0));
            if segment.is_doubtful {
                self.reading.reopen();
                // One that cannot be mended keeps no other.
                mended = mended.and(segment.write_anew(&self.folder, from, segment.entries - entries));
            }
        }
        mended
    }

    /// The next messages, at most so many and roughly so many bytes. What is broken is passed over. What a full disk does
    /// not take is read from memory: only when it is released there is room again.
    ///
    /// # Errors
    /// A file cannot be read.
    pub(super) fn read(&mut self, most: usize, bytes: usize) -> io::Result<Vec<Message>> {
        let _ = self.write_out();
        self.hide_unwritten(true);
        let read = self.reading.next(&self.folder, &mut self.segments, [most, bytes], &mut self.broken);
        self.hide_unwritten(false);
        let mut read = read?;
        if let (Some(last), true) = (self.segments.back(), read.messages.is_empty()) {
            read = self.reading.unwritten(last, &self.gathered, [most, bytes]);
        }
        self.under_way.extend(read.ends);
        // Nothing may be left of the first files but what is broken.
        match self.remove_released() {
            Err(error) if read.messages.is_empty() => Err(error),
            _ => Ok(read.messages),
        }
    }

    /// What was found broken since this was asked last.
    pub(super) fn take_broken(&mut self) -> Broken {
        std::mem::take(&mut self.broken)
    }

    /// Reads what is not released once more.
    pub(super) fn rewind(&mut self) {
        self.under_way.clear();
        let first = self.segments.front().map(|first| first.sequence);
        self.reading = Reading::from(first, self.released_at, self.released);
    }

    /// The first message that was read and is not released is where it belongs.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub(super) fn release(&mut self) -> io::Result<()> {
        let (Some(first), Some(end)) = (self.segments.front(), self.under_way.pop_front()) else { return Ok(()) };
        (self.released, self.released_at) = (self.released + 1, end);
        self.progress.note(first.sequence, end);
        self.remove_released()
    }

    /// Has on the disk how far messages are released, so that a restart sends few of them again.
    ///
    /// # Errors
    /// The disk refuses.
    pub(super) fn mark(&mut self) -> io::Result<()> {
        self.progress.write()
    }

    fn remove_released(&mut self) -> io::Result<()> {
        while self.segments.front().is_some_and(|first| self.released >= first.entries) {
            self.remove_first()?;
        }
        Ok(())
    }

    fn remove_first(&mut self) -> io::Result<()> {
        let Some(first) = self.segments.pop_front() else { return Ok(()) };
        (self.released, self.released_at) = (0, HEADER as u64);
        // One whose removal a power cut has undone says nothing of those behind it.
        if first.sequence >= self.progress.sequence() {
            self.progress.note(first.sequence, u64::MAX);
        }
        if self.segments.is_empty() {
            (self.tail, self.is_dirty) = (None, false);
            self.forget_gathered();
        }
        self.reading.forget(first.sequence);
        match std::fs::remove_file(segment::path(&self.folder, first.sequence, first.identity)) {
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
        self.forget_gathered();
        Ok(())
    }

    fn forget_gathered(&mut self) {
        self.gathered.clear();
        self.gathered_entries = 0;
    }

    /// Has the last file be no longer than it is on the disk, or all of it.
    fn hide_unwritten(&mut self, are_hidden: bool) {
        let Some(last) = self.segments.back_mut() else { return };
        let (bytes, entries) = (self.gathered.len() as u64, self.gathered_entries);
        (last.len, last.entries) = match are_hidden {
            true => (last.len - bytes, last.entries - entries),
            false => (last.len + bytes, last.entries + entries),
        };
    }
}

impl Broken {
    fn add(&mut self, more: Broken) {
        self.records += more.records;
        self.bytes += more.bytes;
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        let _ = self.sync();
        let _ = self.mark();
    }
}
