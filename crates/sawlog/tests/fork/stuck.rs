//! A thread that is stuck in a write does not keep the program from forking.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Barrier};

use sawlog::{FileHandler, HandlerRef, Level, Manager, StreamHandler, info};

use crate::forking::{End, fork};
use crate::program::run;

/// Takes what is written when it is told to.
struct Stuck(Arc<Barrier>);

impl io::Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.wait();
        self.0.wait();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn program(folder: &Path) {
    let (stuck, fine) = (Manager::new(), Manager::new());
    for manager in [&stuck, &fine] {
        manager.root().set_level(Level::INFO).expect("a level");
    }
    let barrier = Arc::new(Barrier::new(2));
    let writer: HandlerRef<StreamHandler> = StreamHandler::writer(Stuck(Arc::clone(&barrier)));
    stuck.root().add_handler(writer);
    fine.root().add_handler(FileHandler::new(folder.join("app.log")).expect("it opens"));
    let log = stuck.root();
    let writing = std::thread::spawn(move || info!(log, "stuck"));
    barrier.wait();
    let log = fine.root();
    assert!(fork(End::AtOnce, || info!(log, "child")).ended());
    info!(log, "parent");
    barrier.wait();
    writing.join().expect("it goes on");
}

#[test]
fn the_fork_goes_on_without_it() {
    let folder = tempfile::tempdir().expect("a folder");
    run("stuck", folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("app.log")).expect("it was made"), "child\nparent\n");
}
