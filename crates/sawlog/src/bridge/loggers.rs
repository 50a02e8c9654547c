//! From targets to loggers, looked up once a thread.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::logger::Logger;
use crate::manager::Manager;

/// Tells the loggers of one bridge from those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bridge) struct BridgeId(u64);

/// What a thread knows of one target. Targets are found by address and compared as text: one that was made up at run
/// time may lie where another lay.
struct Known {
    bridge: BridgeId,
    target: Box<str>,
    logger: Logger,
}

/// How many targets a thread remembers.
const PLACES: usize = 256;

thread_local! {
    static KNOWN: RefCell<Vec<Option<Known>>> = const { RefCell::new(Vec::new()) };
}

impl BridgeId {
    pub(in crate::bridge) fn next() -> BridgeId {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        BridgeId(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// The logger of a target, if it is `wanted`, which may do no more than look at it.
    #[inline]
    pub(in crate::bridge) fn find(
        self,
        target: &str,
        manager: &Manager,
        wanted: impl Fn(&Logger) -> bool,
    ) -> Option<Logger> {
        let place = place_of(target);
        let known = KNOWN.try_with(|known| {
            let known = known.try_borrow().ok()?;
            let known = known.get(place)?.as_ref()?;
            let is_it = known.bridge == self && *known.target == *target;
            is_it.then(|| wanted(&known.logger).then(|| known.logger.clone()))
        });
        match known.ok().flatten() {
            Some(found) => found,
            None => Some(self.look_up(target, place, manager)).filter(wanted),
        }
    }

    #[cold]
    fn look_up(self, target: &str, place: usize, manager: &Manager) -> Logger {
        // The empty target is nobody's: the root's.
        let logger = if target.contains("::") {
            manager.get_logger(&target.replace("::", "."))
        } else {
            manager.get_logger(target)
        };
        let entry = Known { bridge: self, target: target.into(), logger: logger.clone() };
        let former = KNOWN.try_with(|known| {
            let mut known = known.try_borrow_mut().ok()?;
            if known.is_empty() {
                known.resize_with(PLACES, || None);
            }
            known[place].replace(entry)
        });
        // The last owner of a tree may go with it: not within the borrow.
        drop(former);
        logger
    }
}

fn place_of(target: &str) -> usize {
    let address = target.as_ptr() as usize;
    (address ^ address >> 8 ^ target.len() << 4) % PLACES
}
