//! The queue between the processes of one machine: workers put records in over a Unix socket, one listener takes them out.
//!
//! `sender`, `outbox` and `courier` are the putting end; `taker`, `connection`, `workers` and `place` the taking one. What they
//! say to each other is [`wire::delivery`](crate::wire::delivery). `own` is the way within the listener's process, and `ways` chooses.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

use crossbeam_queue::ArrayQueue;

use super::ack::Ack;
use super::item::were;
use super::{Full, QueueLedger, Queued, RecordQueue};
use crate::fork::{self, generation};
use crate::handler::report;
use crate::patience;
use crate::record::LogRecord;

mod builder;
mod connection;
mod counters;
mod courier;
mod outbox;
mod own;
mod place;
mod sender;
mod taker;
#[cfg(test)]
mod tests;
mod ways;
mod workers;

pub use builder::UnixQueueBuilder;
use counters::Counters;
pub use counters::UnixQueueStats;
use own::{Next, Own};
use sender::Sender;
use taker::{Flushed, Taker};

/// A queue between the processes of one machine, found by the path of a Unix socket.
///
/// It is made alike at both ends. A process that puts records in connects when it has the first; one that takes them out, of which there is
/// one at a time, listens from when its [`QueueListener`](crate::QueueListener) runs. What the listener's own process puts in goes to
/// it without the socket, but not before what that process had put in when it did not listen yet: where the socket cannot be made, which is
/// reported, both wait.
///
/// A worker keeps what it sent until the listener's handlers have it. While the listener is away, or is slow, records wait with the worker, as
/// many as there is room for; then it is as [`WhenFull`](crate::WhenFull) says. A connection that breaks is made anew, and what was not
/// acknowledged is sent again: nothing is lost, and what comes twice is dropped by its number, so that each record is handled once for as long as
/// the listener lives. One that was killed knows no numbers any more: what it had handled and not acknowledged is handled again by the next.
///
/// [`flush`](crate::HandlerRef::flush) of a worker's handler returns when the listener's handlers have been flushed after what was sent before. A worker that is
/// killed loses what it had not written to the socket, and a queue that is dropped what the listener did not take within two seconds, which is
/// counted and reported; a record that it had written in part is lost, counted and reported by the listener.
///
/// The socket is its user's alone, in a folder that others cannot change; who can write to it is believed. The listener also takes what SocketHandlers
/// send, Python's among them: `SocketHandler(path, None)`. Nothing is acknowledged to those.
///
/// ```no_run
/// use std::sync::Arc;
/// use sawlog::{QueueHandler, QueueListener, StreamHandler, UnixQueue, get_logger};
///
/// // A worker:
/// let queue = Arc::new(UnixQueue::new("/run/user/1000/shop.sock"));
/// get_logger("shop").add_handler(QueueHandler::builder(queue).structured(true).build());
///
/// // The listener, in another process:
/// let queue = Arc::new(UnixQueue::new("/run/user/1000/shop.sock"));
/// let listener = QueueListener::builder(queue).handler(StreamHandler::stderr()).build();
/// listener.start()?;
/// # Ok::<(), sawlog::QueueError>(())
/// ```
///
/// # Python
/// `multiprocessing.Queue`, which is inherited; this one is found by its path.
pub struct UnixQueue {
    path: PathBuf,
    sender: Arc<Sender>,
    taker: Mutex<Taker>,
    /// What the listener's own process put in.
    own: Mutex<Own>,
    flushed: Arc<Flushed>,
    /// Whether this process is, or was, the listener's: then a sentinel is for that one alone.
    has_listened: AtomicBool,
    spare: ArrayQueue<Box<LogRecord<'static>>>,
    counters: Counters,
    ledger: QueueLedger,
    generation: u64,
    /// How another one like it is made.
    options: UnixQueueBuilder,
}

/// What lasts no longer than this is not told of: processes that start together, a listener that follows another.
const A_MOMENT: Duration = Duration::from_secs(1);
/// How often a listener looks whether what its own process put in has to wait no longer.
const LOOKING_AGAIN: Duration = Duration::from_millis(5);
/// How long a queue that is let go waits for the listener to have what it keeps.
const DROPPING: Duration = Duration::from_secs(2);
/// Spare records that are kept.
const SPARE: usize = 64;

impl UnixQueue {
    /// How many bytes of records wait at most, unless it is said.
    pub const DEFAULT_BYTES: usize = 64 << 20;

    /// The queue at a path, all its options at their defaults.
    pub fn new(path: impl Into<PathBuf>) -> UnixQueue {
        UnixQueue::builder(path).build()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What became of the records so far.
    pub fn stats(&self) -> UnixQueueStats {
        let mut stats = UnixQueueStats {
            connected: self.sender.is_connected(),
            kept: self.sender.kept(),
            ..UnixQueueStats::default()
        };
        self.counters.describe(&mut stats);
        stats
    }

    /// Whether what is put in stays in this process. A forked child has its parent's ledger, but not its listener.
    fn is_own(&self) -> bool {
        self.ledger.is_attended() && self.generation == generation()
    }

    fn own(&self) -> MutexGuard<'_, Own> {
        self.own.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn taker(&self) -> MutexGuard<'_, Taker> {
        self.taker.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl RecordQueue for UnixQueue {
    fn put(&self, item: Queued) -> Result<(), Full> {
        let request = match item {
            Queued::Record(record) => {
                if !self.is_own() && self.sender.has_no_room(&self.sender.lock(), 0) {
                    return Err(Full(Queued::Record(record)));
                }
                let within = |own: &mut Own, record| {
                    let item = Queued::Record(record);
                    if own.records() + self.sender.kept() >= self.sender.records {
                        return Err(Full(item));
                    }
                    own.push(item, &self.sender);
                    Ok(())
                };
                return self.put_record(record, within, |frame| self.sender.put(frame), ());
            }
            request => request,
        };
        self.see_to_own();
        let mut own = self.own();
        if self.is_own() {
            own.push(request, &self.sender);
            drop(own);
            self.flushed.wake();
            return Ok(());
        }
        if own.has_records() {
            return Err(Full(request));
        }
        match request {
            Queued::Flush(ack) => self.sender.put_flush(ack),
            // The listener that a sentinel was meant for has ended; another process's is not to.
            _ if self.has_listened.load(Ordering::SeqCst) => {}
            _ => self.sender.put_end(),
        }
        Ok(())
    }

    fn get(&self, limit: Duration) -> Option<Queued> {
        let began = Instant::now();
        loop {
            let left = limit.saturating_sub(began.elapsed());
            let mut taker = match self.taker.try_lock() {
                Ok(taker) => taker,
                Err(TryLockError::Poisoned(taker)) => taker.into_inner(),
                // Another listener waits.
                Err(TryLockError::WouldBlock) if left.is_zero() => return None,
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(left.min(Duration::from_millis(1)));
                    continue;
                }
            };
            if let Some(queued) = taker.take() {
                return Some(queued);
            }
            let is_held = match self.own().take(&self.sender) {
                Next::Item(queued) => return Some(queued),
                Next::Held => true,
                Next::Nothing => false,
            };
            // After the end of a listener only what is there already is asked for.
            if left.is_zero() && !taker.is_open() && !self.is_own() {
                return self.take_back();
            }
            // Nobody wakes this thread when the last of it has been acknowledged, or a record comes back.
            let turn = if is_held { left.min(LOOKING_AGAIN) } else { left };
            taker.serve(turn, &self.counters);
            let came = taker.take().or_else(|| self.own().take(&self.sender).item());
            if came.is_some() || left.is_zero() {
                return came;
            }
        }
    }

    fn displace(&self, record: Box<LogRecord<'static>>) -> Result<u64, Full> {
        // They may hold values of the program's, and go without the lock.
        let mut gone = Vec::new();
        let within = |own: &mut Own, record| {
            let mut displaced = 0;
            while own.records() + self.sender.kept() >= self.sender.records {
                if !self.sender.drop_oldest() {
                    match own.displace() {
                        Some(oldest) => gone.push(oldest),
                        None if displaced == 0 => return Err(Full(Queued::Record(record))),
                        // What was displaced is gone, and now this one.
                        None => {
                            gone.push(Queued::Record(record));
                            return Ok(displaced + 1);
                        }
                    }
                }
                displaced += 1;
            }
            own.push(Queued::Record(record), &self.sender);
            Ok(displaced)
        };
        self.put_record(record, within, |frame| self.sender.displace(frame), 0)
    }

    fn len(&self) -> usize {
        let own = self.own().records();
        own + self.sender.kept() + self.taker.try_lock().map_or(0, |taker| taker.waiting())
    }

    fn capacity(&self) -> usize {
        self.sender.records
    }

    fn is_attended(&self) -> bool {
        true
    }

    fn handled(&self) {
        self.taker().handled();
    }

    fn ledger(&self) -> &QueueLedger {
        &self.ledger
    }

    fn spare(&self) -> Option<Box<LogRecord<'static>>> {
        self.spare.pop()
    }

    fn give_back(&self, mut record: Box<LogRecord<'static>>) {
        record.empty();
        drop(self.spare.push(record));
    }

    fn for_child(&self) -> Option<Arc<dyn RecordQueue>> {
        // A child has a connection of its own; one of the listener's process sends to its parent.
        let queue = self.options.clone().build();
        let has_listened = self.ledger.is_attended() || self.has_listened.load(Ordering::SeqCst);
        queue.has_listened.store(has_listened, Ordering::SeqCst);
        Some(Arc::new(queue))
    }

    fn has_listeners_in_children(&self) -> bool {
        false
    }

    fn gone(&self) -> u64 {
        self.ledger.gone() + self.sender.acknowledged()
    }

    fn unattended(&self) {
        self.has_listened.store(true, Ordering::SeqCst);
        self.taker().close();
        let requests = self.own().take_requests();
        // Whoever waits for their answer is told, without the lock.
        drop(requests);
    }
}

impl Drop for UnixQueue {
    fn drop(&mut self) {
        // In a forked child, those that never left the parent are the parent's.
        let is_here = self.generation == generation();
        let (began, limit) = (Instant::now(), patience::at_most(DROPPING));
        loop {
            // There may be room for a part of it at a time.
            if is_here {
                self.see_to_own();
            }
            let left = limit.saturating_sub(began.elapsed());
            if self.sender.kept() == 0 || left.is_zero() {
                break;
            }
            let (ack, asked) = Ack::new();
            self.sender.put_flush(ack);
            fork::outside(|| asked.wait(left));
        }
        let own = if is_here { self.own().records() } else { 0 };
        let left = self.sender.kept() + own;
        if left > 0 {
            let (were, path) = (were(left), self.path.display());
            report("sawlog.queue", &format!("{were} not handled when the queue at {path} was dropped"));
        }
        self.sender.end();
    }
}

impl std::fmt::Debug for UnixQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<UnixQueue at {}>", self.path.display())
    }
}
