//! Where each thread says that it is within the library, and who reads it.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};

/// A thread's own word; nobody else writes to it. Alone in its cache lines, so that no two threads write to one.
#[repr(align(128))]
#[derive(Default)]
pub(super) struct Place {
    /// How often the thread has come in and not gone out.
    pub(super) depth: AtomicU32,
    /// How many locks of ours it holds while foreign code runs.
    pub(super) holding: AtomicU32,
    /// Whether it forks; it waits for nobody at the gate then.
    pub(super) forking: AtomicU32,
}

/// The present thread, within the library until this is dropped.
#[must_use]
pub(crate) struct Within {
    place: Option<&'static Place>,
    /// It belongs to one thread.
    of_thread: PhantomData<*const ()>,
}

impl Within {
    #[inline]
    pub(super) fn at(place: Option<&'static Place>) -> Within {
        Within { place, of_thread: PhantomData }
    }
}

impl Drop for Within {
    #[inline]
    fn drop(&mut self) {
        match self.place {
            Some(place) => {
                let depth = place.depth.load(Ordering::Relaxed);
                // Whoever sees it sees what was done within, too.
                place.depth.store(depth.saturating_sub(1), Ordering::Release);
            }
            None => _ = WITHOUT_PLACE.fetch_sub(1, Ordering::SeqCst),
        }
    }
}

/// How many threads are within that are ending and have no place any more.
pub(super) static WITHOUT_PLACE: AtomicU32 = AtomicU32::new(0);

/// All places. They are never freed: a thread that begins takes that of one that has ended.
pub(super) struct Places {
    pub(super) all: Vec<&'static Place>,
    free: Vec<&'static Place>,
}

static PLACES: Mutex<Places> = Mutex::new(Places { all: Vec::new(), free: Vec::new() });

thread_local! {
    static PLACE: Cell<Option<&'static Place>> = const { Cell::new(None) };
    static LEAVING: Leaving = const { Leaving };
    /// The list, locked by the thread that forks from before the fork until after it.
    static LOCKED: RefCell<Option<MutexGuard<'static, Places>>> = const { RefCell::new(None) };
}

/// The present thread's place, if it has got one.
#[inline]
pub(super) fn known() -> Option<&'static Place> {
    PLACE.get()
}

/// The present thread's place, its own from now on; `None` if the thread is ending.
#[cold]
pub(super) fn take() -> Option<&'static Place> {
    if let Some(place) = known() {
        return Some(place);
    }
    LEAVING.try_with(|_| ()).ok()?;
    let mut places = lock();
    let place = places.free.pop().unwrap_or_else(|| places.make());
    drop(places);
    PLACE.set(Some(place));
    Some(place)
}

/// Locks the list until [`unlock`]; the forking thread gives it to `f`.
pub(super) fn lock_and<R>(f: impl FnOnce(&Places) -> R) -> Option<R> {
    let places = lock();
    let result = f(&places);
    LOCKED.try_with(|locked| *locked.borrow_mut() = Some(places)).ok().map(|()| result)
}

/// Unlocks the list; a child forgets all threads but this one first.
pub(super) fn unlock(in_child: bool) {
    let locked = LOCKED.try_with(|locked| locked.borrow_mut().take());
    if let (Ok(Some(mut places)), true) = (locked, in_child) {
        places.forget_all_but(known());
    }
}

impl Places {
    fn make(&mut self) -> &'static Place {
        let place: &'static Place = Box::leak(Box::default());
        self.all.push(place);
        // A child of a fork puts them there, and does not ask for memory.
        self.free.reserve(self.all.len());
        place
    }

    fn forget_all_but(&mut self, own: Option<&'static Place>) {
        self.free.clear();
        for place in &self.all {
            if own.is_some_and(|own| std::ptr::eq(own, *place)) {
                continue;
            }
            place.depth.store(0, Ordering::Relaxed);
            place.holding.store(0, Ordering::Relaxed);
            place.forking.store(0, Ordering::Relaxed);
            self.free.push(place);
        }
    }
}

fn lock() -> MutexGuard<'static, Places> {
    PLACES.lock().unwrap_or_else(|e| e.into_inner())
}

/// Gives the place back when the thread ends.
struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(place) = PLACE.take() {
            place.depth.store(0, Ordering::Release);
            place.holding.store(0, Ordering::Relaxed);
            lock().free.push(place);
        }
    }
}
