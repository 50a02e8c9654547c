//! The thread of a queue over ZeroMQ: started when it is needed, told to end, and not waited for longer than a limit.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::super::{Full, Queued, RecordQueue};
use super::shared::Shared;
use super::{sending, taking};
use crate::handler::report;
use crate::net::zmtp::{Arrived, Hub, Waker};

/// A thread that runs.
pub(super) struct Engine {
    waker: Waker,
    orders: Arc<Orders>,
    /// Closed when the thread has ended.
    ended: Receiver<()>,
}

/// What the thread is told.
#[derive(Debug, Default)]
pub(super) struct Orders {
    stopped: AtomicBool,
    /// Until when it may send what is left.
    until: Mutex<Option<Instant>>,
    /// How many sentinels come behind what the peers have sent.
    ends: AtomicUsize,
}

impl Orders {
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Whether it is to end, and has no more time for what is left.
    pub(super) fn is_over(&self) -> bool {
        let until = self.until.lock().unwrap_or_else(|e| e.into_inner());
        self.is_stopped() && until.is_some_and(|until| Instant::now() >= until)
    }

    /// Whether nobody will take what comes after this.
    pub(super) fn is_ending(&self) -> bool {
        self.ends.load(Ordering::Acquire) > 0
    }
}

impl Engine {
    pub(super) fn wake(&self) {
        self.waker.wake();
    }
}

/// Starts the thread unless it runs.
///
/// # Errors
/// The system has no more threads or descriptors.
pub(super) fn start(shared: &Arc<Shared>) -> io::Result<()> {
    let mut engine = shared.engine();
    if shared.is_running() {
        return Ok(());
    }
    if shared.is_inherited() {
        // The parent sends what it had put; its thread is not here.
        while shared.queue.get(Duration::ZERO).is_some() {}
        shared.counts.under_way.store(0, Ordering::Relaxed);
        std::mem::forget(engine.take());
    }
    let (waker, awaited) = Waker::new()?;
    let hub = Hub::new(shared.options.hub.clone(), waker.clone(), awaited, Arc::clone(&shared.counts));
    let (ending, ended) = sync_channel::<()>(0);
    let orders = Arc::new(Orders::default());
    let mut thread =
        Thread { shared: Arc::clone(shared), orders: Arc::clone(&orders), is_spawned: false, _ending: ending };
    // Before the thread runs: a flush that comes at once is to wait for it.
    thread.begin();
    // If there is no thread, what it was to run is dropped, and with it the beginning.
    thread::Builder::new().name("sawlog zmq".to_owned()).spawn(move || {
        thread.is_spawned = true;
        thread.run(hub);
    })?;
    *engine = Some(Engine { waker, orders, ended });
    Ok(())
}

/// As [`start`]; what goes wrong is reported.
#[cold]
pub(super) fn start_or_report(shared: &Arc<Shared>) {
    if let Err(error) = start(shared) {
        tell(&format!("the thread of a queue over ZeroMQ cannot be started: {error}"));
    }
}

/// Puts the sentinel behind what the peers have sent.
pub(super) fn end(shared: &Arc<Shared>) -> Result<(), Full> {
    let engine = shared.engine();
    match &*engine {
        Some(running) if shared.is_running() => {
            running.orders.ends.fetch_add(1, Ordering::Release);
            running.wake();
            Ok(())
        }
        _ => shared.queue.put(Queued::End),
    }
}

/// Has the thread end, when it has sent what is left or the limit is over; waits for that.
pub(super) fn stop(shared: &Shared, limit: Duration) {
    let Some(engine) = shared.engine().take() else { return };
    if shared.is_inherited() {
        // The parent's thread would be woken.
        std::mem::forget(engine);
        return;
    }
    *engine.orders.until.lock().unwrap_or_else(|e| e.into_inner()) = Instant::now().checked_add(limit);
    engine.orders.stopped.store(true, Ordering::Release);
    engine.wake();
    let _ = engine.ended.recv_timeout(limit + AT_MOST);
}

/// How long a thread that has nothing more to do may take to end.
const AT_MOST: Duration = Duration::from_secs(1);

/// What runs on the thread; what it has begun ends with it, in a panic, too.
struct Thread {
    shared: Arc<Shared>,
    orders: Arc<Orders>,
    is_spawned: bool,
    _ending: std::sync::mpsc::SyncSender<()>,
}

impl Thread {
    fn begin(&self) {
        self.shared.set_running(true);
    }

    fn run(&self, hub: Hub) {
        if self.sends() {
            sending::run(&self.shared, &self.orders, hub);
        } else {
            taking::run(&self.shared, &self.orders, hub);
        }
    }

    fn sends(&self) -> bool {
        self.shared.options.hub.kind.sends()
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if self.sends() {
            self.shared.queue.unattended();
        }
        // Where the thread could not be started, who tried holds the lock.
        let engine = self.is_spawned.then(|| self.shared.engine());
        for _ in 0..self.orders.ends.swap(0, Ordering::AcqRel) {
            drop(self.shared.queue.put(Queued::End));
        }
        self.shared.set_running(false);
        if let Some(mut engine) = engine {
            *engine = None;
        }
    }
}

/// Reports what came that was not right.
pub(super) fn tell_of(arrived: &Arrived<'_>) {
    match arrived {
        Arrived::Message { .. } => {}
        Arrived::Refused { peer, why } => tell(&format!("{peer}: {why}")),
        Arrived::News(news) => tell(news),
    }
}

pub(super) fn tell(what: &str) {
    report("sawlog.queue", what);
}
