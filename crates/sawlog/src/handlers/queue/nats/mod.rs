//! The queue between machines: NATS JetStream.
//!
//! A [`QueueHandler`](crate::QueueHandler) puts records into it, of which each becomes a message of a stream that NATS
//! servers keep; a [`QueueListener`](crate::QueueListener) in some other process takes them out. What was put and is
//! not acknowledged waits in memory, `outbox`, and while the servers are away on disk, `spool`; `publisher` is what brings it
//! to the servers. What they deliver waits in `inbox`, where `consumer` puts it. Both are tasks of the queue's one thread.

use std::cell::Cell;
use std::fmt;
use std::hash::RandomState;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use self::consumer::Consuming;
use self::ends::Ends;
use self::inbox::Inbox;
use self::options::Options;
use self::outbox::Outbox;
use self::publisher::Publishing;
use self::stats::Counts;
use super::item::were;
use super::{Full, QueueLedger, Queued, RecordQueue};
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::wire::{Encoding, write_compact, write_json, write_pickle};

mod builder;
mod connection;
mod consumer;
mod ends;
mod health;
mod holding;
mod inbox;
mod known;
mod message;
mod message_id;
mod options;
mod outbox;
mod publisher;
mod seen;
mod spool;
mod stats;
mod stream;
mod subject;
mod window;

pub use builder::{NatsError, NatsQueueBuilder};
pub use stats::NatsStats;

/// A queue that NATS JetStream keeps, for producers and listeners on many machines.
///
/// A record is a message of a stream. Its subject follows the logger: `logs.app.db` for `app.db`
/// ([`subject`](NatsQueue::subject)). Its id lets the servers drop what is sent twice. Listeners of
/// one group share the records; each is acknowledged when the listener's handlers were flushed after it.
/// A stream that is not there is made; one that is there is used as it is.
///
/// # What is guaranteed
/// At least once: a record that is safe comes to a listener of the group, once as a rule. It comes twice if a listener is
/// killed between its handlers' flush and its acknowledgement, or if the servers were away for longer than the stream's duplicate
/// window between a message and its repetition. A listener itself does not handle again what is among the last 65,536 that it handled.
/// Messages of other programs it tells apart by their whole id, their place in the stream and their time.
/// What one thread puts stays in order, but around failures and where listeners share.
///
/// A record is safe when as many servers have it as the stream has replicas, or when it is on the disk of the spool. Until
/// then it is in the memory of the process: for about as long as the servers take to answer. They count as away when a connection breaks, or
/// when something is not acknowledged within `ack_timeout`. From then on, and until the spool is empty again, records go to the
/// spool, which is synced every 50 ms. [`flush`](crate::HandlerRef::flush) returns when all is safe. If the disk refuses to say that it has something,
/// flushes fail until that was written anew or acknowledged. What is found damaged in the spool is passed over and counted,
/// [`NatsStats::broken`].
///
/// The putting end connects when it is first put into, the listening end when it is first listened to; no call waits for
/// that. Records for which there is no room, since the servers are away and the spool is full, are dealt with as
/// [`WhenFull`](crate::WhenFull) says.
///
/// ```no_run
/// use std::sync::Arc;
/// use sawlog::{FileHandler, NatsQueue, QueueHandler, QueueListener, get_logger};
///
/// // On many machines:
/// let queue = NatsQueue::builder(["nats://10.0.0.1", "nats://10.0.0.2"]).spool("/var/spool/shop", 1 << 28).build()?;
/// get_logger("").add_handler(QueueHandler::new(Arc::new(queue)));
///
/// // On a few:
/// let queue = NatsQueue::builder(["nats://10.0.0.1", "nats://10.0.0.2"]).group("writers").build()?;
/// let listener = QueueListener::builder(Arc::new(queue)).handler(FileHandler::new("all.log")?).build();
/// listener.start()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Python
/// There is no counterpart: a queue of one's own, such as the cookbook's for ZeroMQ.
pub struct NatsQueue {
    options: Arc<Options>,
    ledger: Arc<QueueLedger>,
    counts: Arc<Counts>,
    ends: Mutex<Ends>,
}

/// The largest payload that is taken, in bytes.
const LARGEST: usize = 64 << 20;
/// How long a queue that is dropped waits for what it holds to be safe.
const DROPPING: Duration = Duration::from_secs(5);
/// How long it then waits for its thread.
const ENDING: Duration = Duration::from_secs(1);

thread_local! {
    /// Whether this thread is a queue's own: what a crate logs there would make more of it.
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

impl NatsQueue {
    /// Starts one with all its other options at their defaults; see [`NatsQueueBuilder`].
    pub fn builder<S: Into<String>>(servers: impl IntoIterator<Item = S>) -> NatsQueueBuilder {
        NatsQueueBuilder::new(servers.into_iter().map(Into::into).collect())
    }

    fn of(options: Arc<Options>) -> NatsQueue {
        let counts = Arc::<Counts>::default();
        let ends = Mutex::new(Ends::new(options.outbox, options.limits.clone(), Arc::clone(&counts)));
        NatsQueue { options, ledger: Arc::new(QueueLedger::new()), counts, ends }
    }

    /// What became of the records so far.
    pub fn stats(&self) -> NatsStats {
        self.counts.read()
    }

    /// How many bytes of records it has in memory, roughly, unless it is said.
    pub const DEFAULT_BYTES: usize = 64 << 20;

    /// The servers that it was given, each `host:port`.
    pub fn servers(&self) -> Vec<String> {
        self.options.servers.iter().map(|server| format!("{}:{}", server.host(), server.port())).collect()
    }

    /// The subject of a logger's records: its name below the prefix.
    ///
    /// In each part of the name, all but printable ASCII, and `*`, `>` and `%`, is written `%XX`, byte by byte; an empty
    /// part is a lone `%`. A subject that would be longer than 255 bytes ends in `%+` and a hash of the name instead of its last parts.
    pub fn subject(&self, logger: &str) -> String {
        let mut subject = String::new();
        subject::write(&self.options.prefix, logger, &mut subject);
        subject
    }

    /// The logger of a subject; `None` if it is not one of this queue's, or was cut off.
    pub fn logger(&self, subject: &str) -> Option<String> {
        subject::logger(&self.options.prefix, subject)
    }

    fn outbox(&self) -> Option<Arc<Outbox>> {
        self.ends().putting(|outbox, inbox| {
            let publishing = Publishing {
                options: Arc::clone(&self.options),
                outbox: Arc::clone(outbox),
                counts: Arc::clone(&self.counts),
                ledger: Arc::clone(&self.ledger),
                due: inbox_or_done(inbox),
            };
            publishing.run()
        })
    }

    fn inbox(&self) -> Option<Arc<Inbox>> {
        self.ends().taking(|inbox| {
            let (options, inbox) = (Arc::clone(&self.options), Arc::clone(inbox));
            Consuming { options, inbox, keys: RandomState::new() }.run()
        })
    }

    fn ends(&self) -> std::sync::MutexGuard<'_, Ends> {
        self.ends.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// What is sent for a record; `None`, and it is counted, if there is no such thing.
    fn payload(&self, record: &LogRecord<'_>) -> Option<Vec<u8>> {
        let mut payload = Vec::new();
        let written = match self.options.format {
            Encoding::Compact => write_compact(record, &mut payload).map_err(|error| error.to_string()),
            Encoding::Pickle => write_pickle(record, &mut payload).map_err(|error| error.to_string()),
            Encoding::Json => {
                let mut json = Scratch::take();
                let written = write_json(record, &mut json).map_err(|error| error.to_string());
                payload.extend_from_slice(json.as_bytes());
                written
            }
        };
        let written = written.and_then(|()| match payload.len() > LARGEST {
            true => Err(format!("it would be a message of {} bytes", payload.len())),
            false => Ok(()),
        });
        match written {
            Ok(()) => Some(payload),
            Err(error) => {
                self.ledger.count_dropped(1);
                self.counts.refused.add(1);
                report(&format!("a record of logger {} was dropped: {error}", record.name()));
                None
            }
        }
    }
}

impl RecordQueue for NatsQueue {
    fn put(&self, item: Queued) -> Result<(), Full> {
        let record = match item {
            Queued::Record(record) => record,
            request => {
                self.request(request);
                return Ok(());
            }
        };
        // What the thread itself has to say, or a crate that it runs.
        if IS_OWN.get() {
            return Ok(());
        }
        let Some(outbox) = self.outbox() else { return Err(Full(Queued::Record(record))) };
        if outbox.is_full() {
            return Err(Full(Queued::Record(record)));
        }
        let Some(payload) = self.payload(&record) else { return Ok(()) };
        let mut subject = Scratch::take();
        subject::write(&self.options.prefix, record.name(), &mut subject);
        match outbox.put(&subject, payload) {
            Ok(()) => {
                self.counts.put.add(1);
                Ok(())
            }
            Err(()) => Err(Full(Queued::Record(record))),
        }
    }

    fn put_within(&self, mut item: Queued, limit: Duration) -> Result<(), Full> {
        let began = std::time::Instant::now();
        loop {
            match self.put(item) {
                Ok(()) => return Ok(()),
                Err(full) => item = full.0,
            }
            let left = limit.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(Full(item));
            }
            match self.outbox() {
                Some(outbox) => outbox.wait_for_room(left),
                None => std::thread::sleep(left.min(Duration::from_millis(10))),
            }
        }
    }

    fn get(&self, limit: Duration) -> Option<Queued> {
        match self.inbox() {
            Some(inbox) => inbox.get(limit),
            None => {
                std::thread::sleep(limit.min(Duration::from_secs(1)));
                None
            }
        }
    }

    fn displace(&self, record: Box<LogRecord<'static>>) -> Result<u64, Full> {
        let displaced = self.outbox().map_or(0, |outbox| outbox.displace());
        self.put(Queued::Record(record)).map(|()| displaced).inspect_err(|_| self.ledger.count_dropped(displaced))
    }

    fn len(&self) -> usize {
        self.ends().held()
    }

    /// With those that the servers have, or the disk.
    fn gone(&self) -> u64 {
        let counts = &self.counts;
        self.ledger.gone() + counts.acknowledged.get() + counts.spooled.get() + counts.refused.get()
    }

    fn capacity(&self) -> usize {
        self.options.outbox.records
    }

    fn ledger(&self) -> &QueueLedger {
        &self.ledger
    }

    /// The servers take records at any time.
    fn is_attended(&self) -> bool {
        true
    }

    /// One by the same options, with an identity of its own. The spool is the parent's: a child's records wait in memory.
    fn for_child(&self) -> Option<Arc<dyn RecordQueue>> {
        Some(Arc::new(NatsQueue::of(Arc::clone(&self.options))))
    }

    fn unattended(&self) {
        if let Some(inbox) = self.ends().has_taken() {
            inbox.leave();
        }
    }

    fn is_due(&self) -> bool {
        self.ends().has_taken().is_some_and(|inbox| inbox.is_due())
    }

    fn acknowledge(&self, is_safe: bool) {
        let inbox = self.ends().has_taken();
        if let Some(inbox) = inbox {
            inbox.acknowledge(is_safe);
        }
    }
}

impl NatsQueue {
    /// A flush is done when what was put is safe, and what this process's own listener has taken, too; the
    /// sentinel is for that listener.
    fn request(&self, request: Queued) {
        let (outbox, inbox) = self.ends().started();
        match (request, outbox, inbox) {
            (request @ Queued::Flush(_), Some(outbox), _) => outbox.request(request),
            (request, _, Some(inbox)) => inbox.request(request),
            (Queued::Flush(ack), None, None) => ack.done(),
            _ => {}
        }
    }
}

fn inbox_or_done(inbox: &Arc<Inbox>) -> Box<dyn Fn(Queued) + Send + Sync> {
    let inbox = Arc::clone(inbox);
    Box::new(move |request| match request {
        Queued::Flush(ack) if !inbox.is_listened_to() => ack.done(),
        request => inbox.request(request),
    })
}

impl Drop for NatsQueue {
    fn drop(&mut self) {
        let (outbox, _) = self.ends().started();
        if let Some(outbox) = outbox.filter(|outbox| outbox.held() > 0) {
            let (ack, asked) = super::Ack::new();
            outbox.request(Queued::Flush(ack));
            let is_safe = asked.wait(crate::patience::at_most(DROPPING));
            let left = outbox.held();
            // What the disk has refused was told of.
            if !is_safe && left > 0 {
                report(&format!("{} neither sent nor on disk when the queue was dropped", were(left)));
            }
        }
        // Then the spool is another queue's to have.
        self.ends().end_within(crate::patience::at_most(ENDING));
    }
}

impl fmt::Debug for NatsQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<NatsQueue {} of {} servers>", self.options.stream.name, self.options.servers.len())
    }
}

/// Tells of what no caller and no listener waits for.
fn report(what: &str) {
    crate::handler::report("sawlog.nats", what);
}
