//! One logger's settings.

use std::sync::Arc;

use super::{Node, Temporary};
use crate::filter::SharedFilter;
use crate::handler::HandlerRef;
use crate::level::Level;

/// What was set on one logger, and which logger is above it.
pub(crate) struct Settings {
    pub(crate) node: Arc<Node>,
    /// The nearest ancestor that exists; the root if there is none.
    pub(super) parent: Option<Arc<str>>,
    pub(crate) level: Level,
    /// Whether the level was set for a time only.
    pub(crate) temporary: Option<Temporary>,
    pub(crate) propagate: bool,
    pub(crate) disabled: bool,
    pub(crate) handlers: Vec<HandlerRef>,
    pub(crate) filters: Vec<SharedFilter>,
}

impl Settings {
    pub(super) fn new(node: Arc<Node>, parent: Option<Arc<str>>) -> Settings {
        Settings {
            node,
            parent,
            level: Level::NOTSET,
            temporary: None,
            propagate: true,
            disabled: false,
            handlers: Vec::new(),
            filters: Vec::new(),
        }
    }

    /// Sets the level; one that was set for a time is forgotten.
    pub(crate) fn set_level(&mut self, level: Level) {
        self.level = level;
        self.temporary = None;
    }

    /// Adds a handler, unless it is there.
    pub(crate) fn add_handler(&mut self, handler: HandlerRef) {
        if !self.handlers.iter().any(|known| known.ptr_eq(&handler)) {
            self.handlers.push(handler);
        }
    }

    /// Adds a filter, unless it is there.
    pub(crate) fn add_filter(&mut self, filter: SharedFilter) {
        if !self.filters.iter().any(|known| Arc::ptr_eq(known, &filter)) {
            self.filters.push(filter);
        }
    }
}
