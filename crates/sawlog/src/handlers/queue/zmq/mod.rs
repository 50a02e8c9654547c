//! A queue over ZeroMQ: from process to process, and from machine to machine where the network is trusted.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{BoundedQueue, Full, QueueError, QueueLedger, Queued, RecordQueue};
use crate::net::zmtp::Kind;
use crate::record::LogRecord;

mod builder;
mod encode;
mod engine;
mod error;
mod sending;
mod shared;
mod stats;
mod taking;

pub use builder::ZmqQueueBuilder;
pub use error::ZmqError;
use shared::{Options, Shared};
pub use stats::ZmqStats;

/// One end of a queue over ZeroMQ, which the other end may reach with pyzmq: PUSH and PULL share the records out, PUB and SUB
/// copy them.
///
/// A [`QueueHandler`](crate::QueueHandler) puts into a queue that pushes or publishes, a
/// [`QueueListener`](crate::QueueListener) takes out of one that pulls or subscribes. Each end binds or connects when it is first used,
/// on a thread of its own, and does it again for as long as it has to: neither a peer's start nor its end is waited for
/// or an error. Callers put into a bounded queue in memory, whatever the network does.
///
/// A message is a record as JSON, as the cookbook sends it, unless [another form](ZmqQueueBuilder::format) is chosen; whoever
/// takes knows the form by looking. A message of two parts is a topic and a record.
///
/// ```no_run
/// use std::sync::Arc;
/// use sawlog::{FileHandler, QueueHandler, QueueListener, ZmqQueue, get_logger};
///
/// // The process that writes:
/// let queue = ZmqQueue::pull().bind("tcp://127.0.0.1:5556").build()?;
/// let listener = QueueListener::builder(Arc::new(queue)).handler(FileHandler::new("all.log")?).build();
/// listener.start()?;
///
/// // Those that log:
/// let queue = ZmqQueue::push().connect("tcp://127.0.0.1:5556").build()?;
/// get_logger("").add_handler(QueueHandler::new(Arc::new(queue)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What can be lost
/// ZeroMQ acknowledges nothing. A record that was put is in the queue's memory until its last byte was given to the
/// kernel; a connection that ends before that costs nothing, the record goes to the next one. While no peer is there
/// the queue fills, and [`WhenFull`](crate::WhenFull) decides; what is dropped is counted and told of in the log itself when the
/// peer is back.
///
/// - What the kernels hold when the *peer* is killed is lost: at most its receiving and this side's sending buffer, some megabytes over
///   TCP, some 200 kB over a Unix socket. [`ZmqStats::sent`] counts what was given to the kernel: less what has arrived, that
///   is how much it was.
/// - A taking end that is stopped says so to its peers and takes what they had sent by then. One that is killed does not.
/// - A publisher keeps nothing for subscribers that are not there, and what one reads too slowly it misses:
///   [`ZmqStats::unheard`] and [`ZmqStats::missed`] count both.
///
/// Flushing returns when all was given to the kernel; of a publisher that is slower subscribers' buffers, too, for as long as the queue lingers.
///
/// # Strangers
/// Nothing is encrypted, and whoever can connect can send: `tcp://*:port` is bound on the loopback, and other networks only if
/// their address is spelled out (`tcp://0.0.0.0:5556`). A Unix socket is its owner's alone. Connections, the time for a greeting,
/// and the memory for what comes are bounded; what is malformed is counted, reported and costs its sender the connection at most.
///
/// # Python
/// The cookbook's `ZeroMQSocketHandler` and `ZeroMQSocketListener`. ZeroMQ's `*` stands for all networks there.
pub struct ZmqQueue {
    shared: Arc<Shared>,
}

impl ZmqQueue {
    fn new(capacity: usize, options: Options) -> ZmqQueue {
        ZmqQueue { shared: Arc::new(Shared::new(capacity, options)) }
    }

    /// Starts one that gives each record to one of its peers, which pull; all its other options are at their defaults,
    /// see [`ZmqQueueBuilder`].
    pub fn push() -> ZmqQueueBuilder {
        ZmqQueueBuilder::new(Kind::Push)
    }

    /// Starts one that takes what its peers push.
    pub fn pull() -> ZmqQueueBuilder {
        ZmqQueueBuilder::new(Kind::Pull)
    }

    /// Starts one that gives each record to all of its peers that have subscribed to it.
    pub fn publish() -> ZmqQueueBuilder {
        ZmqQueueBuilder::new(Kind::Pub)
    }

    /// Starts one that takes what it subscribes to.
    pub fn subscribe() -> ZmqQueueBuilder {
        ZmqQueueBuilder::new(Kind::Sub)
    }

    /// Binds and connects now, and not when the queue is first used.
    ///
    /// # Errors
    /// The system has no more threads or descriptors.
    pub fn start(&self) -> Result<(), QueueError> {
        engine::start(&self.shared).map_err(|error| QueueError::Thread(error.to_string()))
    }

    /// What it has counted.
    pub fn stats(&self) -> ZmqStats {
        ZmqStats::of(&self.shared)
    }

    /// The addresses at which it is bound, with the ports that the system chose; none before it is.
    pub fn bound(&self) -> Vec<String> {
        let bound = self.shared.counts.bound.lock().unwrap_or_else(|e| e.into_inner());
        bound.iter().map(ToString::to_string).collect()
    }

    fn sends(&self) -> bool {
        self.shared.options.hub.kind.sends()
    }

    fn queue(&self) -> &BoundedQueue {
        &self.shared.queue
    }

    /// Has the thread of this queue run.
    #[inline]
    fn run(&self) {
        if !self.shared.is_running() {
            engine::start_or_report(&self.shared);
        }
    }
}

impl RecordQueue for ZmqQueue {
    fn put(&self, item: Queued) -> Result<(), Full> {
        if self.sends() {
            let item = match item {
                // Nothing was put yet: nobody need connect for it.
                Queued::Flush(ack) if !self.shared.is_running() && self.queue().is_empty() => {
                    ack.done();
                    return Ok(());
                }
                item => item,
            };
            self.run();
            self.queue().put(item)?;
            self.shared.tell();
            return Ok(());
        }
        match item {
            // It comes behind what the peers have sent.
            Queued::End => engine::end(&self.shared),
            item => self.queue().put(item),
        }
    }

    fn put_within(&self, item: Queued, limit: Duration) -> Result<(), Full> {
        match self.put(item) {
            Err(full) if !limit.is_zero() => {
                self.queue().put_within(full.0, limit)?;
                self.shared.tell();
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// As the trait says; a queue that sends has nothing for who listens here.
    fn get(&self, limit: Duration) -> Option<Queued> {
        // Whoever does not wait takes what is left.
        if !self.sends() && !limit.is_zero() {
            self.run();
        }
        self.queue().get(limit)
    }

    fn displace(&self, record: Box<LogRecord<'static>>) -> Result<u64, Full> {
        if self.sends() {
            self.run();
        }
        let displaced = self.queue().displace(record)?;
        self.shared.tell();
        Ok(displaced)
    }

    fn len(&self) -> usize {
        self.queue().len() + self.shared.counts.under_way.load(Ordering::Relaxed)
    }

    /// With those that were sent, or given up.
    fn gone(&self) -> u64 {
        let counts = &self.shared.counts;
        let sent = counts.sent.load(Ordering::Relaxed) + counts.given_up.load(Ordering::Relaxed);
        self.ledger().gone() + sent
    }

    fn capacity(&self) -> usize {
        self.queue().capacity()
    }

    fn is_attended(&self) -> bool {
        // Peers may come.
        self.sends() || self.ledger().is_attended()
    }

    fn ledger(&self) -> &QueueLedger {
        self.queue().ledger()
    }

    fn spare(&self) -> Option<Box<LogRecord<'static>>> {
        self.queue().spare()
    }

    fn give_back(&self, record: Box<LogRecord<'static>>) {
        // Records that are taken from the network are made anew.
        if self.sends() { self.queue().give_back(record) } else { drop(record) }
    }

    fn for_child(&self) -> Option<Arc<dyn RecordQueue>> {
        // What comes is for the parent; a child sends over connections of its own.
        let queue = || ZmqQueue::new(self.capacity(), self.shared.options.clone());
        self.sends().then(|| Arc::new(queue()) as Arc<dyn RecordQueue>)
    }

    fn unattended(&self) {
        if !self.sends() {
            engine::stop(&self.shared, Duration::ZERO);
        }
        self.queue().unattended();
    }
}

impl Drop for ZmqQueue {
    fn drop(&mut self) {
        engine::stop(&self.shared, crate::patience::at_most(self.shared.options.linger));
    }
}

impl std::fmt::Debug for ZmqQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hub = &self.shared.options.hub;
        let list =
            |endpoints: &[crate::net::zmtp::Endpoint]| endpoints.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut shown = f.debug_struct("ZmqQueue");
        shown.field("kind", &hub.kind).field("bind", &list(&hub.bind)).field("connect", &list(&hub.connect));
        shown.field("stats", &self.stats()).finish()
    }
}
