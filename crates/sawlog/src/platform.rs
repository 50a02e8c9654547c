//! What the platform offers without a safe wrapper: a hook at the process's exit, those around a fork, and what a child does there with
//! descriptors that others' values own.
#![allow(unsafe_code)]

use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::sync::Mutex;

/// Runs the first before each fork of the process, the others after it, in the parent and in the child, on the thread
/// that forks. To be called once; they must not panic.
///
/// The one in the child may do nothing but what is safe there: store to atomics, unlock what the first one locked, replace descriptors.
pub(crate) fn at_fork(before: extern "C" fn(), in_parent: extern "C" fn(), in_child: extern "C" fn()) {
    // SAFETY: the functions have the C ABI, take nothing, and live as long as the program.
    unsafe { libc::pthread_atfork(Some(before), Some(in_parent), Some(in_child)) };
}

/// Has a descriptor be another name of the other one's file, as if its own had been opened there. It stays open: what owns it still owns it.
pub(crate) fn put_in_place_of(descriptor: RawFd, other: BorrowedFd<'_>) {
    // SAFETY: no memory is touched; the descriptor is open before and after, so that nobody else can get its number. It is for
    // a child that has just been forked: of those who own the descriptor none runs there.
    unsafe {
        if libc::dup2(other.as_raw_fd(), descriptor) >= 0 {
            libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
        }
    }
}

/// Whether [`fence_all_threads`] can be had.
pub(crate) fn can_fence_all_threads() -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{MembarrierCommand, membarrier_query};
        membarrier_query().contains_command(MembarrierCommand::PrivateExpedited)
    }
    #[cfg(not(target_os = "linux"))]
    false
}

/// Has every thread of the process act as if it had come by a full fence; whether that worked.
pub(crate) fn fence_all_threads() -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{MembarrierCommand, membarrier};
        let fence = || membarrier(MembarrierCommand::PrivateExpedited).is_ok();
        // The first time it has to be asked for.
        fence() || (membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok() && fence())
    }
    #[cfg(not(target_os = "linux"))]
    false
}

/// Runs `hook` when the process exits normally: `main` returns, or `std::process::exit` is called.
///
/// To be called within the gate of [`fork`](crate::fork).
pub(crate) fn on_exit(hook: fn()) {
    let mut hooks = EXIT_HOOKS.lock().unwrap_or_else(|e| e.into_inner());
    if hooks.iter().any(|known| std::ptr::fn_addr_eq(*known, hook)) {
        return;
    }
    if hooks.is_empty() {
        // SAFETY: the function passed has the C ABI, takes nothing, and lives as long as the program.
        unsafe { libc::atexit(run_exit_hooks) };
    }
    hooks.push(hook);
}

static EXIT_HOOKS: Mutex<Vec<fn()>> = Mutex::new(Vec::new());

extern "C" fn run_exit_hooks() {
    let hooks = EXIT_HOOKS.lock().unwrap_or_else(|e| e.into_inner()).clone();
    for hook in hooks.iter().rev() {
        // A panic must not cross into C.
        let _ = std::panic::catch_unwind(hook);
    }
}
