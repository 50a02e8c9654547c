//! One file of the spool.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::super::message_id::Identity;
use super::Broken;
use super::scan::{Counted, Scan};

/// What a file begins with: what it is, its version, and who numbered the messages in it.
pub(super) const HEADER: usize = 16;
const MAGIC: [u8; 8] = *b"sawlogS\x02";

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

/// What a file that was there was found to have.
pub(super) struct Recovered {
    /// `None` if there was no entry in it, and it was removed.
    pub(super) segment: Option<Segment>,
    /// How many of the entries are released.
    pub(super) released: usize,
    pub(super) torn_bytes: u64,
    pub(super) broken: Broken,
}

/// Where a file is: its name has what it is read by, should its beginning be damaged.
pub(super) fn path(folder: &Path, sequence: u64, identity: Identity) -> PathBuf {
    folder.join(format!("{sequence:020}-{:016x}.spool", identity.0))
}

/// The files in a folder, in order: sequence numbers, and who numbered the messages in them.
pub(super) fn in_folder(folder: &Path) -> io::Result<Vec<(u64, Identity)>> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let name = file?.file_name();
        let numbers = name.to_str().and_then(|name| name.strip_suffix(".spool")?.split_once('-'));
        let numbers = numbers.filter(|(sequence, identity)| (sequence.len(), identity.len()) == (20, 16));
        found.extend(numbers.and_then(|(sequence, identity)| {
            Some((sequence.parse().ok()?, Identity(u64::from_str_radix(identity, 16).ok()?)))
        }));
    }
    found.sort_unstable();
    Ok(found)
}

impl Segment {
    /// Makes a new file, whose name is on the disk then.
    pub(super) fn create(folder: &Path, sequence: u64, identity: Identity) -> io::Result<(Segment, File)> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(path(folder, sequence, identity))?;
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&identity.0.to_le_bytes());
        let written = file.write_all_at(&header, 0).and_then(|()| File::open(folder)?.sync_all());
        if let Err(error) = written {
            let _ = std::fs::remove_file(path(folder, sequence, identity));
            return Err(error);
        }
        Ok((Segment { sequence, identity, len: HEADER as u64, entries: 0 }, file))
    }

    /// Looks through a file that is there, whose entries are released up to a place, and cuts off what is no whole entry
    /// at its end. A file that has nothing else is removed.
    pub(super) fn recover(
        folder: &Path,
        (sequence, identity): (u64, Identity),
        released_at: u64,
    ) -> io::Result<Recovered> {
        let path = path(folder, sequence, identity);
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let (whole, mut bytes) = (file.metadata()?.len(), Vec::new());
        (&file).take(super::LARGEST_SEGMENT).read_to_end(&mut bytes)?;
        let header = &bytes[..bytes.len().min(HEADER)];
        let counted = match header.starts_with(&MAGIC[..7]) && !header.starts_with(&MAGIC) {
            true => Counted::default(),
            false => Scan::new(&bytes, HEADER, identity).count(released_at),
        };
        // A file whose length was written before its bytes has zeros there.
        let is_begun = header.len() == HEADER && header.iter().any(|byte| *byte != 0);
        if counted.entries == 0 && is_begun && !header.starts_with(&MAGIC) {
            let text = "it is not of the kind and version that this program writes: move it away";
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{}: {text}", path.display())));
        }
        let broken = Broken { records: counted.gaps, bytes: counted.gap_bytes };
        if counted.entries == 0 {
            std::fs::remove_file(&path)?;
            let torn_bytes = whole.saturating_sub(HEADER as u64);
            return Ok(Recovered { segment: None, released: 0, torn_bytes, broken });
        }
        let len = counted.end as u64;
        if len < whole {
            file.set_len(len)?;
            file.sync_all()?;
        }
        let segment = Segment { sequence, identity, len, entries: counted.entries };
        Ok(Recovered { segment: Some(segment), released: counted.before_mark, torn_bytes: whole - len, broken })
    }
}
