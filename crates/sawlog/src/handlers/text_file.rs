//! A file open for text: its encoder, and the mark at its start.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::encoding::{EncodeErrors, Encoder, Encoding};
use super::open_mode::OpenMode;
use crate::error::EmitError;

/// How a text file is opened and written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextOptions {
    pub(super) mode: OpenMode,
    pub(super) encoding: Encoding,
    pub(super) errors: EncodeErrors,
}

/// An open file and what turns text into its bytes.
pub(super) struct TextFile {
    file: File,
    encoder: Encoder,
    position: u64,
    /// The bytes of so many texts, to be written with those that follow.
    kept: Vec<u8>,
    kept_texts: u64,
}

/// What tells a file from all others: its device, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(rustix::fs::Dev, u64);

impl Identity {
    pub(super) fn of(stat: &rustix::fs::Stat) -> Identity {
        Identity(stat.st_dev, stat.st_ino)
    }

    pub(super) fn of_metadata(file: &std::fs::Metadata) -> Identity {
        Identity(file.dev() as rustix::fs::Dev, file.ino())
    }
}

/// What is kept, in bytes, before it is written; the buffer stays for the next time.
const KEPT: usize = 64 * 1024;

impl TextFile {
    /// Opens a file; what is written first gets the encoding's mark if it stands at the file's very start.
    ///
    /// # Python
    /// `open(path, mode, encoding=…, errors=…)`; what cannot tell a position (a pipe) begins with a mark.
    pub(super) fn open(path: &Path, options: TextOptions) -> io::Result<TextFile> {
        let mut file = options.mode.open(path)?;
        let position = match options.mode {
            OpenMode::Append => file.seek(SeekFrom::End(0)).unwrap_or(0),
            _ => 0,
        };
        let mut encoder = Encoder::new(options.encoding, options.errors);
        encoder.set_at_start(position == 0);
        Ok(TextFile { file, encoder, position, kept: Vec::new(), kept_texts: 0 })
    }

    /// Where the next text will be written, by what this file has been told; what others have appended is not in it.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Where the next text will be written, as the system knows it: what others have appended counts once this file has
    /// been written to after them. A file without positions is always at its start.
    ///
    /// # Python
    /// `tell`.
    pub(super) fn ask_position(&mut self) -> u64 {
        self.position = self.file.stream_position().map_or(0, |written| written + self.kept.len() as u64);
        self.position
    }

    /// The file itself, for its lock.
    pub(super) fn as_file(&self) -> &File {
        &self.file
    }

    /// Whether the file has no name any more.
    pub(super) fn is_deleted(&self) -> bool {
        self.file.metadata().is_ok_and(|file| file.nlink() == 0)
    }

    /// What tells the file from all others.
    ///
    /// # Errors
    /// The system does not say.
    pub(super) fn identity(&self) -> io::Result<Identity> {
        Ok(Identity::of(&rustix::fs::fstat(&self.file)?))
    }

    /// Writes a text, in one `write` if the system takes it whole.
    pub(super) fn write(&mut self, text: &str) -> Result<(), EmitError> {
        if self.kept_texts > 0 {
            self.keep(text)?;
            return self.flush();
        }
        let bytes = self.encoder.encode(text)?;
        self.position += bytes.len() as u64;
        Ok(self.file.write_all(bytes)?)
    }

    /// Keeps a text, to be written with the next [`flush`](TextFile::flush) at the latest.
    pub(super) fn keep(&mut self, text: &str) -> Result<(), EmitError> {
        let bytes = self.encoder.encode(text)?;
        self.position += bytes.len() as u64;
        self.kept.extend_from_slice(bytes);
        self.kept_texts += 1;
        if self.kept.len() >= KEPT { self.flush() } else { Ok(()) }
    }

    /// Writes what is kept.
    pub(super) fn flush(&mut self) -> Result<(), EmitError> {
        let records = std::mem::take(&mut self.kept_texts);
        if records == 0 {
            return Ok(());
        }
        let written = self.file.write_all(&self.kept);
        self.kept.clear();
        self.kept.shrink_to(2 * KEPT);
        written.map_err(|source| match records {
            1 => EmitError::Io(source),
            _ => EmitError::Kept { records, source },
        })
    }
}
