//! One backup compressed, so that at any moment it is there whole: as it was, or compressed.

use std::fs::{self, File, FileTimes, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::Packing;
use super::chain::{Chain, Slot, identity_at};
use super::chain_lock::{ChainLock, try_until};
use crate::handlers::text_file::Identity;

/// What became of a backup that was to be compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    Done,
    /// It is not there any more, or was given up.
    Gone,
    /// Somebody writes to it, or compresses it.
    Busy,
}

/// Compresses the backup that waits in this place.
///
/// It may be renamed meanwhile: it is found again by its identity. Its lock is held to the end, so that no other process
/// compresses it, and whoever writes to a file that several processes share has finished before it is read.
///
/// # Errors
/// It cannot be read, or what is made of it not written; it stays as it is.
pub(super) fn compress(
    chain: &Chain,
    lock: &ChainLock,
    packing: Packing,
    slot: &Slot,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Packed> {
    let Some(waiting) = &slot.waiting else { return Ok(Packed::Gone) };
    let source = match File::open(waiting) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Packed::Gone),
        source => source?,
    };
    let Some(source) = Locked::take(source, WRITERS_LIMIT)? else { return Ok(Packed::Busy) };
    let before = source.0.metadata()?;
    // What is written meanwhile is worth more than what is saved.
    if is_short_of_room(chain, before.len()) {
        return Err(io::Error::new(ErrorKind::StorageFull, "there is no room for it twice"));
    }
    let mut part = Part::create(chain, before.len())?;
    packing.pack(Reader { file: &source.0, go_on }, &part.file.0)?;
    part.file.0.set_permissions(before.permissions())?;
    part.file.0.set_times(FileTimes::new().set_modified(before.modified()?))?;
    // Else a crash of the machine might leave neither the one nor the other.
    part.file.0.sync_all()?;
    commit(chain, lock, slot, &mut part, &source.0)
}

/// Gives the compressed backup its name and takes away what it was made of.
fn commit(chain: &Chain, lock: &ChainLock, slot: &Slot, part: &mut Part, source: &File) -> io::Result<Packed> {
    let _held = lock.lock(LOCK_LIMIT)?;
    let now = source.metadata()?;
    // The handler could not open a new file and went on with this one.
    if now.len() != part.source_bytes {
        return Ok(Packed::Busy);
    }
    let Some((waiting, path)) = chain.now_at(slot, Identity::of_metadata(&now)) else { return Ok(Packed::Gone) };
    if fs::symlink_metadata(&path).is_ok() {
        return Ok(Packed::Gone);
    }
    fs::rename(&part.path, path)?;
    part.is_named = true;
    fs::remove_file(waiting)?;
    Ok(Packed::Done)
}

/// Removes what a process left that was killed while it compressed.
pub(super) fn remove_unfinished(chain: &Chain) {
    let Ok(entries) = fs::read_dir(chain.folder()) else { return };
    let start = part_start(chain);
    for entry in entries.flatten() {
        let name = entry.file_name();
        let middle = name.to_str().and_then(|name| name.strip_prefix(&start)?.strip_suffix(PART_END));
        let is_part = middle.and_then(|middle| middle.split_once('-')).is_some_and(|(process, number)| {
            [process, number].iter().all(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        });
        // One that is locked is being written.
        if is_part
            && let Ok(file) = File::open(entry.path())
            && let Ok(Some(_lock)) = Locked::take(file, Duration::ZERO)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether the disk of the compressed backup has less room than that takes at the worst.
fn is_short_of_room(chain: &Chain, bytes: u64) -> bool {
    let room = rustix::fs::statvfs(chain.folder()).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    room.is_ok_and(|room| room < bytes)
}

/// How long those who write to the backup are waited for at once.
const WRITERS_LIMIT: Duration = Duration::from_millis(100);
/// How long the names of the backups are waited for.
const LOCK_LIMIT: Duration = Duration::from_secs(5);

const PART_END: &str = ".part";
/// How often an unfinished copy is begun that others take away.
const ATTEMPTS: usize = 20;

fn part_start(chain: &Chain) -> String {
    format!(".{}.", chain.live.file_name().unwrap_or_default().to_string_lossy())
}

/// A compressed backup that has no name of its own yet; removed if it does not get one.
struct Part {
    path: PathBuf,
    file: Locked,
    source_bytes: u64,
    is_named: bool,
}

impl Part {
    fn create(chain: &Chain, source_bytes: u64) -> io::Result<Part> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        for _ in 0..ATTEMPTS {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!("{}{}-{number}{PART_END}", part_start(chain), std::process::id());
            let path = chain.folder().join(name);
            let file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
            let Some(file) = Locked::take(file, WRITERS_LIMIT)? else { continue };
            // Before it was locked, another process may have taken it for one that was left, and removed it.
            if identity_at(&path) == Some(Identity::of_metadata(&file.0.metadata()?)) {
                return Ok(Part { path, file, source_bytes, is_named: false });
            }
        }
        Err(io::Error::new(ErrorKind::ResourceBusy, "its unfinished copy is taken away each time"))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_named {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file that is locked for this process alone.
struct Locked(File);

impl Locked {
    /// `None` if others hold it for longer than this.
    fn take(file: File, limit: Duration) -> io::Result<Option<Locked>> {
        let taken = try_until(Instant::now() + limit, || match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })?;
        Ok(taken.then_some(Locked(file)))
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Closing would not do: a process that was forked meanwhile has the file open, too.
        let _ = self.0.unlock();
    }
}

/// Reads a file until it is told to give up.
struct Reader<'f> {
    file: &'f File,
    go_on: &'f dyn Fn() -> bool,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !(self.go_on)() {
            return Err(io::Error::other("the process ends"));
        }
        self.file.read(buffer)
    }
}
