//! Handlers of this process that write to the same file: one of them at a time puts it aside.
//!
//! There are two for a moment whenever a configuration replaces a handler by another of the same file: a record that was
//! on its way to the former one may find the file due just when the latter does.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Weak};
use std::time::Duration;

use super::chain_lock::{ChainLock, Held};

/// How long a record waits for another handler that puts the file aside.
const LIMIT: Duration = Duration::from_millis(500);

/// What the handlers of a path share.
pub(super) struct Shared {
    lock: ChainLock,
    /// How often one of them has put the file aside.
    times: AtomicU64,
}

/// One handler's part.
pub(super) struct SamePath {
    shared: Arc<Shared>,
    /// How often the file had been put aside when this handler opened it.
    opened_after: u64,
}

impl SamePath {
    /// Of the file at this path, which is not open yet.
    pub(super) fn new(path: &Path) -> SamePath {
        let make = || Shared { lock: ChainLock::new(path, false), times: AtomicU64::new(0) };
        let shared = of_path(path, &SHARED, make);
        let opened_after = shared.times.load(Ordering::Acquire);
        SamePath { shared, opened_after }
    }

    /// From here on what has the name is this handler's file: to be called before it is opened.
    pub(super) fn opening(&mut self) {
        self.opened_after = self.shared.times.load(Ordering::Acquire);
    }

    /// Whether another handler has put the file aside since this one opened it.
    pub(super) fn is_aside(&self) -> bool {
        self.shared.times.load(Ordering::Acquire) != self.opened_after
    }

    /// Keeps the others from putting the file aside; `None` if one has done so since this handler opened its file.
    ///
    /// # Errors
    /// It could not be had in time.
    pub(super) fn lock(&self) -> io::Result<Option<Rolling<'_>>> {
        let held = self.shared.lock.lock(LIMIT)?;
        Ok((!self.is_aside()).then_some(Rolling { shared: &self.shared, _held: held }))
    }
}

/// The right to put the file aside, until dropped.
pub(super) struct Rolling<'s> {
    shared: &'s Shared,
    _held: Held<'s>,
}

impl Rolling<'_> {
    /// Says that the file has another name now.
    pub(super) fn done(self) {
        self.shared.times.fetch_add(1, Ordering::AcqRel);
    }
}

/// The lock on the names of a file's backups, which all that write to the file in this process share.
pub(super) fn chain_lock(live: &Path, between_processes: bool) -> Arc<ChainLock> {
    static LOCKS: [Table<ChainLock>; 2] = [LazyLock::new(Mutex::default), LazyLock::new(Mutex::default)];
    of_path(live, &LOCKS[usize::from(between_processes)], || ChainLock::new(live, between_processes))
}

type Table<T> = LazyLock<Mutex<HashMap<PathBuf, Weak<T>>>>;

static SHARED: Table<Shared> = LazyLock::new(Mutex::default);

fn of_path<T>(path: &Path, table: &Table<T>, make: impl FnOnce() -> T) -> Arc<T> {
    let mut table = table.lock().unwrap_or_else(|e| e.into_inner());
    if let Some(known) = table.get(path).and_then(Weak::upgrade) {
        return known;
    }
    table.retain(|_, shared| shared.strong_count() > 0);
    let made = Arc::new(make());
    table.insert(path.to_owned(), Arc::downgrade(&made));
    made
}
