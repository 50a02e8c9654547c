//! The putting end of a queue: a handler that hands records over and is done with them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::child::{here, here_or_there, leads_to_parent, leave_to_parent};
use super::closing::Closing;
use super::listening::listens_to;
use super::{
    Copied, Full, QueueError, QueueHandlerBuilder, QueueListener, Queued, RecordQueue, RenderedRecord, WhenFull,
};
use crate::error::EmitError;
use crate::fork;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::level::Level;
use crate::patience;
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::value::short::ShortText;

/// Puts records into a queue, from which a [`QueueListener`] gives them to handlers on a thread of its own: the caller
/// does not wait for those.
///
/// A record is rendered by the caller and written whole into memory that the queue has. What
/// there is no room for is dealt with as [`WhenFull`] says. [`flush`](HandlerRef::flush) returns when
/// what was logged before it is in the listener's handlers, and they are flushed. Dropping the guard, returning from
/// `main`, a panic of it and `std::process::exit` have the queue handled, too, within a time limit.
///
/// ```
/// use sawlog::{FileHandler, QueueHandler, get_logger};
///
/// # let folder = std::env::temp_dir();
/// let file = FileHandler::new(folder.join("sawlog-queue-example.log"))?;
/// let log = get_logger("shop.queue");
/// log.add_handler(QueueHandler::around(file)?);       // a queue, a listener, and this handler behind it
/// log.warning("written by another thread");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A handler or a library that logs on the listener's thread is not given its own records again.
///
/// A forked child has a queue of its own, empty at first, and its listener is started again with the child's first record:
/// what was queued before the fork is for the parent to handle. A [`UnixQueue`](crate::UnixQueue) has its one listener in the parent, to which a child's records go.
///
/// # Python
/// `logging.handlers.QueueHandler`. What subclasses override there is given to the builder: `prepare`, and `enqueue` as a
/// [`RecordQueue`].
pub struct QueueHandler {
    /// Used by way of [`queue`](QueueHandler::queue): a forked child has another.
    pub(super) made_for: Arc<dyn RecordQueue>,
    pub(super) when_full: WhenFull,
    pub(super) prepare: Preparation,
    pub(super) patience: Duration,
    pub(super) listener: Option<Arc<QueueListener>>,
    /// The handler that this one stands before, under its name.
    pub(super) behind: Option<HandlerRef>,
    pub(super) closing: Closing,
    /// What the last flush left, and has told.
    pub(super) flushed: Mutex<Option<Left>>,
    /// What was left when it was closed, all of which has been told.
    pub(super) closed: Mutex<Option<Left>>,
}

/// What a flush or the end left in the queue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    records: usize,
    /// How many had come out at the other end. Otherwise it is not the same records, though it may be as many.
    gone: u64,
}

/// How long a caller waits before it looks whether there still is a listener that makes room.
const LOOKING_AROUND: Duration = Duration::from_millis(100);

/// The handler that does the work of this one: the one behind its queue, or itself.
pub(crate) fn behind(handler: &HandlerRef) -> HandlerRef {
    let behind = handler.downcast_ref::<QueueHandler>().and_then(|handler| handler.behind.clone());
    behind.unwrap_or_else(|| handler.clone())
}

/// Writes a record into one that may be queued.
pub(super) type PrepareFn = dyn Fn(&LogRecord<'_>, &HandlerBase) -> Result<LogRecord<'static>, EmitError> + Send + Sync;

/// How a record is made ready for the queue.
pub(super) enum Preparation {
    /// As Python does: its message becomes all of its text.
    Merged,
    /// The message is rendered; exception and stack stay apart from it.
    Structured,
    /// By a function of the program's.
    Own(Box<PrepareFn>),
}

impl QueueHandler {
    /// Puts records into a queue; what there is no room for is dropped and reported.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(queue: Arc<dyn RecordQueue>) -> HandlerRef<QueueHandler> {
        QueueHandler::builder(queue).build()
    }

    /// Starts one with all its other options at their defaults; see [`QueueHandlerBuilder`].
    pub fn builder(queue: Arc<dyn RecordQueue>) -> QueueHandlerBuilder {
        QueueHandlerBuilder::new(queue)
    }

    /// The queue; in a forked child, the one in its place.
    pub fn queue(&self) -> &Arc<dyn RecordQueue> {
        here_or_there(&self.made_for)
    }

    /// The listener that belongs to the handler, if one does.
    pub fn listener(&self) -> Option<&Arc<QueueListener>> {
        self.listener.as_ref()
    }

    /// How many records of the queue were dropped so far.
    pub fn dropped(&self) -> u64 {
        self.queue().ledger().dropped()
    }

    /// Makes a record ready for the queue: its message is rendered, by the handler's formatter if it has one, with the
    /// exception's text and the stack below it, and they are taken off the record.
    ///
    /// # Errors
    /// The record cannot be formatted.
    pub fn prepare(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<Box<LogRecord<'static>>, EmitError> {
        if let Preparation::Own(prepare) = &self.prepare {
            return prepare(record, base).map(Box::new);
        }
        let mut own = self.queue().spare().unwrap_or_else(|| Box::new(LogRecord::blank()));
        let mut text = own.take_text();
        let merged = matches!(self.prepare, Preparation::Merged);
        let rendered = if merged {
            base.format(record, &mut text)
        } else {
            record.message().map(|message| text.push_str(message))
        };
        if let Err(error) = rendered {
            self.queue().give_back(own);
            return Err(error.into());
        }
        record.copy_into(text, merged, &mut own);
        Ok(own)
    }

    /// Puts a record into the queue, as [`WhenFull`] says.
    ///
    /// # Errors
    /// There was no room for it.
    pub fn enqueue(&self, record: Box<LogRecord<'static>>) -> Result<(), QueueError> {
        let queue = &**self.queue();
        if self.is_dropped_first(record.level()) {
            queue.ledger().count_dropped(1);
            queue.give_back(record);
            return Ok(());
        }
        if self.when_full == WhenFull::DropOldest {
            let outcome = queue.displace(record);
            return outcome.map(|displaced| queue.ledger().count_dropped(displaced)).or_else(|full| self.refuse(full));
        }
        match queue.put(Queued::Record(record)) {
            Ok(()) => Ok(()),
            Err(full) => self.wait_for_room(full),
        }
    }

    /// Has the queue write the record down, if it can; whether that is all.
    #[inline]
    fn copy(&self, record: &LogRecord<'_>, queue: &dyn RecordQueue, base: &HandlerBase) -> Result<bool, EmitError> {
        if self.is_dropped_first(record.level()) {
            queue.ledger().count_dropped(1);
            return Ok(true);
        }
        let copied = match &self.prepare {
            Preparation::Structured => {
                let mut text = ShortText::new();
                if record.write_unkept(&mut text)? {
                    let copied = queue.put_copy(&RenderedRecord::new(record, text.bytes(), false));
                    if !matches!(copied, Copied::Put) {
                        record.keep(&text);
                    }
                    copied
                } else {
                    queue.put_copy(&RenderedRecord::new(record, record.message()?.as_bytes(), false))
                }
            }
            // Formatted once only.
            Preparation::Merged if !record.is_flat() => return Ok(false),
            Preparation::Merged => {
                let mut text = Scratch::take();
                base.format(record, &mut text)?;
                queue.put_copy(&RenderedRecord::new(record, text.as_bytes(), true))
            }
            Preparation::Own(_) => return Ok(false),
        };
        match copied {
            Copied::Put => Ok(true),
            Copied::Full if self.when_full == WhenFull::DropNewest => {
                queue.ledger().count_dropped(1);
                Err(self.is_full().into())
            }
            Copied::Full | Copied::Unsuited => Ok(false),
        }
    }

    /// Whether a record of this level has no place in a queue that has become as full as it is.
    #[inline]
    fn is_dropped_first(&self, level: Level) -> bool {
        let WhenFull::DropBelow(least) = self.when_full else { return false };
        let capacity = self.queue().capacity();
        level < least && self.queue().len() >= capacity - capacity / 8
    }

    #[cold]
    fn wait_for_room(&self, full: Full) -> Result<(), QueueError> {
        let limit = match self.when_full {
            WhenFull::Block => Duration::MAX,
            WhenFull::BlockFor(limit) => limit,
            _ => Duration::ZERO,
        };
        let (began, mut item) = (Instant::now(), full.0);
        // Nobody is waited for who will not come.
        while self.queue().is_attended() {
            let left = limit.saturating_sub(began.elapsed());
            if left.is_zero() {
                break;
            }
            // Who makes room may have to wait for a fork.
            match fork::outside(|| self.queue().put_within(item, left.min(LOOKING_AROUND))) {
                Ok(()) => return Ok(()),
                Err(full) => item = full.0,
            }
        }
        self.refuse(Full(item))
    }

    fn refuse(&self, full: Full) -> Result<(), QueueError> {
        self.queue().ledger().count_dropped(1);
        if let Queued::Record(record) = full.0 {
            self.queue().give_back(record);
        }
        Err(self.is_full())
    }

    fn is_full(&self) -> QueueError {
        QueueError::Full { len: self.queue().len(), capacity: self.queue().capacity(), dropped: self.dropped() }
    }

    /// Whether the program ends and the handler was closed before, and told what is left: as much as is there now. Nobody
    /// has taken any of it since, and waiting again would take the end twice its time.
    fn has_told_at_its_end(&self) -> bool {
        let told = *fork::lock(&self.closed);
        patience::is_shared() && told.is_some_and(|told| told == self.left(self.queue().len()))
    }

    fn left(&self, records: usize) -> Left {
        Left { records, gone: self.queue().gone() }
    }

    /// Gives records to the listener's handlers at once, as there is no thread any more that would.
    #[cold]
    fn handle_here(&self, records: impl Iterator<Item = Box<LogRecord<'static>>>) {
        let Some(listener) = &self.listener else { return };
        for mut record in records {
            listener.handle(&mut record);
        }
        listener.flush_handlers();
    }

    /// Handles what was put while the handler was being closed, behind the sentinel.
    #[cold]
    fn handle_rest_here(&self) {
        if here(&self.made_for).is_none() || self.queue().ledger().is_attended() {
            // Whoever closes the handler does it when the listener has ended.
            return;
        }
        let rest = std::iter::from_fn(|| match self.queue().get(Duration::ZERO) {
            Some(Queued::Record(record)) => Some(record),
            _ => None,
        });
        self.handle_here(rest.take(self.queue().capacity()));
    }
}

impl Drop for QueueHandler {
    fn drop(&mut self) {
        leave_to_parent(&self.made_for);
    }
}

impl Handler for QueueHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        let here = here(&self.made_for);
        let queue = here.unwrap_or(&self.made_for);
        // DIFFERENCE: Python queues what a listener's handler logs to its own queue, and has it handled without end.
        if listens_to(queue) {
            return Err(EmitError::Nested);
        }
        // In a forked child the queue perhaps cannot be used.
        let does_without = here.is_none() && self.listener.is_some();
        // DIFFERENCE: Python puts it into the queue, whether anybody still looks there or not.
        if self.closing.is_closed() || does_without {
            let record = self.prepare(record, base)?;
            return base.writing(|| {
                self.handle_here(std::iter::once(record));
                Ok(())
            });
        }
        if !self.copy(record, &**queue, base)? {
            self.enqueue(self.prepare(record, base)?)?;
        }
        if self.closing.came_between() {
            return base.writing(|| {
                self.handle_rest_here();
                Ok(())
            });
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), EmitError> {
        if self.has_told_at_its_end() {
            return Ok(());
        }
        let flushed = super::flush(&self.made_for, self.patience);
        *fork::lock(&self.flushed) = flushed.as_ref().err().map(|error| self.left(error.left()));
        Ok(flushed?)
    }

    fn close(&self) -> Result<(), EmitError> {
        if self.has_told_at_its_end() {
            return Ok(());
        }
        let told = fork::lock(&self.flushed).take();
        let listener = self.listener.as_ref().filter(|_| !leads_to_parent(&self.made_for));
        let ended = match listener {
            Some(listener) => {
                self.closing.close();
                listener.stop_within(self.patience)
            }
            None => super::flush(&self.made_for, self.patience),
        };
        let left = ended.as_ref().err().map(|error| self.left(error.left()));
        *fork::lock(&self.closed) = left;
        match ended {
            Ok(()) if listener.is_some() => {
                self.closing.ended();
                self.handle_rest_here();
                Ok(())
            }
            // A flush just before has taken all the time, and has told of the same records.
            Err(error) if left == told && !error.has_waited() => Ok(()),
            ended => Ok(ended?),
        }
    }

    fn passes_on(&self) -> bool {
        true
    }
}
