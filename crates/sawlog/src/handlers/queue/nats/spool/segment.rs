//! One file of the spool.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::super::message_id::Identity;
use super::entry::{self, Looked};

/// What a file begins with: what it is, its version, and who numbered the messages in it.
pub(super) const HEADER: usize = 16;
const MAGIC: [u8; 8] = *b"sawlogS\x01";

/// A file of the spool, as far as it is known to be whole.
#[derive(Debug)]
pub(super) struct Segment {
    /// Files come one after the other by this.
    pub(super) sequence: u64,
    pub(super) identity: Identity,
    /// The file's length in bytes.
    pub(super) len: u64,
    /// How many entries are in it.
    pub(super) entries: usize,
}

/// Where the file of a sequence number is.
pub(super) fn path(folder: &Path, sequence: u64) -> PathBuf {
    folder.join(format!("{sequence:020}.spool"))
}

/// The sequence numbers of the files in a folder, in order.
pub(super) fn in_folder(folder: &Path) -> io::Result<Vec<u64>> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let name = file?.file_name();
        let digits = name.to_str().and_then(|name| name.strip_suffix(".spool")).filter(|digits| digits.len() == 20);
        found.extend(digits.and_then(|digits| digits.parse::<u64>().ok()));
    }
    found.sort_unstable();
    Ok(found)
}

impl Segment {
    /// Makes a new file.
    pub(super) fn create(folder: &Path, sequence: u64, identity: Identity) -> io::Result<(Segment, File)> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(path(folder, sequence))?;
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&identity.0.to_le_bytes());
        if let Err(error) = std::os::unix::fs::FileExt::write_all_at(&file, &header, 0) {
            let _ = std::fs::remove_file(path(folder, sequence));
            return Err(error);
        }
        Ok((Segment { sequence, identity, len: HEADER as u64, entries: 0 }, file))
    }

    /// Looks through a file that is there, cuts off what is no whole entry, and says how many bytes that were. A file
    /// that has nothing else is removed.
    pub(super) fn recover(folder: &Path, sequence: u64) -> io::Result<(Option<Segment>, u64)> {
        let path = path(folder, sequence);
        let mut file = OpenOptions::new().read(true).write(true).open(&path)?;
        let (whole, mut bytes) = (file.metadata()?.len(), Vec::new());
        let mut at = HEADER;
        let (mut entries, mut read) = (0, 0);
        loop {
            let mut needed = HEADER;
            if bytes.len() >= HEADER {
                if bytes[..8] != MAGIC {
                    // A file whose length was written before its bytes.
                    if bytes[..HEADER] == [0; HEADER] {
                        break;
                    }
                    let text = "it is not of the kind and version that this program writes: move it away";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{}: {text}", path.display())));
                }
                match entry::look(&bytes[at..]) {
                    Looked::Entry(end) => {
                        at += end;
                        entries += 1;
                        continue;
                    }
                    Looked::Broken => break,
                    Looked::Short(len) => needed = at + len,
                }
            }
            // Reads what is missing, or a good deal more.
            let more = (needed - bytes.len()).max(1 << 20) as u64;
            read += file.by_ref().take(more).read_to_end(&mut bytes)? as u64;
            if bytes.len() < needed || read > super::LARGEST_SEGMENT {
                break;
            }
        }
        if entries == 0 {
            std::fs::remove_file(&path)?;
            return Ok((None, whole.saturating_sub(HEADER as u64)));
        }
        let (identity, len) = (Identity(entry::number::<8>(&bytes, 8)), at as u64);
        if len < whole {
            file.set_len(len)?;
            file.sync_all()?;
        }
        Ok((Some(Segment { sequence, identity, len, entries }), whole - len))
    }
}
