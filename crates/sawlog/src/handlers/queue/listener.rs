//! The taking end of a queue: a thread that gives records to handlers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::listening::Listening;
use super::running::Listener;
use super::{Full, HandleRecord, QueueError, Queued, RecordQueue};
use crate::level::Level;
use crate::record::LogRecord;

/// Takes records out of a queue, on a thread of its own, and gives each to its handlers. A queue has one listener at a time.
///
/// A handler's filters decide, and its level does if the listener is told to
/// [respect](QueueListenerBuilder::respect_handler_level) it. What the handlers write of records that are taken in a row goes
/// out together. When it is stopped, when it is dropped, and at the process's exit, what is in the queue is handled
/// first, within a time limit; what is left then is counted, and the error says how much it is.
///
/// In a forked child a listener that ran is started again when something is put into its queue there.
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
pub struct QueueListener(Arc<Listener>);

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

    /// The queue; in a forked child, the one in its place.
    pub fn queue(&self) -> &Arc<dyn RecordQueue> {
        self.0.listening.queue()
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
        self.0.start()
    }

    /// As [`start`](QueueListener::start); where another one takes records out of the queue, it begins when that has ended.
    pub(crate) fn start_in_turn(&self) -> Result<(), QueueError> {
        self.0.start_in_turn()
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
        self.stop_within(self.0.patience)
    }

    /// As [`stop`](QueueListener::stop), with another limit.
    ///
    /// # Errors
    /// As there.
    pub fn stop_within(&self, limit: Duration) -> Result<(), QueueError> {
        self.0.stop_within(limit)
    }

    /// Has all that was put into the queue so far handled, and the handlers flushed; waits for that no longer than the
    /// listener's patience.
    ///
    /// # Errors
    /// It took longer, or nobody listens.
    pub fn flush(&self) -> Result<(), QueueError> {
        super::flush(self.0.listening.made_for(), self.0.patience)
    }

    /// Puts the sentinel into the queue: whoever listens ends when it has handled what was put before.
    ///
    /// # Errors
    /// A queue of the program's own has no room for it.
    pub fn enqueue_sentinel(&self) -> Result<(), Full> {
        self.queue().put(Queued::End)
    }

    /// Takes out of the queue what was put in first, waiting no longer than the limit.
    pub fn dequeue(&self, limit: Duration) -> Option<Queued> {
        self.queue().get(limit)
    }

    /// Prepares a record for its handlers, as the builder was told to.
    pub fn prepare(&self, record: &mut LogRecord<'static>) {
        self.0.listening.prepare(record);
    }

    /// Prepares a record and gives it to each handler.
    pub fn handle(&self, record: &mut LogRecord<'static>) {
        self.0.listening.handle(record);
    }

    /// How many records its thread has taken out of the queue so far.
    ///
    /// # Python
    /// Has none.
    pub fn taken(&self) -> u64 {
        self.0.listening.taken.load(Ordering::Relaxed)
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.0.is_running()
    }

    pub(super) fn flush_handlers(&self) {
        self.0.listening.flush_handlers();
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
        QueueListener(Arc::new(Listener::new(self.listening, self.patience)))
    }
}

impl std::fmt::Debug for QueueListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let levels: Vec<Level> = self.0.listening.handlers.iter().map(|handler| handler.level()).collect();
        f.debug_struct("QueueListener").field("levels", &levels).field("running", &self.is_running()).finish()
    }
}
