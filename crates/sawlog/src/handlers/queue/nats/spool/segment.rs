//! One file of the spool.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::super::message_id::Identity;
use super::Broken;
use super::scan::{Counted, Scan};

/// What a file begins with: what it is, its version, and who numbered the messages in it.
pub(super) const HEADER: usize = 16;
const MAGIC: [u8; 8] = *b"sawlogS\x02";
/// What the name of a file ends in while it is written anew.
const NEW: &str = "new";

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
    /// Whether the disk has refused to say that it has all of it. It says so once: asked again, it would say that all is well.
    pub(super) is_doubtful: bool,
    /// Whether looking for entries was given up before the file's end. One more is supposed to be there, and told of as
    /// broken, until reading comes to the place.
    pub(super) is_unsearched: bool,
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
///
/// # Errors
/// There is a file of the first version, or the folder cannot be read.
pub(super) fn in_folder(folder: &Path) -> io::Result<Vec<(u64, Identity)>> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(".spool"));
        if name.is_some_and(|name| name.len() == 20 && name.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(is_other(&file.path()));
        }
        let numbers = name.and_then(|name| name.split_once('-'));
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
        Ok((
            Segment { sequence, identity, len: HEADER as u64, entries: 0, is_doubtful: false, is_unsearched: false },
            file,
        ))
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
            return Err(is_other(&path));
        }
        let mut broken = Broken { records: counted.gaps, bytes: counted.gap_bytes };
        if counted.gave_up && released_at < whole {
            broken.add(Broken { records: 1, bytes: whole - counted.end as u64 });
            let segment = Segment {
                sequence,
                identity,
                len: whole.min(super::LARGEST_SEGMENT),
                entries: counted.entries + 1,
                is_doubtful: file.sync_all().is_err(),
                is_unsearched: true,
            };
            return Ok(Recovered { segment: Some(segment), released: counted.before_mark, torn_bytes: 0, broken });
        }
        // What was sent is not lost.
        let torn_from = |end: u64| whole.saturating_sub(end.max(released_at));
        if counted.entries == 0 {
            std::fs::remove_file(&path)?;
            return Ok(Recovered { segment: None, released: 0, torn_bytes: torn_from(HEADER as u64), broken });
        }
        let len = counted.end as u64;
        if len < whole {
            file.set_len(len)?;
        }
        // What a process that was killed has written may be in memory only.
        let is_doubtful = file.sync_all().is_err();
        let entries = counted.entries;
        let segment = Segment { sequence, identity, len, entries, is_doubtful, is_unsearched: false };
        Ok(Recovered { segment: Some(segment), released: counted.before_mark, torn_bytes: torn_from(len), broken })
    }

    /// Writes the file anew, if so many entries can be read back from a place on, which is all of them that still count.
    ///
    /// # Errors
    /// They cannot be read back, or the disk refuses: the file is as doubtful as before.
    pub(super) fn write_anew(&mut self, folder: &Path, from: u64, entries: usize) -> io::Result<()> {
        let path = path(folder, self.sequence, self.identity);
        let mut bytes = Vec::new();
        File::open(&path)?.take(self.len).read_to_end(&mut bytes)?;
        let found = Scan::new(&bytes, usize::try_from(from).unwrap_or(usize::MAX), self.identity).count(0);
        if (found.entries, found.gaps, found.end as u64) != (entries, 0, self.len) {
            let text = "what the disk refused cannot be read back, and is safe when it is sent";
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{}: {text}", path.display())));
        }
        let new = path.with_extension(NEW);
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        let written = file.write_all(&bytes).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&new, &path));
        if written.is_err() {
            let _ = std::fs::remove_file(&new);
        }
        written.and_then(|()| File::open(folder)?.sync_all())?;
        self.is_doubtful = false;
        Ok(())
    }
}

fn is_other(path: &Path) -> io::Error {
    let text = "it is not of the kind and version that this program writes: move it away";
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {text}", path.display()))
}

/// Removes what is left of files that were being written anew.
pub(super) fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == NEW) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
