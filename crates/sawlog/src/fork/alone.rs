//! Descriptors that are one process's alone. A child that is forked has them too, and as long as it does a lock is held, and a connection
//! does not end, though the process has died to which they belong.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::sync::{Mutex, MutexGuard};

use crate::platform;

/// Something with a descriptor that forked children do without: there is `/dev/null` in its place. Where that cannot be
/// opened, as in a root folder without it, they keep the descriptor.
#[derive(Debug)]
pub(crate) struct Alone<F: AsRawFd>(Option<F>);

impl<F: AsRawFd> Alone<F> {
    /// What `open` opens. A fork waits for it; it may not wait for anything itself.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(crate) fn open(open: impl FnOnce() -> io::Result<F>) -> io::Result<Alone<F>> {
        let mut known = lock();
        if known.null.is_none() {
            known.null = File::options().read(true).write(true).open("/dev/null").ok();
        }
        let opened = open()?;
        known.descriptors.push(opened.as_raw_fd());
        Ok(Alone(Some(opened)))
    }
}

impl<F: AsRawFd> Deref for Alone<F> {
    type Target = F;
    fn deref(&self) -> &F {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl<F: AsRawFd> Drop for Alone<F> {
    fn drop(&mut self) {
        let Some(opened) = self.0.take() else { return };
        let mut known = lock();
        let descriptor = opened.as_raw_fd();
        if let Some(at) = known.descriptors.iter().position(|known| *known == descriptor) {
            known.descriptors.swap_remove(at);
        }
        // Before another can have its number.
        drop(opened);
    }
}

/// The descriptors of this process that its children are not to have.
struct Known {
    descriptors: Vec<RawFd>,
    /// What children have in their place.
    null: Option<File>,
}

static KNOWN: Mutex<Known> = Mutex::new(Known { descriptors: Vec::new(), null: None });

thread_local! {
    /// The list, locked by the thread that forks from before the fork until after it.
    static LOCKED: RefCell<Option<MutexGuard<'static, Known>>> = const { RefCell::new(None) };
}

/// Before a fork: none is opened or closed until [`unlock`].
pub(super) fn lock_all() {
    let known = lock();
    let _ = LOCKED.try_with(|locked| *locked.borrow_mut() = Some(known));
}

/// After it; a child lets go of them first. It closes none: who has one there may close it again, when its number is another's.
pub(super) fn unlock(in_child: bool) {
    let Ok(Some(mut known)) = LOCKED.try_with(|locked| locked.borrow_mut().take()) else { return };
    let Known { descriptors, null } = &mut *known;
    if let (true, Some(null)) = (in_child, null) {
        for descriptor in descriptors.drain(..) {
            platform::put_in_place_of(descriptor, null.as_fd());
        }
    }
}

fn lock() -> MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(|e| e.into_inner())
}
