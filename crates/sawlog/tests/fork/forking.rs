//! Forks, and what children do at their end.
#![allow(unsafe_code)]

use std::time::{Duration, Instant};

/// What takes a child milliseconds; more is a hang, on a machine however busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a child ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// As a program does: what is registered for the exit runs.
    Exit,
    /// At once.
    AtOnce,
}

/// A child of this process.
pub(crate) struct Child(libc::pid_t);

/// Forks; the child runs `f` and ends.
pub(crate) fn fork(end: End, f: impl FnOnce()) -> Child {
    // SAFETY: the child runs what this test is about, and returns to nobody.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "{}", std::io::Error::last_os_error());
    if pid > 0 {
        return Child(pid);
    }
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).is_ok();
    match end {
        End::Exit if done => std::process::exit(0),
        // SAFETY: ends the process.
        _ => unsafe { libc::_exit(i32::from(!done)) },
    }
}

impl Child {
    /// Waits for its end; whether it came to one by itself, and well.
    pub(crate) fn ended(self) -> bool {
        let until = Instant::now() + PATIENCE;
        let mut status = 0;
        loop {
            // SAFETY: asks after a child of this process.
            match unsafe { libc::waitpid(self.0, &raw mut status, libc::WNOHANG) } {
                0 if Instant::now() < until => std::thread::sleep(Duration::from_micros(200)),
                0 => break,
                _ => return libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0,
            }
        }
        // SAFETY: a child of this process, which has not been waited for.
        unsafe {
            libc::kill(self.0, libc::SIGKILL);
            libc::waitpid(self.0, &raw mut status, 0);
        }
        false
    }
}
