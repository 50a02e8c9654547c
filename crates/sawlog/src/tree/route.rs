//! What a record needs to know of its logger, worked out: everything that lies on its way.

use std::cell::RefCell;
use std::sync::Arc;

use crate::clock::{self, Clock, Timestamp};
use crate::filter::SharedFilter;
use crate::handler::HandlerRef;
use crate::record::{LogRecord, RecordArgs};
use crate::snapshot::{Kept, Snapshot};

/// A function that makes records; see [`Manager::set_record_factory`](crate::Manager::set_record_factory).
pub type RecordFactory = Arc<dyn for<'a> Fn(RecordArgs<'a>) -> LogRecord<'a> + Send + Sync>;

/// The way from a logger: its filters, and the handlers of it and of its ancestors as far as `propagate` holds.
pub(crate) struct Route {
    pub(crate) filters: Vec<SharedFilter>,
    pub(crate) handlers: Vec<HandlerRef>,
    /// Whether one handler alone gets the records, which asks for their messages once.
    pub(crate) for_one: bool,
    pub(crate) last_resort: Option<HandlerRef>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) started: Timestamp,
    pub(crate) factory: Option<RecordFactory>,
}

impl Route {
    /// The way of records whose tree is gone.
    pub(super) fn nowhere() -> Route {
        let started = clock::started();
        Route {
            filters: Vec::new(),
            handlers: Vec::new(),
            for_one: false,
            last_resort: None,
            clock: None,
            started,
            factory: None,
        }
    }
}

impl Route {
    /// Whether records take the same way on both.
    pub(super) fn is_same(&self, other: &Route) -> bool {
        let handlers = || self.handlers.iter().zip(&other.handlers).all(|(a, b)| a.ptr_eq(b));
        let filters = || self.filters.iter().zip(&other.filters).all(|(a, b)| Arc::ptr_eq(a, b));
        self.handlers.len() == other.handlers.len()
            && self.filters.len() == other.filters.len()
            && handlers()
            && filters()
            && same(&self.last_resort, &other.last_resort, |a, b| a.ptr_eq(b))
            && same(&self.clock, &other.clock, Arc::ptr_eq)
            && same(&self.factory, &other.factory, Arc::ptr_eq)
            && self.started == other.started
    }
}

fn same<T>(a: &Option<T>, b: &Option<T>, is_same: impl Fn(&T, &T) -> bool) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => is_same(a, b),
        _ => false,
    }
}

thread_local! {
    static KEPT: RefCell<Kept<Route>> = const { RefCell::new(Kept::new()) };
}

impl Snapshot for Route {
    #[inline]
    fn with_kept<R>(f: impl FnOnce(&RefCell<Kept<Route>>) -> R) -> Option<R> {
        KEPT.try_with(f).ok()
    }
}
