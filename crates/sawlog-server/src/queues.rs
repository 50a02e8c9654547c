//! The queues of the configuration, as the summary tells of them; those too that a reload has put others in the place of.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use sawlog::{HandlerRef, QueueHandler, get_handler_by_name, get_handler_names};

use crate::shown;

/// The handlers that have a queue, and had one, by their names.
#[derive(Default)]
pub(crate) struct Queues(Mutex<Known>);

#[derive(Default)]
struct Known {
    present: Vec<(String, HandlerRef)>,
    /// Replaced, and not done yet.
    ending: Vec<(String, HandlerRef)>,
    /// What those did that are no more.
    former: BTreeMap<String, Counts>,
}

/// What became of records.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// If there is a listener of this server's.
    taken: Option<u64>,
    dropped: u64,
    left: u64,
}

impl Queues {
    /// Looks what there is now: to be called when the configuration may have changed, and before the handlers' end.
    pub(crate) fn look(&self) {
        let found = get_handler_names().into_iter().filter_map(|name| {
            let handler = get_handler_by_name(&name)?;
            handler.downcast_ref::<QueueHandler>().is_some().then_some((name, handler))
        });
        let present: Vec<_> = found.collect();
        let mut gone = Vec::new();
        let mut known = self.lock();
        let is_present = |handler: &HandlerRef| present.iter().any(|(_, one)| one.ptr_eq(handler));
        let before = std::mem::take(&mut known.present).into_iter();
        let replaced: Vec<_> = before.filter(|(_, handler)| !is_present(handler)).collect();
        known.ending.extend(replaced);
        known.present = present;
        for (name, handler) in std::mem::take(&mut known.ending) {
            if is_done(&handler) || known.ending.len() >= ENDING {
                known.former.entry(name).or_default().add(Counts::of(&handler));
                gone.push(handler);
            } else {
                known.ending.push((name, handler));
            }
        }
        // A queue may wait for its listener at its end.
        drop(known);
    }

    /// A line about each: what was taken out of it here, if that was for this server to do, and what did not come through.
    pub(crate) fn lines(&self) -> Vec<String> {
        let known = self.lock();
        let mut all = known.former.clone();
        for (name, handler) in known.present.iter().chain(&known.ending) {
            all.entry(name.clone()).or_default().add(Counts::of(handler));
        }
        let line = |(name, Counts { taken, dropped, left }): (&String, &Counts)| {
            let name = shown::text(name);
            let taken = taken.map_or_else(String::new, |taken| format!("{taken} taken, "));
            format!("queue '{name}': {taken}{dropped} dropped, {left} left")
        };
        all.iter().map(line).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// So many that do not end are kept.
const ENDING: usize = 8;

/// Whether this server does nothing more for a replaced handler's records. Its queue is let go then: the one in its place may
/// want the same address, or the same folder.
fn is_done(handler: &HandlerRef) -> bool {
    let listener = handler.downcast_ref::<QueueHandler>().and_then(QueueHandler::listener);
    listener.is_none_or(|listener| !listener.is_running())
}

impl Counts {
    fn of(handler: &HandlerRef) -> Counts {
        let Some(handler) = handler.downcast_ref::<QueueHandler>() else { return Counts::default() };
        let (left, dropped) = (handler.queue().len() as u64, handler.dropped());
        match handler.listener() {
            // What a listener had to leave counts as dropped, too.
            Some(listener) => Counts { taken: Some(listener.taken()), dropped: dropped.saturating_sub(left), left },
            None => Counts { taken: None, dropped, left },
        }
    }

    fn add(&mut self, other: Counts) {
        self.taken = self.taken.or(other.taken.map(|_| 0)).map(|taken| taken + other.taken.unwrap_or(0));
        self.dropped += other.dropped;
        self.left += other.left;
    }
}
