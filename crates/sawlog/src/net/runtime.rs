//! A thread for a crate that is asynchronous: it runs what that crate wants run, and callers wait for nothing of it.
//!
//! The library itself is not asynchronous. Whoever needs such a crate hands work to this thread and has results come back
//! by a bounded channel (ADR 0021).

use std::future::Future;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::fork::generation;

/// A thread with a runtime. Dropped, it has the thread end without waiting for it; what it still ran is given up.
#[derive(Debug)]
pub(crate) struct Runtime {
    handle: Handle,
    end: Option<End>,
    generation: u64,
}

#[derive(Debug)]
struct End {
    /// Dropped, it has the thread end.
    wanted: oneshot::Sender<()>,
    /// Closed by the thread when it ends.
    ended: Receiver<()>,
}

impl Runtime {
    /// Starts a thread of this name.
    ///
    /// # Errors
    /// The system has no more threads or descriptors.
    pub(crate) fn start(name: &str) -> io::Result<Runtime> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (wanted, end) = oneshot::channel::<()>();
        let (ending, ended) = sync_channel::<()>(0);
        // The system takes no text with a zero in it.
        thread::Builder::new().name(name.replace('\0', "")).spawn(move || {
            let _ending = ending;
            // Nothing is sent: the other side is dropped.
            let _ = runtime.block_on(end);
            // A lookup that the system does not answer is not waited for.
            runtime.shutdown_background();
        })?;
        Ok(Runtime { handle, end: Some(End { wanted, ended }), generation: generation() })
    }

    /// Has the thread run something beside what it runs already.
    pub(crate) fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.handle.spawn(task)
    }

    /// Whether the thread is one of this process's: a forked child has none of its parent's and has to start its own.
    pub(crate) fn is_ours(&self) -> bool {
        self.generation == generation()
    }

    /// Has the thread end, and waits for that no longer than the limit; whether it has. What it runs at the time is
    /// given up at its next pause.
    pub(crate) fn end_within(mut self, limit: Duration) -> bool {
        if !self.is_ours() {
            return true;
        }
        let Some(End { wanted, ended }) = self.end.take() else { return true };
        drop(wanted);
        matches!(ended.recv_timeout(limit), Err(RecvTimeoutError::Disconnected))
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if !self.is_ours() {
            // The parent's thread would be woken: the child has the descriptors that this is done with.
            std::mem::forget(self.end.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_on_a_thread_of_its_name_and_ends() {
        let runtime = Runtime::start("sawlog runs this").unwrap();
        let (told, name) = std::sync::mpsc::channel();
        runtime.spawn(async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            told.send(thread::current().name().map(str::to_owned)).unwrap();
        });
        assert_eq!(name.recv().unwrap().as_deref(), Some("sawlog runs this"));
        assert!(runtime.is_ours());
        // What never ends does not keep the thread from it.
        runtime.spawn(std::future::pending::<()>());
        assert!(runtime.end_within(Duration::from_secs(60)));
    }

    #[test]
    fn a_thread_that_is_busy_is_not_waited_for_beyond_the_limit() {
        let runtime = Runtime::start("busy").unwrap();
        let (began, begun) = std::sync::mpsc::channel();
        let (go_on, until) = std::sync::mpsc::channel::<()>();
        runtime.spawn(async move {
            began.send(()).unwrap();
            let _ = until.recv();
        });
        begun.recv().unwrap();
        assert!(!runtime.end_within(Duration::from_millis(10)));
        drop(go_on);
    }
}
