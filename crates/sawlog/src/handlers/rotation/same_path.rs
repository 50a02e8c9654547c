//! Handlers of this process that write to the same file.
//!
//! There are two for a moment whenever a configuration replaces a handler by another of the same file: a record that was
//! on its way to the former one may find the file due just when the latter does. It is written, and no more.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Weak};

use super::chain_lock::ChainLock;
use crate::fork;

/// One handler's part in a path.
pub(super) struct SamePath {
    all: Arc<Writers>,
    retired: Retired,
}

/// Says, without any lock, that another handler may have taken a handler's place.
#[derive(Clone, Default)]
pub(in crate::handlers) struct Retired(Arc<AtomicBool>);

impl Retired {
    pub(in crate::handlers) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Held by each handler of a path.
struct Writers;

impl SamePath {
    pub(super) fn new(path: &Path) -> SamePath {
        static WRITERS: Table<Writers> = LazyLock::new(Mutex::default);
        SamePath { all: of_path(path, &WRITERS, || Writers), retired: Retired::default() }
    }

    /// What says so of this handler.
    pub(super) fn retired(&self) -> Retired {
        self.retired.clone()
    }

    /// Whether one has.
    pub(super) fn is_replaced(&self) -> bool {
        self.retired.0.load(Ordering::Acquire) && Arc::strong_count(&self.all) > 1
    }
}

/// The lock on the names of a file's backups, which all that write to the file in this process share.
pub(super) fn chain_lock(live: &Path, between_processes: bool) -> Arc<ChainLock> {
    static LOCKS: [Table<ChainLock>; 2] = [LazyLock::new(Mutex::default), LazyLock::new(Mutex::default)];
    of_path(live, &LOCKS[usize::from(between_processes)], || ChainLock::new(live, between_processes))
}

type Table<T> = LazyLock<Mutex<HashMap<PathBuf, Weak<T>>>>;

fn of_path<T>(path: &Path, table: &Table<T>, make: impl FnOnce() -> T) -> Arc<T> {
    let _within = fork::enter();
    let mut table = fork::lock(table);
    if let Some(known) = table.get(path).and_then(Weak::upgrade) {
        return known;
    }
    table.retain(|_, shared| shared.strong_count() > 0);
    let made = Arc::new(make());
    table.insert(path.to_owned(), Arc::downgrade(&made));
    made
}
