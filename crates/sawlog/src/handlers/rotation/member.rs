//! A file that several processes write to and rotate, as one of them sees it.
//!
//! Before each record the file's lock is shared and its name looked at; after it the lock is let go. So whoever has the
//! lock alone knows that nobody is between looking and writing: what is written to the file from then on goes
//! elsewhere, if the name is another file's by now. See ADR 0015.

use std::ffi::CString;
use std::fs::TryLockError;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::LiveFile;
use super::chain_lock::try_until;
use crate::fork;
use crate::handlers::text_file::{Identity, TextFile};

/// The handler's part in the file.
pub(super) struct Member {
    /// The path as the system takes it, so that it is not made so for each record.
    path: CString,
    /// What the handler has open, and in which process it opened it.
    open: Option<(Identity, u64)>,
}

/// What the file is like that may be written to until [`LiveFile::leave`].
#[derive(Clone, Copy, Debug)]
pub(in crate::handlers) struct Joined {
    pub(in crate::handlers) bytes: u64,
    /// The second of its last change.
    pub(in crate::handlers) modified: i64,
    /// Whether it is another file than at the last time.
    pub(in crate::handlers) is_other: bool,
}

/// How long a record waits for others to let go of the file's lock; then it is written without.
const LOCK_LIMIT: Duration = Duration::from_millis(100);
/// How often the file may be replaced while it is opened.
const TRIES: usize = 16;

impl Member {
    /// Of the file at this path, which is not open yet.
    pub(super) fn new(path: &Path) -> Member {
        // One with a zero in it cannot be opened in the first place.
        Member { path: CString::new(path.as_os_str().as_bytes()).unwrap_or_default(), open: None }
    }

    /// Takes note of a file that was opened in place of the former.
    pub(super) fn opened(&mut self, file: Option<&TextFile>) {
        let identity = file.and_then(|file| file.identity().ok());
        self.open = identity.map(|identity| (identity, fork::generation()));
    }
}

impl LiveFile {
    /// Whether other processes write to the file.
    #[inline]
    pub(in crate::handlers) fn is_shared(&self) -> bool {
        self.member.is_some()
    }

    /// Sees to it that the file that has the name is the one that is open, and stays it until [`leave`](LiveFile::leave).
    ///
    /// # Errors
    /// The file cannot be opened or looked at.
    pub(in crate::handlers) fn join(&mut self) -> io::Result<Joined> {
        let mut is_other = false;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let known = self.opened_here(&mut is_other)?;
            let locked = self.share(Duration::ZERO);
            let path = self.member.as_ref().map_or(c"", |member| &*member.path);
            match rustix::fs::stat(path) {
                Ok(there) if Identity::of(&there) == known || attempt >= TRIES => {
                    // Nobody of ours holds a file alone that has the name; who else does, gets some time.
                    if !locked && attempt < TRIES && self.share(LOCK_LIMIT) {
                        attempt = TRIES - 1;
                        continue;
                    }
                    return Ok(Joined { bytes: there.st_size as u64, modified: there.st_mtime, is_other });
                }
                Err(error) if error != rustix::io::Errno::NOENT || attempt >= TRIES => {
                    self.leave();
                    return Err(error.into());
                }
                _ => {
                    self.leave();
                    // The number of the former one may be the next one's, when nobody has it open any more.
                    is_other = true;
                    self.file = None;
                }
            }
        }
    }

    /// The file that is open, opened if it is not, or was by the parent of this process: it would share its lock.
    fn opened_here(&mut self, is_other: &mut bool) -> io::Result<Identity> {
        let former = self.member.as_ref().and_then(|member| member.open);
        let generation = fork::generation();
        if let Some((known, of)) = former
            && of == generation
            && self.file.is_some()
        {
            return Ok(known);
        }
        self.file = None;
        let known = self.opened()?.identity()?;
        if let Some(member) = &mut self.member {
            member.open = Some((known, generation));
        }
        *is_other |= former.is_some_and(|(former, _)| former != known);
        Ok(known)
    }

    /// Lets others have the file alone.
    pub(in crate::handlers) fn leave(&self) {
        if let Some(file) = &self.file {
            let _ = file.as_file().unlock();
        }
    }

    /// What the handler has open, if others may have put it aside.
    pub(super) fn seen(&self) -> Option<Identity> {
        self.member.as_ref()?.open.map(|(identity, _)| identity)
    }

    /// Shares the file's lock; whether that worked in time. Where files cannot be locked, it does at once.
    fn share(&self, limit: Duration) -> bool {
        let Some(file) = &self.file else { return true };
        let attempt = || match file.as_file().try_lock_shared() {
            Err(TryLockError::WouldBlock) => Ok(false),
            Ok(()) | Err(TryLockError::Error(_)) => Ok(true),
        };
        try_until(Instant::now() + limit, attempt).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handlers::rotation::chain::Chain;
    use crate::handlers::rotation::chain_lock::ChainLock;
    use crate::handlers::rotation::compress::{Packed, compress};
    use crate::handlers::rotation::{Backups, LiveOptions, Packing, Suffix, Upkeep, UpkeepOptions};

    #[test]
    fn what_is_written_after_another_process_renamed_the_file_is_in_its_compressed_backup() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let options = UpkeepOptions { multi_process: true, ..UpkeepOptions::default() };
        let upkeep = Upkeep::new(options, &path, Suffix::Number(5), &Backups::default(), None);
        let backups = Backups { upkeep, ..Backups::default() };
        let chain = Chain::new(&path, Suffix::Number(5), &backups, Some(Packing::Gzip));
        let lock = ChainLock::new(&path, true);
        let options = LiveOptions { path: path.clone(), text: Default::default(), delay: false };
        let mut live = LiveFile::new(options, "\n".to_owned(), backups);
        let pack = || compress(&chain, &lock, Packing::Gzip, &chain.slot("1"), &|| true).unwrap();

        // Between looking and writing, the other process renames the file and begins to compress it.
        assert!(!live.join().unwrap().is_other);
        std::fs::rename(&path, folder.path().join("app.log.1")).unwrap();
        assert_eq!(pack(), Packed::Busy);
        live.write(&mut "late".to_owned(), false).unwrap();
        live.leave();
        assert_eq!(pack(), Packed::Done);
        let mut text = String::new();
        let packed = std::fs::File::open(folder.path().join("app.log.1.gz")).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
        assert_eq!(text, "late\n");

        // The next record goes to the file that has the name.
        assert!(live.join().unwrap().is_other);
        live.write(&mut "later".to_owned(), false).unwrap();
        live.leave();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "later\n");
    }
}
