//! The gate before which threads wait while one of them forks.
//!
//! Who comes in says so with a plain store and then looks whether the gate is closed; who forks closes it, has every
//! thread's stores seen by `membarrier(2)`, and then looks who is within. One of both sees the other. Where the
//! system has no such call, each thread's store is followed by a fence.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering, compiler_fence, fence};
use std::time::{Duration, Instant};

use super::alone;
use super::place::{self, Place, WITHOUT_PLACE, Within};
use crate::platform;

/// How long a fork waits for threads that are within. One that is stuck in a write must not keep the program from forking.
pub(super) const LIMIT: Duration = Duration::from_secs(1);

const OPEN: u8 = 0;
/// Open, and who comes in needs a fence to be seen.
const FENCED: u8 = 1;
const CLOSED: u8 = 2;

static GATE: AtomicU8 = AtomicU8::new(OPEN);
/// What the gate is while nobody forks.
static AT_REST: AtomicU8 = AtomicU8::new(OPEN);

/// Comes in: no fork happens until what is returned is dropped, and a fork under way is waited for. Calls may nest.
#[inline]
pub(crate) fn enter() -> Within {
    match place::known() {
        Some(place) => {
            place.enter();
            Within::at(Some(place))
        }
        None => enter_first(),
    }
}

/// Runs `f`, which waits for others of our threads, as if the present thread were not within: what it waits for may
/// itself have to wait for a fork.
pub(crate) fn outside<R>(f: impl FnOnce() -> R) -> R {
    /// Comes in again, by a panic too.
    struct Back(&'static Place, u32);
    impl Drop for Back {
        fn drop(&mut self) {
            self.0.depth.store(self.1, Ordering::Relaxed);
            self.0.look();
        }
    }
    let Some(place) = place::known() else { return f() };
    let depth = place.depth.load(Ordering::Relaxed);
    if depth == 0 || place.holding.load(Ordering::Relaxed) > 0 {
        return f();
    }
    place.depth.store(0, Ordering::Release);
    let _back = Back(place, depth);
    f()
}

/// While this is held the present thread cannot be [`outside`]: it has a lock of ours, and runs foreign code.
pub(crate) fn hold() -> Holding {
    let place = place::known();
    if let Some(place) = place {
        place.holding.fetch_add(1, Ordering::Relaxed);
    }
    Holding(place)
}

/// Ends what [`hold`] began.
pub(crate) struct Holding(Option<&'static Place>);

impl Drop for Holding {
    fn drop(&mut self) {
        if let Some(place) = self.0 {
            place.holding.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Has forks of the process heeded from now on. No `Once`: a child that was forked while another thread was here would wait for
/// that thread for ever.
pub(super) fn install() {
    const DONE: u64 = u64::MAX;
    /// The process in which a thread is at it.
    static INSTALLED: AtomicU64 = AtomicU64::new(0);
    let this_process = u64::from(std::process::id());
    let mut turns = 0;
    loop {
        match INSTALLED.load(Ordering::Acquire) {
            DONE => return,
            process if process == this_process => pause(&mut turns),
            before => {
                let ours = INSTALLED.compare_exchange(before, this_process, Ordering::AcqRel, Ordering::Relaxed);
                if ours.is_ok() {
                    break;
                }
            }
        }
    }
    let at_rest = if platform::can_fence_all_threads() { OPEN } else { FENCED };
    AT_REST.store(at_rest, Ordering::Relaxed);
    GATE.store(at_rest, Ordering::SeqCst);
    let _ = super::GENERATION.compare_exchange(0, 1, Ordering::Relaxed, Ordering::Relaxed);
    platform::at_fork(before, in_parent, in_child);
    INSTALLED.store(DONE, Ordering::Release);
}

#[cold]
fn enter_first() -> Within {
    install();
    let place = place::take();
    match place {
        Some(place) => place.enter(),
        // A thread that is ending; there is no telling it from others.
        None => loop {
            WITHOUT_PLACE.fetch_add(1, Ordering::SeqCst);
            if GATE.load(Ordering::SeqCst) != CLOSED {
                break;
            }
            WITHOUT_PLACE.fetch_sub(1, Ordering::SeqCst);
            wait_until_open();
        },
    }
    Within::at(place)
}

impl Place {
    #[inline]
    fn enter(&self) {
        let depth = self.depth.load(Ordering::Relaxed);
        self.depth.store(depth + 1, Ordering::Relaxed);
        if depth == 0 {
            self.look();
        }
    }

    /// To be called when the depth has just been stored.
    #[inline]
    fn look(&self) {
        compiler_fence(Ordering::SeqCst);
        if GATE.load(Ordering::Relaxed) != OPEN {
            self.pass();
        }
    }

    #[cold]
    fn pass(&self) {
        let depth = self.depth.load(Ordering::Relaxed);
        loop {
            fence(Ordering::SeqCst);
            if GATE.load(Ordering::Relaxed) != CLOSED || self.forking.load(Ordering::Relaxed) != 0 {
                return;
            }
            self.depth.store(0, Ordering::Release);
            wait_until_open();
            self.depth.store(depth, Ordering::Relaxed);
        }
    }
}

/// Takes no lock: the child of the fork could not unlock it.
fn wait_until_open() {
    let mut turns = 0;
    while GATE.load(Ordering::Acquire) == CLOSED {
        pause(&mut turns);
    }
}

fn pause(turns: &mut u32) {
    *turns += 1;
    match *turns {
        ..=20 => std::thread::yield_now(),
        _ => std::thread::sleep(Duration::from_micros(50)),
    }
}

/// Before a fork, on the thread that forks. Like those after it, it does nothing when it comes a second time: a child of a fork
/// during the installation may have installed all three again.
extern "C" fn before() {
    let own = place::take();
    if own.is_some_and(|own| own.forking.swap(1, Ordering::SeqCst) != 0) {
        return;
    }
    place::lock_and(|places| {
        GATE.store(CLOSED, Ordering::SeqCst);
        if AT_REST.load(Ordering::Relaxed) == OPEN && !platform::fence_all_threads() {
            AT_REST.store(FENCED, Ordering::Relaxed);
        }
        fence(Ordering::SeqCst);
        let deadline = Instant::now() + LIMIT;
        let others = places.all.iter().filter(|place| own.is_none_or(|own| !std::ptr::eq(own, **place)));
        for place in others {
            let is_within = || place.depth.load(Ordering::Acquire) != 0 && place.forking.load(Ordering::Relaxed) == 0;
            if !wait_while(is_within, deadline) {
                return;
            }
        }
        wait_while(|| WITHOUT_PLACE.load(Ordering::Acquire) != 0, deadline);
    });
    alone::lock_all();
}

/// Whether it ended in time.
fn wait_while(it_lasts: impl Fn() -> bool, deadline: Instant) -> bool {
    let mut turns = 0;
    while it_lasts() {
        if Instant::now() >= deadline {
            return false;
        }
        pause(&mut turns);
    }
    true
}

extern "C" fn in_parent() {
    after(false);
}

extern "C" fn in_child() {
    after(true);
}

fn after(in_child: bool) {
    let own = place::known();
    if own.is_some_and(|own| own.forking.load(Ordering::Relaxed) == 0) {
        return;
    }
    if in_child {
        super::GENERATION.fetch_add(1, Ordering::Relaxed);
        WITHOUT_PLACE.store(0, Ordering::Relaxed);
    }
    alone::unlock(in_child);
    GATE.store(AT_REST.load(Ordering::Relaxed), Ordering::SeqCst);
    place::unlock(in_child);
    if let Some(own) = own {
        own.forking.store(0, Ordering::Relaxed);
    }
}
