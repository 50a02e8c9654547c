//! How far the messages of the spool are released, in a small file that may be behind.

use std::cmp::Ordering;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::entry::number;

/// The first file of the spool by its sequence number, and up to where its entries are released.
#[derive(Debug)]
pub(super) struct Progress {
    file: File,
    sequence: u64,
    released_at: u64,
    is_written: bool,
}

/// Two numbers and their checksum.
const LEN: usize = 20;

impl Progress {
    pub(super) fn open(folder: &Path) -> io::Result<Progress> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(folder.join("released"))?;
        let mut bytes = Vec::new();
        (&file).take(LEN as u64 + 1).read_to_end(&mut bytes)?;
        // A file that a power cut has left half written says nothing.
        let is_whole = bytes.len() == LEN && u64::from(crc32fast::hash(&bytes[..16])) == number::<4>(&bytes, 16);
        let (sequence, released_at) = if is_whole { (number::<8>(&bytes, 0), number::<8>(&bytes, 8)) } else { (0, 0) };
        Ok(Progress { file, sequence, released_at, is_written: true })
    }

    /// Up to where the entries of the file of this number are released. A file before the one that is known is one whose
    /// removal a power cut has undone.
    pub(super) fn released_at(&self, sequence: u64) -> u64 {
        match sequence.cmp(&self.sequence) {
            Ordering::Less => u64::MAX,
            Ordering::Equal => self.released_at,
            Ordering::Greater => 0,
        }
    }

    /// The last file of which something is known.
    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }

    pub(super) fn note(&mut self, sequence: u64, released_at: u64) {
        (self.sequence, self.released_at, self.is_written) = (sequence, released_at, false);
    }

    pub(super) fn write(&mut self) -> io::Result<()> {
        if self.is_written {
            return Ok(());
        }
        let mut bytes = self.sequence.to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.released_at.to_le_bytes());
        let sum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        self.file.write_all_at(&bytes, 0)?;
        self.is_written = true;
        Ok(())
    }
}
