//! The taking end of a queue: a thread that gives records to handlers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::ack::{Ack, Asked};
use super::listening::Listening;
use super::turn::Turn;
use super::{Full, HandleRecord, QueueError, Queued, RecordQueue};
use crate::level::Level;
use crate::patience;
use crate::record::LogRecord;

/// Takes records out of a queue, on a thread of its own, and gives each to its handlers. A queue has one listener at a time.
///
/// A handler's filters decide, and its level does if the listener is told to
/// [respect](QueueListenerBuilder::respect_handler_level) it. What the handlers write of records that are taken in a row goes
/// out together. When it is stopped, when it is dropped, and at the process's exit, what is in the queue is handled
/// first, within a time limit; what is left then is counted, and the error says how much it is.
///
/// ```
/// use std::sync::Arc;
/// use sawlog::{BoundedQueue, QueueHandler, QueueListener, StreamHandler, get_logger};
///
/// let queue = Arc::new(BoundedQueue::default());
/// let log = get_logger("queue.example");
/// log.add_handler(QueueHandler::new(queue.clone()));
/// let listener = QueueListener::builder(queue).handler(StreamHandler::stderr()).build();
/// listener.start()?;
/// log.warning("Look out!");
/// listener.stop()?;
/// # Ok::<(), sawlog::QueueError>(())
/// ```
///
/// # Python
/// `logging.handlers.QueueListener`. What subclasses override there is given to the builder: `handle` is a
/// [`HandleRecord`], `dequeue` the queue's [`get`](RecordQueue::get).
pub struct QueueListener {
    listening: Arc<Listening>,
    patience: Duration,
    running: Mutex<Option<Running>>,
}

struct Running {
    thread: JoinHandle<()>,
    ended: Asked,
    turn: Arc<Turn>,
    /// The thread shall end after the record that it is at.
    give_up: Arc<AtomicBool>,
}

/// The options of a [`QueueListener`].
///
/// | option | default |
/// |---|---|
/// | `handler` | none; may be given several times |
/// | `respect_handler_level` | no: handlers get records of all levels |
/// | `prepare` | nothing |
/// | `patience` | 30 seconds: so long what is in the queue may take to be handled when the listener is stopped or flushed |
/// | `thread_name` | `sawlog queue` |
#[must_use]
pub struct QueueListenerBuilder {
    listening: Listening,
    patience: Duration,
}

impl QueueListener {
    /// Starts one without handlers, all its other options at their defaults; see [`QueueListenerBuilder`].
    pub fn builder(queue: Arc<dyn RecordQueue>) -> QueueListenerBuilder {
        QueueListenerBuilder { listening: Listening::new(queue), patience: Duration::from_secs(30) }
    }

    /// The queue.
    pub fn queue(&self) -> &Arc<dyn RecordQueue> {
        &self.listening.queue
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// It runs already, or another one takes records out of the queue (so does one that was stopped, and could not end in time),
    /// or the system has no more threads.
    ///
    /// # Python
    /// `start`, by which several listeners may share a queue: each takes some of the records, and one that is stopped may have
    /// taken the sentinel of another, which never ends.
    pub fn start(&self) -> Result<(), QueueError> {
        self.start_at(|turn| turn.has_come())
    }

    /// As [`start`](QueueListener::start); where another one takes records out of the queue, it begins when that has ended.
    pub(crate) fn start_in_turn(&self) -> Result<(), QueueError> {
        self.start_at(|_| true)
    }

    fn start_at(&self, is_right: impl FnOnce(&Turn) -> bool) -> Result<(), QueueError> {
        let mut running = self.lock();
        if running.as_ref().is_some_and(|running| !running.thread.is_finished()) {
            return Err(QueueError::Started);
        }
        let turn = Arc::new(Turn::new(self.queue().ledger()));
        if !is_right(&turn) {
            // DIFFERENCE: in Python several listeners may share a queue.
            return Err(QueueError::Attended);
        }
        if !turn.has_come() {
            self.queue().ledger().wait();
        }
        let (ack, ended) = Ack::new();
        let give_up = Arc::new(AtomicBool::new(false));
        let (listening, told, its_turn) = (Arc::clone(&self.listening), Arc::clone(&give_up), Arc::clone(&turn));
        let thread = thread::Builder::new().name(listening.thread_name.clone());
        match thread.spawn(move || listening.run(ack, &its_turn, &told)) {
            Ok(thread) => {
                *running = Some(Running { thread, ended, turn, give_up });
                Ok(())
            }
            Err(error) => {
                if turn.has_come() {
                    self.listening.end();
                } else {
                    self.listening.wait_no_more();
                }
                Err(QueueError::Thread(error.to_string()))
            }
        }
    }

    /// Has what is in the queue handled and the thread end; waits for that no longer than the listener's patience. It
    /// may be started again. Nothing happens if it does not run, or if a handler calls this on the listener's own thread.
    ///
    /// # Errors
    /// There was more in the queue than could be handled in time. It stays there, counted as dropped.
    ///
    /// # Python
    /// `stop`, which waits for as long as it takes.
    pub fn stop(&self) -> Result<(), QueueError> {
        // DIFFERENCE: Python waits for as long as it takes.
        self.stop_within(self.patience)
    }

    /// As [`stop`](QueueListener::stop), with another limit.
    ///
    /// # Errors
    /// As there.
    pub fn stop_within(&self, limit: Duration) -> Result<(), QueueError> {
        let Some(running) = self.lock().take() else { return Ok(()) };
        let (began, limit) = (Instant::now(), patience::at_most(limit));
        if running.turn.give_up() {
            let _ = running.thread.join();
            return Ok(());
        }
        let told = self.listening.queue.put_within(Queued::End, limit).is_ok();
        if self.listening.is_this_thread() {
            // It cannot wait for itself, and ends when it comes to the sentinel.
            return Ok(());
        }
        if told && running.ended.wait(limit.saturating_sub(began.elapsed())) {
            // It has no more to do than to end.
            let _ = running.thread.join();
            return Ok(());
        }
        running.give_up.store(true, Ordering::Relaxed);
        let left = self.listening.queue.len();
        self.listening.queue.ledger().count_dropped(left as u64);
        Err(QueueError::left_after(left, limit))
    }

    /// Has all that was put into the queue so far handled, and the handlers flushed; waits for that no longer than the
    /// listener's patience.
    ///
    /// # Errors
    /// It took longer, or nobody listens.
    pub fn flush(&self) -> Result<(), QueueError> {
        super::flush(self.queue(), self.patience)
    }

    /// Puts the sentinel into the queue: whoever listens ends when it has handled what was put before.
    ///
    /// # Errors
    /// A queue of the program's own has no room for it.
    pub fn enqueue_sentinel(&self) -> Result<(), Full> {
        self.listening.queue.put(Queued::End)
    }

    /// Takes out of the queue what was put in first, waiting no longer than the limit.
    pub fn dequeue(&self, limit: Duration) -> Option<Queued> {
        self.listening.queue.get(limit)
    }

    /// Prepares a record for its handlers, as the builder was told to.
    pub fn prepare(&self, record: &mut LogRecord<'static>) {
        self.listening.prepare(record);
    }

    /// Prepares a record and gives it to each handler.
    pub fn handle(&self, record: &mut LogRecord<'static>) {
        self.listening.handle(record);
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.lock().as_ref().is_some_and(|running| !running.thread.is_finished())
    }

    pub(super) fn flush_handlers(&self) {
        self.listening.flush_handlers();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Drop for QueueListener {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            crate::handler::report("sawlog.queue", &error.to_string());
        }
    }
}

impl QueueListenerBuilder {
    /// Gives records to this, too.
    pub fn handler(mut self, handler: impl HandleRecord) -> Self {
        self.listening.handlers.push(Box::new(handler));
        self
    }

    /// Gives a handler only the records at or above its level.
    pub fn respect_handler_level(mut self, respect: bool) -> Self {
        self.listening.respect_handler_level = respect;
        self
    }

    /// Has each record changed before the handlers get it.
    ///
    /// # Python
    /// What overriding `prepare` does.
    pub fn prepare(mut self, prepare: impl Fn(&mut LogRecord<'static>) + Send + Sync + 'static) -> Self {
        self.listening.prepare = Some(Box::new(prepare));
        self
    }

    /// Lets what is in the queue take so long to be handled, when the listener is stopped or flushed.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Names the thread.
    pub fn thread_name(mut self, name: &str) -> Self {
        // The system takes no text with a zero in it.
        self.listening.thread_name = name.replace('\0', "");
        self
    }

    /// The listener, which does not run yet.
    pub fn build(self) -> QueueListener {
        QueueListener { listening: Arc::new(self.listening), patience: self.patience, running: Mutex::new(None) }
    }
}

impl std::fmt::Debug for QueueListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let levels: Vec<Level> = self.listening.handlers.iter().map(|handler| handler.level()).collect();
        f.debug_struct("QueueListener").field("levels", &levels).field("running", &self.is_running()).finish()
    }
}
