//! A file open for text: its encoder, and the mark at its start.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::encoding::{EncodeErrors, Encoder, Encoding};
use super::open_mode::OpenMode;
use super::write_counted::write_counted;
use crate::error::EmitError;
use crate::fork::generation;

/// How a text file is opened and written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextOptions {
    pub(super) mode: OpenMode,
    pub(super) encoding: Encoding,
    pub(super) errors: EncodeErrors,
}

/// An open file and what turns text into its bytes.
///
/// Where the system takes only a part of a text (the disk is full), the file ends with half a record. What is written next
/// begins with a line end then, so that it stands on a line of its own; what is there already is left as it is, for
/// other processes may have written behind it.
pub(super) struct TextFile {
    file: File,
    encoder: Encoder,
    position: u64,
    /// The bytes of a part of a text that the file ends with.
    torn: usize,
    line_end: String,
    /// The bytes of texts to be written with those that follow, and where each text ends in them.
    kept: Vec<u8>,
    kept_ends: Vec<usize>,
    /// The bytes before the first of them, which end what was torn.
    mending: usize,
    /// The process that keeps them.
    keeper: u64,
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
        let line_end = "\n".to_owned();
        Ok(TextFile {
            file,
            encoder,
            position,
            torn: 0,
            line_end,
            kept: Vec::new(),
            kept_ends: Vec::new(),
            mending: 0,
            keeper: 0,
        })
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
        self.leave_to_parent();
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

    /// What ends a text, and is written before the next one where a text was torn: a line feed unless changed.
    pub(super) fn set_line_end(&mut self, line_end: &str) {
        if self.line_end != line_end {
            line_end.clone_into(&mut self.line_end);
        }
    }

    /// Writes a text, in one `write` if the system takes it whole.
    pub(super) fn write(&mut self, text: &str) -> Result<(), EmitError> {
        self.leave_to_parent();
        if !self.kept_ends.is_empty() || self.torn > 0 {
            self.keep(text)?;
            return self.flush();
        }
        let bytes = self.encoder.encode(text)?;
        let (written, outcome) = write_counted(&mut self.file, bytes);
        self.position += written as u64;
        if outcome.is_err() {
            self.torn = written;
            self.unwritten(written);
        }
        Ok(outcome?)
    }

    /// Keeps a text, to be written with the next [`flush`](TextFile::flush) at the latest.
    pub(super) fn keep(&mut self, text: &str) -> Result<(), EmitError> {
        self.leave_to_parent();
        if self.kept_ends.is_empty() {
            self.keeper = generation();
        }
        if self.torn > 0 && self.kept_ends.is_empty() {
            self.begin_mending()?;
        }
        let bytes = self.encoder.encode(text)?;
        self.position += bytes.len() as u64;
        self.kept.extend_from_slice(bytes);
        self.kept_ends.push(self.kept.len());
        if self.kept.len() >= KEPT { self.flush() } else { Ok(()) }
    }

    /// Writes what is kept.
    pub(super) fn flush(&mut self) -> Result<(), EmitError> {
        self.leave_to_parent();
        if self.kept_ends.is_empty() {
            return Ok(());
        }
        let (written, outcome) = write_counted(&mut self.file, &self.kept);
        let whole = self.kept_ends.partition_point(|end| *end <= written);
        let lost = (self.kept_ends.len() - whole) as u64;
        self.torn = match whole.checked_sub(1).and_then(|last| self.kept_ends.get(last)) {
            Some(end) => written - end,
            None if written >= self.mending => written - self.mending,
            None => self.torn + written,
        };
        self.kept.clear();
        self.kept.shrink_to(2 * KEPT);
        self.kept_ends.clear();
        self.mending = 0;
        match outcome {
            Ok(()) => Ok(()),
            Err(source) => {
                self.ask_position();
                self.unwritten(written);
                Err(if lost == 1 { EmitError::Io(source) } else { EmitError::Kept { records: lost, source } })
            }
        }
    }

    /// What was kept when the process was forked is for its parent to write.
    #[inline]
    fn leave_to_parent(&mut self) {
        if !self.kept_ends.is_empty() && self.keeper != generation() {
            self.position -= (self.kept.len() - self.mending) as u64;
            self.kept.clear();
            self.kept_ends.clear();
            (self.mending, self.torn) = (0, 0);
        }
    }

    /// Keeps what ends a torn text, before the next one.
    fn begin_mending(&mut self) -> Result<(), EmitError> {
        self.kept.clear();
        // The next character must stand where one can stand.
        let unit = self.encoder.unit();
        self.kept.resize(self.torn.next_multiple_of(unit) - self.torn, 0);
        self.kept.extend_from_slice(self.encoder.encode(&self.line_end)?);
        self.mending = self.kept.len();
        Ok(())
    }

    /// Where nothing was written, the mark at the file's start was not, either.
    fn unwritten(&mut self, written: usize) {
        if written == 0 && self.file.metadata().is_ok_and(|file| file.is_file() && file.len() == 0) {
            self.encoder.set_at_start(true);
        }
    }
}
