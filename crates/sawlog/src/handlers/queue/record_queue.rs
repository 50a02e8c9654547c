//! The two ends of a queue of records, for queues of one's own.

use std::sync::Arc;
use std::time::Duration;

use super::{Copied, Full, QueueLedger, Queued, RenderedRecord};
use crate::record::LogRecord;

/// A queue of records: a [`QueueHandler`](crate::QueueHandler) puts in at one end, a
/// [`QueueListener`](crate::QueueListener) takes out at the other.
///
/// The rules:
///
/// 1. What one thread puts is taken in the order in which it was put.
/// 2. [`put`](RecordQueue::put) does not wait; nor does [`get`](RecordQueue::get) with a limit of zero.
/// 3. A queue is bounded. It does not drop anything by itself: what has no room is given back, and the handler's
///    [`WhenFull`](crate::WhenFull) decides.
/// 4. A request ([`Queued::Flush`], [`Queued::End`]) is taken after all that was put before it.
/// 5. A queue does not log.
///
/// ```
/// use std::sync::{Mutex, mpsc};
/// use std::time::Duration;
/// use sawlog::{Full, QueueLedger, Queued, RecordQueue};
///
/// /// A channel of the standard library's.
/// struct Channel {
///     sender: mpsc::SyncSender<Queued>,
///     receiver: Mutex<mpsc::Receiver<Queued>>,
///     ledger: QueueLedger,
/// }
///
/// impl RecordQueue for Channel {
///     fn put(&self, item: Queued) -> Result<(), Full> {
///         self.sender.try_send(item).map_err(|refused| match refused {
///             mpsc::TrySendError::Full(item) | mpsc::TrySendError::Disconnected(item) => Full(item),
///         })
///     }
///     fn get(&self, limit: Duration) -> Option<Queued> {
///         self.receiver.lock().unwrap().recv_timeout(limit).ok()
///     }
///     fn ledger(&self) -> &QueueLedger {
///         &self.ledger
///     }
/// }
/// ```
///
/// # Python
/// An object with `put_nowait` and `get`, as `queue.Queue` and `multiprocessing.Queue` are.
pub trait RecordQueue: Send + Sync + 'static {
    /// Puts something in, without waiting.
    ///
    /// # Errors
    /// There is no room.
    fn put(&self, item: Queued) -> Result<(), Full>;

    /// Puts a copy of a record in, without waiting: for queues that write records down, and need not own one for that.
    /// By default every record is unsuited, and an owned one comes by [`put`](RecordQueue::put).
    fn put_copy(&self, record: &RenderedRecord<'_, '_>) -> Copied {
        let _ = record;
        Copied::Unsuited
    }

    /// Puts something in, and waits for room no longer than the limit.
    ///
    /// # Errors
    /// There was none.
    fn put_within(&self, mut item: Queued, limit: Duration) -> Result<(), Full> {
        let began = std::time::Instant::now();
        loop {
            match self.put(item) {
                Err(full) if began.elapsed() < limit => item = full.0,
                outcome => return outcome,
            }
            std::thread::sleep(Duration::from_millis(1).min(limit));
        }
    }

    /// Takes out what was put in first, and waits for it no longer than the limit.
    fn get(&self, limit: Duration) -> Option<Queued>;

    /// Takes records out that are there and lends them to `handle`, one after the other, until that says that it is enough or the queue
    /// lends no more at once; how many. For queues that have records written down, and need not make an owned one of each. What is
    /// not lent, as by default nothing is, stays in the queue for [`get`](RecordQueue::get), and so do requests and what comes after them.
    fn lend(&self, handle: &mut dyn FnMut(&mut LogRecord<'_>) -> bool) -> usize {
        let _ = handle;
        0
    }

    /// Puts a record in, in the place of the oldest ones if there is no room; says how many had to go. A queue whose
    /// putting end cannot take anything out is full then.
    ///
    /// # Errors
    /// There is no room.
    fn displace(&self, record: Box<LogRecord<'static>>) -> Result<u64, Full> {
        self.put(Queued::Record(record)).map(|()| 0)
    }

    /// How many records are in the queue, as far as it knows.
    fn len(&self) -> usize {
        0
    }

    /// Whether none is.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records have come out at the other end so far, as far as it is known: by this one sees whether who listens gets on, though
    /// as many came in meanwhile. By default, those that listeners of this process took.
    fn gone(&self) -> u64 {
        self.ledger().gone()
    }

    /// How many records the queue takes.
    fn capacity(&self) -> usize {
        usize::MAX
    }

    /// Whether there is, or may be, somebody who takes out what is put in. A queue that leads to another process says so
    /// always: who listens there is not in this one's ledger.
    fn is_attended(&self) -> bool {
        self.ledger().is_attended()
    }

    /// All that was taken out so far has been handled, and what handlers wrote of it has gone out. Called by a
    /// [`QueueListener`](crate::QueueListener) whenever that is so: for queues that tell the other end.
    fn handled(&self) {}

    /// Who listens and what was dropped.
    fn ledger(&self) -> &QueueLedger;

    /// A record that was handled, whose memory serves for the next one.
    fn spare(&self) -> Option<Box<LogRecord<'static>>> {
        None
    }

    /// Takes a record back that was handled, as a spare one.
    fn give_back(&self, record: Box<LogRecord<'static>>) {
        drop(record);
    }

    /// An empty queue for a forked child to use in the place of this one: what is in this one is for the parent's listener,
    /// which may hold its locks. The handlers and listeners of the child find it by themselves; listeners that
    /// ran in the parent are started again there when something is logged.
    ///
    /// `None` unless overridden: a handler with a listener of its own does without the queue in a child, one
    /// without goes on to put into this queue, which has to know what it does.
    fn for_child(&self) -> Option<Arc<dyn RecordQueue>> {
        None
    }

    /// Whether listeners that ran in the parent are started again in a forked child, to take from what
    /// [`for_child`](RecordQueue::for_child) gave. A queue whose one listener takes from many processes says no: a child's records go to its parent.
    fn has_listeners_in_children(&self) -> bool {
        true
    }

    /// Nobody listens any more: requests that nobody will answer are let go.
    fn unattended(&self) {}

    /// Whether who listens shall flush its handlers now and [acknowledge](RecordQueue::acknowledge) what was taken. A queue
    /// that keeps what is taken until then has [`get`](RecordQueue::get) return early for it.
    fn is_due(&self) -> bool {
        false
    }

    /// All that was taken so far has been handled. Unless it `is_safe`, the handlers could not be flushed, and
    /// a queue that still has it may give it out again.
    fn acknowledge(&self, is_safe: bool) {
        let _ = is_safe;
    }
}
