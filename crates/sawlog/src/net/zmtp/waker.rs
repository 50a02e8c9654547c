//! Waking a thread that waits for its sockets.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

/// Wakes the thread.
#[derive(Clone, Debug)]
pub(crate) struct Waker(Arc<UnixStream>);

/// The waiting end.
#[derive(Debug)]
pub(crate) struct Awaited(UnixStream);

impl Waker {
    pub(crate) fn new() -> io::Result<(Waker, Awaited)> {
        let (waker, awaited) = UnixStream::pair()?;
        waker.set_nonblocking(true)?;
        awaited.set_nonblocking(true)?;
        Ok((Waker(Arc::new(waker)), Awaited(awaited)))
    }

    /// Wakes the thread, or has it not begin to wait.
    pub(crate) fn wake(&self) {
        // Full of bytes that are not read yet, it wakes all the same.
        let _ = (&*self.0).write(&[1]);
    }
}

impl Awaited {
    /// Forgets that the thread was woken.
    pub(super) fn hear(&self) {
        while matches!((&self.0).read(&mut [0; 64]), Ok(64)) {}
    }
}

impl AsFd for Awaited {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
