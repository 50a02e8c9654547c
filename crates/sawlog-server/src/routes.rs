//! Which logger a record's name means, without making one for every name that a stranger sends.

use std::cell::RefCell;
use std::ops::Deref;

use sawlog::{Logger, Manager};

/// Names that a thread keeps.
const SLOTS: usize = 256;
/// Bytes of a name that is kept; a longer one is looked up each time.
const LONGEST: usize = 128;

/// Where records of a name go.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// The logger of the name, or the nearest above it that has been made.
    pub(crate) logger: Logger,
    /// Whether it is the logger of the name itself.
    pub(crate) exact: bool,
}

impl Route {
    fn find(manager: &Manager, name: &str) -> Route {
        match manager.existing_logger(name) {
            Some(logger) => Route { logger, exact: true },
            None => Route { logger: manager.nearest_logger(name), exact: false },
        }
    }
}

/// The route of a name. Each thread keeps the routes it met, until a logger is made anywhere.
pub(crate) fn route(manager: &Manager, name: &str) -> Lent {
    let made = manager.loggers_made();
    let slot = slot(name);
    let kept = KEPT.with_borrow_mut(|kept| {
        if kept.made != made {
            kept.made = made;
            kept.slots.clear();
        }
        kept.slots.get_mut(slot)?.take_if(|(known, _)| **known == *name)
    });
    let entry = kept.unwrap_or_else(|| (Box::from(name), Route::find(manager, name)));
    Lent { entry: Some(entry), slot, made }
}

/// A route in use; back in the thread's keeping when dropped. It is taken out, not borrowed, because handlers run
/// meanwhile, and not cloned, because threads would then take turns at its count.
pub(crate) struct Lent {
    entry: Option<(Box<str>, Route)>,
    slot: usize,
    made: u64,
}

impl Deref for Lent {
    type Target = Route;
    fn deref(&self) -> &Route {
        // Only `drop` takes it out.
        &self.entry.as_ref().expect("lent until dropped").1
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(entry) = self.entry.take().filter(|(name, _)| name.len() <= LONGEST) else { return };
        let replaced = KEPT.with_borrow_mut(|kept| {
            if kept.made != self.made {
                return Some(entry);
            }
            if kept.slots.is_empty() {
                kept.slots.resize_with(SLOTS, || None);
            }
            kept.slots[self.slot].replace(entry)
        });
        drop(replaced);
    }
}

struct Kept {
    made: u64,
    slots: Vec<Option<(Box<str>, Route)>>,
}

thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept { made: 0, slots: Vec::new() }) };
}

/// FNV-1a: names are short, and two that share a slot cost a lookup, no more.
fn slot(name: &str) -> usize {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    (hash ^ (hash >> 32)) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(manager: &Manager, name: &str) -> (String, bool) {
        let route = route(manager, name);
        (route.logger.name().to_owned(), route.exact)
    }

    #[test]
    fn a_route_follows_the_loggers_that_are_made() {
        let manager = Manager::new();
        manager.get_logger("a");
        assert_eq!(found(&manager, "a.b.c"), ("a".to_owned(), false));
        assert_eq!(found(&manager, "a.b.c"), ("a".to_owned(), false));
        manager.get_logger("a.b");
        assert_eq!(found(&manager, "a.b.c"), ("a.b".to_owned(), false));
        manager.get_logger("a.b.c");
        assert_eq!(found(&manager, "a.b.c"), ("a.b.c".to_owned(), true));
        assert_eq!(found(&manager, "z"), ("root".to_owned(), false));
        assert_eq!(found(&manager, ""), ("root".to_owned(), true));
        assert_eq!(found(&manager, &"x".repeat(1000)), ("root".to_owned(), false));
    }

    #[test]
    fn no_logger_is_made() {
        let manager = Manager::new();
        for n in 0..1000 {
            found(&manager, &format!("stranger.{n}"));
        }
        assert!(manager.loggers().is_empty());
    }
}
