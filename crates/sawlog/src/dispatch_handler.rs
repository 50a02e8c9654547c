//! From a queue back into a tree of loggers: each record goes to the logger of its name.

use crate::handlers::HandleRecord;
use crate::manager::Manager;
use crate::record::LogRecord;

/// Gives each record to the logger of its name, as if it had been logged there, if that logger is enabled for it.
///
/// The listener of a process that others log to has one: levels, filters and handlers are those of its own
/// configuration. A record may be changed first. No lock of sawlog's is held while the loggers' filters and handlers run.
///
/// ```
/// use std::sync::Arc;
/// use sawlog::{BoundedQueue, DispatchHandler, Manager, QueueListener};
///
/// let tree = Manager::new();
/// let dispatch = DispatchHandler::new(&tree).change(|record| {
///     let name = format!("{} (for {})", sawlog::process_name(), record.process_name());
///     record.set("processName", name);
/// });
/// let listener = QueueListener::builder(Arc::new(BoundedQueue::new(1000))).handler(dispatch).build();
/// listener.start()?;
/// # Ok::<(), sawlog::QueueError>(())
/// ```
///
/// A record whose logger was never made goes to the handlers that one without settings would have; no logger is made
/// for it, so that names from elsewhere do not fill the memory. What the loggers hand to the queue that the record came from is not given
/// to the listener again.
///
/// # Python
/// The cookbook's `MyHandler`.
pub struct DispatchHandler {
    manager: Manager,
    change: Option<Box<Change>>,
}

type Change = dyn Fn(&mut LogRecord<'_>) + Send + Sync;

impl DispatchHandler {
    /// Into this tree.
    pub fn new(manager: &Manager) -> DispatchHandler {
        DispatchHandler { manager: manager.clone(), change: None }
    }

    /// Has each record that a logger is enabled for changed before the logger gets it.
    pub fn change(mut self, change: impl Fn(&mut LogRecord<'_>) + Send + Sync + 'static) -> DispatchHandler {
        self.change = Some(Box::new(change));
        self
    }
}

impl HandleRecord for DispatchHandler {
    fn handle(&self, record: &mut LogRecord<'_>) {
        // A name of "root" is the root's, which the cookbook's program calls so.
        let logger = match record.name() {
            "root" => self.manager.root(),
            name => self.manager.nearest_logger(name),
        };
        if !logger.is_enabled_for(record.level()) {
            return;
        }
        let is_its_own = logger.name() == record.name();
        if let Some(change) = &self.change {
            change(record);
        }
        if is_its_own { logger.handle(record) } else { logger.handle_from_below(record) }
    }

    fn flush(&self) -> Result<(), crate::error::EmitError> {
        for handler in self.manager.handlers() {
            handler.flush()?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for DispatchHandler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DispatchHandler").field("manager", &self.manager).finish_non_exhaustive()
    }
}
