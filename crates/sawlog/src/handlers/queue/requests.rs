//! Requests that go beside the records of a queue: they find room when it is full, and no caller drops them for a newer
//! record. Each is due when what was put before it has been taken.

use std::collections::VecDeque;

use super::sync::{AtomicBool, Mutex, Ordering};

/// Requests of whatever kind, in order.
pub(super) struct Requests<T> {
    waiting: AtomicBool,
    list: Mutex<VecDeque<Request<T>>>,
}

struct Request<T> {
    what: T,
    /// Whether it was looked at before.
    seen: bool,
}

/// What is to be taken next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<T> {
    /// A record, if there is one.
    Record,
    /// A request.
    Request(T),
}

impl<T> Requests<T> {
    pub(super) fn new() -> Requests<T> {
        Requests { waiting: AtomicBool::new(false), list: Mutex::new(VecDeque::new()) }
    }

    pub(super) fn put(&self, what: T) {
        let mut list = self.list.lock().unwrap_or_else(|e| e.into_inner());
        list.push_back(Request { what, seen: false });
        self.waiting.store(true, Ordering::SeqCst);
    }

    /// Whether there are any.
    pub(super) fn any(&self) -> bool {
        self.waiting.load(Ordering::SeqCst)
    }

    /// Whether a record or a request is next. `is_due` is told whether the request is looked at for the first time: what was put
    /// before it is visible by now, and that is what it waits for.
    #[inline]
    pub(super) fn next(&self, is_due: impl FnOnce(bool) -> bool) -> Next<T> {
        if self.any() { self.look(is_due) } else { Next::Record }
    }

    #[cold]
    fn look(&self, is_due: impl FnOnce(bool) -> bool) -> Next<T> {
        let mut list = self.list.lock().unwrap_or_else(|e| e.into_inner());
        let Some(first) = list.front_mut() else { return Next::Record };
        if !is_due(!std::mem::replace(&mut first.seen, true)) {
            return Next::Record;
        }
        let due = list.pop_front().map(|request| request.what);
        self.waiting.store(!list.is_empty(), Ordering::SeqCst);
        due.map_or(Next::Record, Next::Request)
    }

    /// Lets go of all requests.
    pub(super) fn clear(&self) {
        let given_up = {
            let mut list = self.list.lock().unwrap_or_else(|e| e.into_inner());
            self.waiting.store(false, Ordering::SeqCst);
            std::mem::take(&mut *list)
        };
        drop(given_up);
    }
}
