//! How far the messages of the spool are released, in a small file that may be behind.

use std::cmp::Ordering;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::entry::number;

/// The first file of the spool by its sequence number, and how many of its entries are released.
#[derive(Debug)]
pub(super) struct Progress {
    file: File,
    sequence: u64,
    released: usize,
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
        let (sequence, released) = if is_whole { (number::<8>(&bytes, 0), number::<8>(&bytes, 8)) } else { (0, 0) };
        Ok(Progress { file, sequence, released: usize::try_from(released).unwrap_or(0), is_written: true })
    }

    /// How many entries of the file of this number are released. A file before the one that is known is one whose removal
    /// a power cut has undone.
    pub(super) fn released(&self, sequence: u64) -> usize {
        match sequence.cmp(&self.sequence) {
            Ordering::Less => usize::MAX,
            Ordering::Equal => self.released,
            Ordering::Greater => 0,
        }
    }

    /// The last file of which something is known.
    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }

    pub(super) fn note(&mut self, sequence: u64, released: usize) {
        (self.sequence, self.released, self.is_written) = (sequence, released, false);
    }

    pub(super) fn write(&mut self) -> io::Result<()> {
        if self.is_written {
            return Ok(());
        }
        let mut bytes = self.sequence.to_le_bytes().to_vec();
        bytes.extend_from_slice(&(self.released as u64).to_le_bytes());
        let sum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        self.file.write_all_at(&bytes, 0)?;
        self.is_written = true;
        Ok(())
    }
}
