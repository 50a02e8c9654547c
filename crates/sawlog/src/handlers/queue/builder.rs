//! The options of a [`QueueHandler`].

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::closing::Closing;
use super::handler::Preparation;
use super::{BoundedQueue, HandleRecord, QueueError, QueueHandler, QueueListener, RecordQueue, WhenFull};
use crate::error::EmitError;
use crate::format::Formatter;
use crate::handler::{HandlerBase, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// The options of a [`QueueHandler`].
///
/// | option | default |
/// |---|---|
/// | `when_full` | [`DropNewest`](WhenFull::DropNewest), as in Python |
/// | `listener` | none: whoever listens to the queue |
/// | `structured` | no: exception and stack become part of the message, as in Python |
/// | `prepare` | as `structured` says |
/// | `patience` | 30 seconds: so long what is in the queue may take to be handled when the handler is flushed or closed |
/// | `level` | `NOTSET` |
/// | `formatter` | none: the message, and what was raised |
#[must_use]
pub struct QueueHandlerBuilder {
    queue: Arc<dyn RecordQueue>,
    when_full: WhenFull,
    prepare: Preparation,
    patience: Duration,
    listener: Option<Arc<QueueListener>>,
    behind: Option<HandlerRef>,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl QueueHandler {
    /// A handler, behind a queue of [`BoundedQueue::DEFAULT_CAPACITY`] records and a listener that runs. The handler gets what it
    /// would get without the queue: its level and its filters decide, on the listener's thread.
    ///
    /// # Errors
    /// The system has no more threads.
    pub fn around(handler: impl HandleRecord) -> Result<HandlerRef<QueueHandler>, QueueError> {
        let queue: Arc<dyn RecordQueue> = Arc::new(BoundedQueue::default());
        let listener = QueueListener::builder(Arc::clone(&queue)).handler(handler).respect_handler_level(true).build();
        listener.start()?;
        Ok(QueueHandler::builder(queue).structured(true).listener(Arc::new(listener)).build())
    }

    /// As [`around`](QueueHandler::around), for a handler that a configuration goes on to call its own.
    pub(crate) fn before(
        handler: HandlerRef,
        queue: Arc<dyn RecordQueue>,
        when_full: WhenFull,
    ) -> Result<HandlerRef<QueueHandler>, QueueError> {
        let listener = QueueListener::builder(Arc::clone(&queue)).handler(handler.clone()).respect_handler_level(true);
        let listener = listener.build();
        listener.start()?;
        let builder = QueueHandler::builder(queue).when_full(when_full).structured(true).listener(Arc::new(listener));
        Ok(QueueHandlerBuilder { behind: Some(handler), ..builder }.build())
    }
}

impl QueueHandlerBuilder {
    pub(super) fn new(queue: Arc<dyn RecordQueue>) -> QueueHandlerBuilder {
        QueueHandlerBuilder {
            queue,
            when_full: WhenFull::default(),
            prepare: Preparation::Merged,
            patience: Duration::from_secs(30),
            listener: None,
            behind: None,
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// Deals so with records for which there is no room.
    pub fn when_full(mut self, when_full: WhenFull) -> Self {
        self.when_full = when_full;
        self
    }

    /// Gives the handler a listener of its own, which is stopped when the handler is closed. What is logged after that is handled
    /// by the caller.
    pub fn listener(mut self, listener: Arc<QueueListener>) -> Self {
        self.listener = Some(listener);
        self
    }

    /// Leaves exception and stack apart from the message, so that the listener's handlers format them, or do not. The
    /// handler's own formatter is not asked then.
    ///
    /// # Python
    /// There is no counterpart: the message there has them, and no formatter behind the queue can tell them apart.
    pub fn structured(mut self, structured: bool) -> Self {
        self.prepare = if structured { Preparation::Structured } else { Preparation::Merged };
        self
    }

    /// Has records made ready for the queue by a function.
    ///
    /// # Python
    /// What overriding `prepare` does.
    pub fn prepare(
        mut self,
        prepare: impl Fn(&LogRecord<'_>, &HandlerBase) -> Result<LogRecord<'static>, EmitError> + Send + Sync + 'static,
    ) -> Self {
        self.prepare = Preparation::Own(Box::new(prepare));
        self
    }

    /// Lets what is in the queue take so long to be handled, when the handler is flushed or closed.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Takes no records below this level.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Has messages formatted so before they are queued.
    pub fn formatter(mut self, formatter: impl Formatter + 'static) -> Self {
        self.formatter = Some(Arc::new(formatter));
        self
    }

    /// The handler.
    pub fn build(self) -> HandlerRef<QueueHandler> {
        let handler = HandlerRef::new(QueueHandler {
            made_for: self.queue,
            when_full: self.when_full,
            prepare: self.prepare,
            patience: self.patience,
            listener: self.listener,
            behind: self.behind,
            closing: Closing::new(),
            flushed: Mutex::new(None),
            closed: Mutex::new(None),
        });
        handler.set_last_reader();
        handler.prepare(self.level, self.formatter);
        handler
    }
}
