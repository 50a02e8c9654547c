//! Forks from inside of a logging call.

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use sawlog::{FileHandler, Level, info, root};

use crate::forking::{End, fork};
use crate::program::{FORKS, THREADS, run};

/// A value that forks when it is shown: in the child it logs.
struct Forks(Cell<bool>);

impl fmt::Display for Forks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let child = fork(End::AtOnce, || info!("child"));
        self.0.set(child.ended());
        f.write_str("parent")
    }
}

pub(crate) fn program(_: &str, folder: &Path) {
    let log = root();
    log.set_level(Level::INFO).expect("a level");
    log.add_handler(FileHandler::new(folder.join("app.log")).expect("it opens"));
    let ended = AtomicU64::new(0);
    // Several threads fork, each of them within a call of its own.
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..FORKS / THREADS {
                    let forks = Forks(Cell::new(false));
                    info!("{forks}");
                    ended.fetch_add(u64::from(forks.0.get()), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(ended.load(Ordering::Relaxed), FORKS);
}

#[test]
fn a_value_may_fork() {
    let folder = tempfile::tempdir().expect("a folder");
    run("within display", folder.path());
    let text = fs::read_to_string(folder.path().join("app.log")).expect("it was made");
    for line in ["parent", "child"] {
        assert_eq!(text.lines().filter(|written| *written == line).count() as u64, FORKS, "{line}");
    }
    assert_eq!(text.lines().count() as u64, 2 * FORKS);
}
