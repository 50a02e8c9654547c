//! What handlers have kept of a batch and then could not write, counted for the batch's end.

use std::cell::{Cell, RefCell};

thread_local! {
    /// Whether there is a batch whose losses will be asked for.
    static COUNTING: Cell<bool> = const { Cell::new(false) };
    /// Which handler, by its place in memory, and how many records.
    static LOST: RefCell<Vec<(usize, u64)>> = const { RefCell::new(Vec::new()) };
}

/// Counts from here on, on this thread.
pub(super) fn begin() {
    COUNTING.set(true);
}

/// Counts no more; how many records were lost, by the handler that lost most.
pub(super) fn end() -> u64 {
    COUNTING.set(false);
    let most = LOST.try_with(|lost| lost.borrow_mut().drain(..).map(|(_, records)| records).max());
    most.ok().flatten().unwrap_or(0)
}

/// Notes that the handler at this place has lost so many records, if anybody will ask.
pub(super) fn add(handler: usize, records: u64) {
    if !COUNTING.get() {
        return;
    }
    let _ = LOST.try_with(|lost| {
        let mut lost = lost.borrow_mut();
        match lost.iter_mut().find(|(known, _)| *known == handler) {
            Some((_, so_far)) => *so_far += records,
            None => lost.push((handler, records)),
        }
    });
}
