//! To whom a listener gives records.

use std::sync::Arc;

use crate::error::EmitError;
use crate::handler::{Handler, HandlerRef};
use crate::level::Level;
use crate::record::LogRecord;

/// Takes the records of a queue: a handler, or anything else that can handle one.
///
/// No lock of sawlog's is held while these methods run, and a panic is reported and goes no further.
///
/// ```
/// use std::sync::Arc;
/// use sawlog::{BoundedQueue, HandleRecord, LogRecord, QueueListener};
///
/// struct Shout;
///
/// impl HandleRecord for Shout {
///     fn handle(&self, record: &mut LogRecord<'_>) {
///         println!("{}!", record.message().unwrap_or_default());
///     }
/// }
///
/// let listener = QueueListener::builder(Arc::new(BoundedQueue::new(100))).handler(Shout).build();
/// listener.start()?;
/// # Ok::<(), sawlog::QueueError>(())
/// ```
///
/// # Python
/// An object with a method `handle`, as the cookbook's `MyHandler`.
pub trait HandleRecord: Send + Sync + 'static {
    /// Handles a record, which it may change.
    fn handle(&self, record: &mut LogRecord<'_>);

    /// The level below which it gets no records from a listener that
    /// [respects](crate::QueueListenerBuilder::respect_handler_level) levels.
    fn level(&self) -> Level {
        Level::NOTSET
    }

    /// Brings what it has buffered to where it belongs.
    ///
    /// # Errors
    /// That was refused.
    fn flush(&self) -> Result<(), EmitError> {
        Ok(())
    }
}

impl<H: Handler + ?Sized> HandleRecord for HandlerRef<H> {
    fn handle(&self, record: &mut LogRecord<'_>) {
        HandlerRef::handle(self, record);
    }

    fn level(&self) -> Level {
        HandlerRef::level(self)
    }

    fn flush(&self) -> Result<(), EmitError> {
        HandlerRef::flush(self)
    }
}

impl<T: HandleRecord + ?Sized> HandleRecord for Arc<T> {
    fn handle(&self, record: &mut LogRecord<'_>) {
        (**self).handle(record);
    }

    fn level(&self) -> Level {
        (**self).level()
    }

    fn flush(&self) -> Result<(), EmitError> {
        (**self).flush()
    }
}
