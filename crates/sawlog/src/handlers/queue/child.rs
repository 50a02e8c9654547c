//! A queue in a forked child: what is in it is the parent's, and so is the thread that takes it out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use super::RecordQueue;
use crate::fork::{self, PerProcess, generation};

/// To which process a queue belongs, and what there is in its place in others.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// The process that used it first; 0 for none.
    of: AtomicU64,
    others: PerProcess<Option<Arc<dyn RecordQueue>>>,
    /// The listeners that run, which a child starts again.
    listeners: Mutex<Vec<Weak<dyn StartAgain>>>,
}

/// What a forked child begins again.
pub(super) trait StartAgain: Send + Sync {
    fn start_again(self: Arc<Self>);
}

impl Home {
    pub(super) const fn new() -> Home {
        Home { of: AtomicU64::new(0), others: PerProcess::new(), listeners: Mutex::new(Vec::new()) }
    }

    /// A listener runs, which a child is to start again.
    pub(super) fn remember(&self, listener: Arc<dyn StartAgain>) {
        let mut listeners = fork::lock(&self.listeners);
        listeners
            .retain(|known| known.strong_count() > 0 && !std::ptr::addr_eq(known.as_ptr(), Arc::as_ptr(&listener)));
        listeners.push(Arc::downgrade(&listener));
    }

    /// It does so no more.
    pub(super) fn forget(&self, listener: &dyn StartAgain) {
        fork::lock(&self.listeners).retain(|known| !std::ptr::addr_eq(known.as_ptr(), listener));
    }

    /// Whether this process is the one that the queue belongs to.
    #[inline]
    fn is_here(&self) -> bool {
        self.of.load(Ordering::Relaxed) == generation()
    }
}

/// The queue that this process uses; `None` if it is a forked child and the queue knows of no forks.
#[inline]
pub(super) fn here(queue: &Arc<dyn RecordQueue>) -> Option<&Arc<dyn RecordQueue>> {
    if queue.ledger().home().is_here() { Some(queue) } else { elsewhere(queue) }
}

/// As [`here`]; the queue as it is, where a child has no other.
#[inline]
pub(super) fn here_or_there(queue: &Arc<dyn RecordQueue>) -> &Arc<dyn RecordQueue> {
    here(queue).unwrap_or(queue)
}

/// Whether this is a forked child whose queue leads to its parent: the listeners do not run here.
pub(super) fn leads_to_parent(queue: &Arc<dyn RecordQueue>) -> bool {
    !queue.has_listeners_in_children() && here(queue).is_some_and(|here| !Arc::ptr_eq(here, queue))
}

/// To be called before a queue is let go: in a forked child its parent's stays for good, for one of the parent's threads may have
/// been in the middle of a change.
pub(super) fn leave_to_parent(queue: &Arc<dyn RecordQueue>) {
    let home = queue.ledger().home();
    if home.of.load(Ordering::Relaxed) != 0 && !home.is_here() {
        std::mem::forget(Arc::clone(queue));
    }
}

#[cold]
fn elsewhere(queue: &Arc<dyn RecordQueue>) -> Option<&Arc<dyn RecordQueue>> {
    let home = queue.ledger().home();
    if home.of.compare_exchange(0, generation(), Ordering::Relaxed, Ordering::Relaxed).is_ok() || home.is_here() {
        return Some(queue);
    }
    let mut is_new = false;
    let other = home.others.get_or(|_| {
        is_new = true;
        queue.for_child()
    });
    if is_new && other.is_some() && queue.has_listeners_in_children() {
        let listeners: Vec<_> = fork::lock(&home.listeners).iter().filter_map(Weak::upgrade).collect();
        listeners.into_iter().for_each(StartAgain::start_again);
    }
    other.as_ref()
}
