//! A file open for text: its encoder, and the mark at its start.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
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
}

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
        Ok(TextFile { file, encoder })
    }

    /// Writes a text, in one `write` if the system takes it whole.
    pub(super) fn write(&mut self, text: &str) -> Result<(), EmitError> {
        Ok(self.file.write_all(self.encoder.encode(text)?)?)
    }
}
