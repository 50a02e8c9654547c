//! The hold on a listener that runs, and the one that `stop_listening` stops.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, Weak};
use std::thread::{self, JoinHandle, ThreadId};

use super::answer::Answerer;
use super::backlog::Backlog;
use super::connection::Fault;
use super::event::{ListenEvent, OnEvent, Outcome};
use super::limits::{Counters, ListenLimits, ListenStats, count};
use super::serving::Serving;
use super::sockets::Socket;
use super::verify::Checks;
use super::worker::Worker;
use crate::fork;
use crate::net::Address;

/// A listener that runs. It goes on when this is dropped.
///
/// # Python
/// The thread that `logging.config.listen` returns.
#[derive(Debug)]
pub struct Listener {
    shared: Arc<Shared>,
    address: Address,
    threads: [JoinHandle<()>; 2],
}

/// What the listener's threads share with who holds it.
pub(super) struct Shared {
    pub(super) limits: ListenLimits,
    pub(super) counters: Counters,
    pub(super) backlog: Backlog,
    on_event: OnEvent,
    /// The thread that has the connections.
    pub(super) server: OnceLock<ThreadId>,
    process: u32,
    stopping: AtomicBool,
    closed: Mutex<bool>,
    closes: Condvar,
    wake: UnixStream,
}

/// The listener that was started last.
static LATEST: Mutex<Weak<Shared>> = Mutex::new(Weak::new());

/// Stops the listener that was started last, if it still runs: its port or path is free for the next one when this returns.
///
/// Requests that have arrived are still carried out and answered; [`Listener::join`] waits for that.
///
/// # Python
/// `logging.config.stopListening`; the port is free up to a second later there.
pub fn stop_listening() {
    let latest = std::mem::take(&mut *fork::lock(&LATEST));
    if let Some(shared) = latest.upgrade() {
        shared.stop();
    }
}

impl Listener {
    pub(super) fn start(
        socket: Socket,
        address: Address,
        limits: ListenLimits,
        on_event: OnEvent,
        checks: Checks,
        answerer: Answerer,
    ) -> io::Result<Listener> {
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let (ask, requests) = channel();
        let (tell, answers) = channel();
        let worker_wake = wake.try_clone()?;
        let shared = Arc::new(Shared {
            limits,
            counters: Counters::default(),
            backlog: Backlog::default(),
            on_event,
            server: OnceLock::new(),
            process: process::id(),
            stopping: AtomicBool::new(false),
            closed: Mutex::new(false),
            closes: Condvar::new(),
            wake,
        });
        let worker =
            Worker { shared: Arc::clone(&shared), checks, answerer, requests, answers: tell, wake: worker_wake };
        let serving = Serving {
            shared: Arc::clone(&shared),
            socket: Some(socket),
            woken,
            requests: ask,
            answers,
            connections: Default::default(),
            next: 0,
            paused: None,
        };
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        // The worker ends by itself if the second thread cannot be had.
        let worker = named("sawlog-control").spawn(move || worker.run())?;
        let serving = named("sawlog-listen").spawn(move || serving.run())?;
        *fork::lock(&LATEST) = Arc::downgrade(&shared);
        Ok(Listener { shared, address, threads: [serving, worker] })
    }

    /// Where it listens: with the port that the system chose, if it was asked to.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What has come so far.
    pub fn stats(&self) -> ListenStats {
        self.shared.counters.stats()
    }

    /// Stops it; its port or path is free when this returns.
    pub fn stop(&self) {
        self.shared.stop();
    }

    /// Waits until it has been stopped and all that had arrived is done and answered. A forked child, which has no such
    /// threads, does not wait.
    ///
    /// # Python
    /// `Thread.join`.
    pub fn join(self) {
        if self.shared.process != process::id() {
            std::mem::forget(self.threads);
            return;
        }
        for thread in self.threads {
            // What panics in it is caught where it does.
            let _ = thread.join();
        }
    }
}

impl Shared {
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// The socket is closed.
    pub(super) fn tell_closed(&self) {
        *self.lock() = true;
        self.closes.notify_all();
    }

    /// Tells whoever is to be told.
    pub(super) fn tell(&self, event: ListenEvent) {
        // A callback that panics is past all remedies.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (self.on_event)(&event)));
    }

    /// Counts a frame that will never be had, and tells of it; in words.
    pub(super) fn tell_fault(&self, peer: &str, fault: &Fault) -> String {
        let (counter, text) = match fault {
            Fault::TooLong(len) => (
                &self.counters.too_long,
                format!("a frame of {len} bytes; {} are taken at most", self.limits.frame_len),
            ),
            Fault::Torn(bytes) => (&self.counters.torn, format!("the connection ended {bytes} bytes into a frame")),
            Fault::TimedOut => {
                (&self.counters.timed_out, format!("the frame did not arrive within {:?}", self.limits.frame_time))
            }
        };
        count(counter);
        let event =
            ListenEvent { peer: peer.to_owned(), outcome: Outcome::Refused, what: "request", text: text.clone() };
        self.tell(event);
        text
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        let _ = (&self.wake).write(&[1]);
        // Asked to stop by what it tells of, the thread does so after that.
        // A forked child has no such thread.
        if self.server.get() == Some(&thread::current().id()) || self.process != process::id() {
            return;
        }
        let mut closed = self.lock();
        while !*closed {
            closed = self.closes.wait(closed).unwrap_or_else(|e| e.into_inner());
        }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.closed.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("limits", &self.limits).field("counters", &self.counters).finish_non_exhaustive()
    }
}
