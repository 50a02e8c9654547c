//! What takes records to their destination: the [`Handler`] trait and the base that all handlers share.
//!
//! A logger gives a record to each [`HandlerRef`] that it reaches. The base compares levels, asks the filters and calls
//! [`Handler::emit`]; what fails goes to the handler's [`ErrorPolicy`] and never to the caller.

use std::any::Any;

use crate::error::{EmitError, short_type_name};
use crate::record::LogRecord;

mod base;
mod batch;
mod lookup;
mod losses;
mod nesting;
mod policy;
mod reference;
mod registry;
mod reporter;
mod shared;
#[cfg(feature = "smtp")]
mod weak;

pub use base::HandlerBase;
pub use batch::{batch, batch_with_losses};
pub(crate) use lookup::{close_in_reverse, flush_in_reverse, forget_names, goes_by};
pub use lookup::{get_handler_by_name, get_handler_names};
pub(crate) use nesting::{Nested, is_logging};
pub use policy::{
    ErrorCallback, ErrorPolicy, failures_on_thread, raise_exceptions, set_raise_exceptions, set_report_limit,
};
pub(crate) use policy::{report, report_apart};
pub use reference::{HandlerRef, IntoHandler};
pub use registry::shutdown;
pub(crate) use reporter::Reporter;
#[cfg(feature = "smtp")]
pub(crate) use weak::WeakHandler;

/// Takes records to a destination.
///
/// Implementing one takes [`emit`](Handler::emit) alone; level, filters, formatter, name and error policy are kept by
/// the base that [`HandlerRef::new`] puts around it. The rules:
///
/// 1. `emit` is called for a record that passed the handler's level and filters, from any thread, several at a time.
///    What must not be interleaved, the handler locks itself, around the writing alone: format first.
/// 2. Text comes from [`HandlerBase::with_formatted`], which uses the handler's formatter.
/// 3. `emit` returns an error rather than panic; a panic is caught and treated as an error.
/// 4. `emit` has written the record, or queued it, when it returns `Ok`; `flush` returns when all that was queued
///    before is written. Where [`HandlerBase::is_batched`], `flush` will be called soon.
/// 5. `close` flushes and frees what is held. It may be called more than once, and `emit` after it is no crash: a
///    handler opens again or returns an error, or else the next `close` tells of the loss.
/// 6. `emit` blocks no longer than a limit that the handler states.
/// 7. A handler does not log. What a library beneath it logs while it writes is not given to it again.
/// 8. Without its sink, a handler tells of what it loses, and goes on once the sink is back.
///
/// `sawlog::testkit`, behind the feature `testkit`, checks any handler by these rules and names those that are broken.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use sawlog::{EmitError, Handler, HandlerBase, LogRecord};
///
/// struct Counter(AtomicU64);
///
/// impl Handler for Counter {
///     fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
///         self.0.fetch_add(1, Ordering::Relaxed);
///         Ok(())
///     }
/// }
///
/// let counter = sawlog::HandlerRef::new(Counter(AtomicU64::new(0)));
/// let manager = sawlog::Manager::new();
/// let logger = manager.get_logger("shop");
/// logger.add_handler(&counter);
/// logger.warning("stock is low");
/// assert_eq!(counter.0.load(Ordering::Relaxed), 1);
/// ```
///
/// # Python
/// `logging.Handler`; `createLock`, `acquire` and `release` have no counterpart, a handler locks its sink alone.
pub trait Handler: Any + Send + Sync {
    /// Writes one record.
    ///
    /// # Errors
    /// The record could not be formatted or written; reported by the handler's policy.
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError>;

    /// Writes what is buffered.
    ///
    /// # Errors
    /// The sink refused it.
    fn flush(&self) -> Result<(), EmitError> {
        Ok(())
    }

    /// Flushes and frees what is held.
    ///
    /// # Errors
    /// The sink refused what was still buffered.
    fn close(&self) -> Result<(), EmitError> {
        Ok(())
    }

    /// Whether what is buffered is written when the handler is closed at the end of logging; it is, unless a handler
    /// keeps records only for a case that has not arisen.
    ///
    /// # Python
    /// The attribute `flushOnClose`, which `logging.shutdown` asks for.
    fn flush_on_close(&self) -> bool {
        true
    }

    /// Whether what it takes goes on to other handlers: where several are flushed or closed together, it comes first, so
    /// that those still take it.
    fn passes_on(&self) -> bool {
        false
    }

    /// What the handler is called in reports: its type's name, unless it says better.
    fn type_name(&self) -> &'static str {
        short_type_name::<Self>()
    }
}
