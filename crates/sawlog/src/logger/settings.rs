//! What can be set on a logger, and who is near it in the tree.

use std::sync::Arc;

use super::Logger;
use crate::error::LevelError;
use crate::filter::{Filter, FilterFn, SharedFilter, Verdict};
use crate::handler::{HandlerRef, IntoHandler};
use crate::level::{IntoLevel, Level};
use crate::record::LogRecord;
use crate::tree::{Settings, State, Tree};

impl Logger {
    /// The logger's own level; `NOTSET` if it has none.
    pub fn level(&self) -> Level {
        self.read(|settings| settings.level).unwrap_or_default()
    }

    /// Sets the logger's own level; loggers below that have none of their own follow.
    ///
    /// # Errors
    /// A name that no level has.
    pub fn set_level(&self, level: impl IntoLevel) -> Result<(), LevelError> {
        let level = level.into_level()?;
        self.change(|settings| settings.set_level(level));
        Ok(())
    }

    /// The logger's own level or that of the nearest ancestor that has one.
    ///
    /// # Python
    /// `getEffectiveLevel`; neither [`disable`](crate::disable) nor `disabled` shows in it.
    pub fn effective_level(&self) -> Level {
        let effective = |tree: Arc<Tree>| tree.read(|state| state.effective_level(state.settings(self.0.key())));
        self.0.tree().map(effective).unwrap_or_default()
    }

    /// Whether records go on to the handlers of the loggers above.
    pub fn propagate(&self) -> bool {
        self.read(|settings| settings.propagate).unwrap_or(true)
    }

    /// Sets whether records go on to the handlers of the loggers above.
    pub fn set_propagate(&self, propagate: bool) {
        self.change(|settings| settings.propagate = propagate);
    }

    /// Whether the logger is switched off.
    pub fn disabled(&self) -> bool {
        self.read(|settings| settings.disabled).unwrap_or(false)
    }

    /// Switches the logger off or on; those below it are not concerned.
    pub fn set_disabled(&self, disabled: bool) {
        self.change(|settings| settings.disabled = disabled);
    }

    /// Adds a handler; nothing happens if the logger has it already.
    pub fn add_handler(&self, handler: impl IntoHandler) {
        let handler = handler.into_handler();
        self.change(|settings| settings.add_handler(handler));
    }

    /// Removes a handler. It is not closed.
    pub fn remove_handler(&self, handler: impl IntoHandler) {
        let handler = handler.into_handler();
        let removed = self.change(|settings| {
            let at = settings.handlers.iter().position(|known| known.ptr_eq(&handler))?;
            Some(settings.handlers.remove(at))
        });
        drop(removed);
    }

    /// The logger's own handlers, in order.
    pub fn handlers(&self) -> Vec<HandlerRef> {
        self.read(|settings| settings.handlers.clone()).unwrap_or_default()
    }

    /// Whether a record would reach a handler: one of this logger's or of those above, as `propagate` holds.
    pub fn has_handlers(&self) -> bool {
        !self.0.route().handlers.is_empty()
    }

    /// Adds a filter, behind those that are there. A logger's filters see its own records alone.
    pub fn add_filter(&self, filter: impl Filter + 'static) {
        self.add_shared_filter(Arc::new(filter));
    }

    /// Adds a closure as a filter.
    ///
    /// ```
    /// # let logger = sawlog::Manager::new().get_logger("a");
    /// logger.add_filter_fn(|record| record.level() >= sawlog::Level::INFO);
    /// ```
    pub fn add_filter_fn<V: Into<Verdict>>(&self, f: impl Fn(&mut LogRecord<'_>) -> V + Send + Sync + 'static) {
        self.add_filter(FilterFn(f));
    }

    /// Adds a filter that is shared; nothing happens if the logger has it already.
    pub fn add_shared_filter(&self, filter: SharedFilter) {
        self.change(|settings| settings.add_filter(filter));
    }

    /// Removes a filter that is shared.
    pub fn remove_filter(&self, filter: &SharedFilter) {
        let removed = self.change(|settings| {
            let at = settings.filters.iter().position(|known| Arc::ptr_eq(known, filter))?;
            Some(settings.filters.remove(at))
        });
        drop(removed);
    }

    /// The logger's filters, in order.
    pub fn filters(&self) -> Vec<SharedFilter> {
        self.read(|settings| settings.filters.clone()).unwrap_or_default()
    }

    /// The logger above; `None` for the root.
    pub fn parent(&self) -> Option<Logger> {
        let above = |state: &State| Some(Arc::clone(&state.parent(state.settings(self.0.key()))?.node));
        self.0.tree()?.read(above).map(Logger::new)
    }

    /// The logger of this name below this one.
    ///
    /// # Python
    /// `getChild`.
    pub fn get_child(&self, suffix: &str) -> Logger {
        let name = if self.0.is_root() { suffix.to_owned() } else { format!("{}.{suffix}", self.0.name()) };
        self.0.tree().map_or_else(|| self.clone(), |tree| Logger::new(tree.get_or_make(&name)))
    }

    /// The loggers directly below this one, in order of name.
    ///
    /// # Python
    /// `getChildren` (3.12).
    pub fn get_children(&self) -> Vec<Logger> {
        let below =
            |state: &State| state.children(self.0.key()).map(|child| Arc::clone(&child.node)).collect::<Vec<_>>();
        let nodes = self.0.tree().map(|tree| tree.read(below)).unwrap_or_default();
        nodes.into_iter().map(Logger::new).collect()
    }

    fn read<R>(&self, read: impl FnOnce(&Settings) -> R) -> Option<R> {
        Some(self.0.tree()?.read(|state| read(state.settings(self.0.key()))))
    }

    fn change<R>(&self, change: impl FnOnce(&mut Settings) -> R) -> Option<R> {
        Some(self.0.tree()?.change(self.0.key(), change))
    }
}
