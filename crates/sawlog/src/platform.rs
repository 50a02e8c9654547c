//! What the platform offers without a safe wrapper: a hook at the process's exit, and one in a forked child.
#![allow(unsafe_code)]

use std::sync::Mutex;

/// Runs `hook` in every child that is forked from now on, before the fork returns there.
///
/// `hook` may do nothing but what is safe between `fork` and `exec`: store to atomics.
pub(crate) fn on_fork_child(hook: fn()) {
    register(&FORK_HOOKS, hook, || {
        // SAFETY: the function passed has the C ABI, takes nothing, and lives as long as the program.
        unsafe { libc::pthread_atfork(None, None, Some(run_fork_hooks)) };
    });
}

/// Runs `hook` when the process exits normally: `main` returns, or `std::process::exit` is called.
pub(crate) fn on_exit(hook: fn()) {
    register(&EXIT_HOOKS, hook, || {
        // SAFETY: the function passed has the C ABI, takes nothing, and lives as long as the program.
        unsafe { libc::atexit(run_exit_hooks) };
    });
}

static FORK_HOOKS: Mutex<Vec<fn()>> = Mutex::new(Vec::new());
static EXIT_HOOKS: Mutex<Vec<fn()>> = Mutex::new(Vec::new());

fn register(hooks: &Mutex<Vec<fn()>>, hook: fn(), install: impl FnOnce()) {
    let mut hooks = hooks.lock().unwrap_or_else(|e| e.into_inner());
    if hooks.iter().any(|known| std::ptr::fn_addr_eq(*known, hook)) {
        return;
    }
    if hooks.is_empty() {
        install();
    }
    hooks.push(hook);
}

extern "C" fn run_fork_hooks() {
    // A thread of the parent may have held the lock while it forked; hooks are only registered a few times in a
    // program's life, so nothing is lost by not waiting.
    if let Ok(hooks) = FORK_HOOKS.try_lock() {
        for hook in hooks.iter() {
            hook();
        }
    }
}

extern "C" fn run_exit_hooks() {
    let hooks = EXIT_HOOKS.lock().unwrap_or_else(|e| e.into_inner()).clone();
    for hook in hooks.iter().rev() {
        // A panic must not cross into C.
        let _ = std::panic::catch_unwind(hook);
    }
}
