//! Callsites are asked again whether anybody is interested, when levels have changed.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tracing_core::callsite::rebuild_interest_cache;
use tracing_core::dispatcher::{Dispatch, WeakDispatch, get_default, with_default};
use tracing_core::subscriber::NoSubscriber;

use crate::fork;

thread_local! {
    /// Whether this thread is within `tracing`'s asking, which may hold locks of its own and cannot be begun again.
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// How many changes there have been.
static CHANGES: AtomicU64 = AtomicU64::new(0);
/// How many of them callsites know of. The lock is of this file alone: two that asked at the same time might leave the
/// older answer behind.
static KNOWN: Mutex<u64> = Mutex::new(0);

/// The subscribers that a layer of ours belongs to.
static SUBSCRIBERS: Mutex<Vec<WeakDispatch>> = Mutex::new(Vec::new());

/// Keeps in mind a subscriber that a layer of ours belongs to.
pub(super) fn keep_in_mind(subscriber: &Dispatch) {
    // One that ends meanwhile does so without the lock.
    let mut alive = Vec::new();
    let mut subscribers = fork::lock(&SUBSCRIBERS);
    subscribers.retain(|known| known.upgrade().map(|known| alive.push(known)).is_some());
    subscribers.push(subscriber.downgrade());
    drop(subscribers);
}

/// Has callsites ask again. When it returns, they go by this change; changes of several threads at a time are one to them.
pub(super) fn levels_have_changed() {
    let change = CHANGES.fetch_add(1, Ordering::AcqRel) + 1;
    let is_asked = ASKED.get();
    // Where there is but one subscriber, callsites ask that of the thread which has them ask: none, if that is another
    // thread's own, or is just being told something.
    if !is_asked && get_default(|subscriber| !subscriber.is::<NoSubscriber>()) {
        return ask(change);
    }
    let ask = move || match subscriber() {
        Some(subscriber) => with_default(&subscriber, || ask(change)),
        None => ask(change),
    };
    // Should there be no thread, the next change will do it.
    let Ok(asking) = thread::Builder::new().name("sawlog-interest".to_owned()).spawn(ask) else { return };
    // A logger factory that is shown a new logger by a callsite's first event has set a level: nobody can wait here.
    if !is_asked {
        let _ = fork::outside(|| asking.join());
    }
}

/// Calls `f`, which answers a callsite.
pub(super) fn while_asked<R>(f: impl FnOnce() -> R) -> R {
    let _asked = Asked::begin();
    f()
}

fn ask(change: u64) {
    let _asked = Asked::begin();
    // A fork waits for it, and so for the locks that `tracing` takes meanwhile.
    let mut known = fork::lock(&KNOWN);
    if *known < change {
        let changes = CHANGES.load(Ordering::Acquire);
        rebuild_interest_cache();
        *known = changes;
    }
}

fn subscriber() -> Option<Dispatch> {
    let subscribers = fork::lock(&SUBSCRIBERS);
    subscribers.iter().find_map(WeakDispatch::upgrade)
}

struct Asked {
    before: bool,
}

impl Asked {
    fn begin() -> Asked {
        Asked { before: ASKED.replace(true) }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        ASKED.set(self.before);
    }
}
