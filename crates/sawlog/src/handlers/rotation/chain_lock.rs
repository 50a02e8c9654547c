//! Who may rename backups: one thread of one process at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::fork;

/// A lock on the names of one file's backups.
///
/// Within the process it is one number: a thread that held it in the parent of a fork is known by its generation, and
/// does not hold it here. Between processes it is the system's lock on a file beside the log, which the system lets go
/// of when its holder is killed.
pub(super) struct ChainLock {
    /// 0, or one more than the generation that holds it.
    holder: AtomicU64,
    file: Option<PathBuf>,
}

impl ChainLock {
    /// One for this process, or for all that are configured alike.
    pub(super) fn new(live: &Path, between_processes: bool) -> ChainLock {
        ChainLock { holder: AtomicU64::new(0), file: between_processes.then(|| lock_file(live)) }
    }

    /// Takes the lock, waiting so long at most.
    ///
    /// # Errors
    /// It could not be had in time, or its file cannot be opened.
    pub(super) fn lock(&self, limit: Duration) -> io::Result<Held<'_>> {
        let until = Instant::now() + limit;
        self.lock_here(until)?;
        let mut held = Held { lock: self, file: None };
        if let Some(path) = &self.file {
            let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
            try_until(until, || match file.try_lock() {
                Ok(()) => Ok(true),
                Err(TryLockError::WouldBlock) => Ok(false),
                Err(TryLockError::Error(error)) => Err(error),
            })?
            .then_some(())
            .ok_or_else(|| too_long(&format!("another process holds {}", path.display())))?;
            held.file = Some(file);
        }
        Ok(held)
    }

    fn lock_here(&self, until: Instant) -> io::Result<()> {
        let me = fork::generation() + 1;
        let taken = try_until(until, || {
            let take = |holder| (holder != me).then_some(me);
            Ok(self.holder.fetch_update(Ordering::Acquire, Ordering::Relaxed, take).is_ok())
        })?;
        if taken { Ok(()) } else { Err(too_long("its backups are being renamed")) }
    }
}

/// The lock, held until dropped.
pub(super) struct Held<'l> {
    lock: &'l ChainLock,
    file: Option<File>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Closing would not do: a process that was forked meanwhile has the file open, too.
            let _ = file.unlock();
        }
        self.lock.holder.store(0, Ordering::Release);
    }
}

/// The name of the file that is locked: hidden, and never removed, as a lock on a removed file locks nobody out.
pub(super) fn lock_file(live: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(live.file_name().unwrap_or_default());
    name.push(".lock");
    live.with_file_name(name)
}

/// Tries until it works or time is up; whether it worked.
pub(super) fn try_until(until: Instant, mut attempt: impl FnMut() -> io::Result<bool>) -> io::Result<bool> {
    let mut pause = Duration::from_micros(20);
    loop {
        if attempt()? {
            return Ok(true);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(false);
        }
        std::thread::sleep(pause.min(left));
        pause = (pause * 2).min(Duration::from_millis(5));
    }
}

fn too_long(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, format!("waited too long: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(5);
    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn one_holds_it_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let live = folder.path().join("app.log");
        for between_processes in [false, true] {
            let lock = ChainLock::new(&live, between_processes);
            let held = lock.lock(SHORT).unwrap();
            assert_eq!(lock.lock(SHORT).map(drop).unwrap_err().kind(), io::ErrorKind::TimedOut);
            drop(held);
            drop(lock.lock(LONG).unwrap());
        }
        assert!(folder.path().join(".app.log.lock").exists());
    }

    #[test]
    fn two_of_them_exclude_each_other_as_processes_do() {
        let folder = tempfile::tempdir().unwrap();
        let live = folder.path().join("app.log");
        let (one, other) = (ChainLock::new(&live, true), ChainLock::new(&live, true));
        let held = one.lock(SHORT).unwrap();
        assert!(other.lock(SHORT).map(drop).unwrap_err().to_string().contains(".app.log.lock"));
        drop(held);
        drop(other.lock(LONG).unwrap());
    }

    #[test]
    fn what_a_thread_held_in_the_parent_of_a_fork_is_free() {
        let lock = ChainLock::new(Path::new("/nowhere/app.log"), false);
        lock.holder.store(fork::generation() + 1000, Ordering::Relaxed);
        drop(lock.lock(SHORT).unwrap());
    }
}
