//! The path of a Unix socket that we listen at: it goes when listening ends, or at the process's exit.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};
use std::{fs, process};

use crate::fork::{self, Locked};

/// The paths of this process that are still there.
static PATHS: Mutex<Vec<Owned>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct Owned {
    path: PathBuf,
    inode: (u64, u64),
    /// A forked child has a copy of this; the socket is its parent's.
    process: u32,
}

/// A path at which there is a socket of ours.
#[derive(Debug)]
pub(crate) struct SocketPath(PathBuf);

impl SocketPath {
    /// To be called when the socket has been made.
    pub(crate) fn new(path: &Path) -> SocketPath {
        static HOOK: Once = Once::new();
        let _within = fork::enter();
        HOOK.call_once(|| crate::platform::on_exit(remove_all));
        // Wherever the program goes, the socket stays.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if let Some(inode) = inode(&path) {
            lock().push(Owned { path: path.clone(), inode, process: process::id() });
        }
        SocketPath(path)
    }

    pub(crate) fn as_path(&self) -> &Path {
        &self.0
    }
}

impl Drop for SocketPath {
    fn drop(&mut self) {
        lock().extract_if(.., |owned| owned.path == self.0).for_each(|owned| owned.remove());
    }
}

impl Owned {
    /// Removes the socket; another's that has taken its place stays.
    fn remove(&self) {
        if self.process == process::id() && inode(&self.path) == Some(self.inode) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn remove_all() {
    lock().drain(..).for_each(|owned| owned.remove());
}

fn inode(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

fn lock() -> Locked<'static, Vec<Owned>> {
    fork::lock(&PATHS)
}
