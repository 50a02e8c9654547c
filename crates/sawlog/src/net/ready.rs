//! Waiting for a descriptor, no longer than until a deadline.

use std::io;
use std::os::fd::AsFd;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Whether the descriptor can be written to (or has failed) before the deadline.
pub(super) fn wait_writable(socket: impl AsFd, deadline: Instant) -> io::Result<bool> {
    wait(socket, PollFlags::OUT, deadline)
}

/// Whether the descriptor can be read from (or has failed) before the deadline.
#[cfg(feature = "tls")]
pub(super) fn wait_readable(socket: impl AsFd, deadline: Instant) -> io::Result<bool> {
    wait(socket, PollFlags::IN, deadline)
}

fn wait(socket: impl AsFd, events: PollFlags, deadline: Instant) -> io::Result<bool> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(|_| io::ErrorKind::InvalidInput)?;
        match poll(&mut [PollFd::new(&socket, events)], Some(&left)) {
            Ok(ready) => return Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
