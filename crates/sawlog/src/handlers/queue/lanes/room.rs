//! How much a queue takes: so many records, and so many bytes.

use crate::handlers::queue::apart::Apart;
use crate::handlers::queue::sync::{AtomicUsize, Ordering};

/// The places of a queue, which its writers take a few at a time, and its memory.
pub(super) struct Room {
    places: usize,
    free: Apart<AtomicUsize>,
    most_in_rings: usize,
    rings: Apart<AtomicUsize>,
    most_aside: usize,
    aside: Apart<AtomicUsize>,
}

/// A writer takes no more places at a time than this part of those that are free.
const PART: usize = 256;
/// Nor more than this.
const MOST_AT_ONCE: usize = 64;

impl Room {
    /// Room for so many records, whose rings take no more than so many bytes, and what lies beside them neither.
    pub(super) fn new(places: usize, most_in_rings: usize, most_aside: usize) -> Room {
        Room {
            places,
            free: Apart(AtomicUsize::new(places)),
            most_in_rings,
            rings: Apart(AtomicUsize::new(0)),
            most_aside,
            aside: Apart(AtomicUsize::new(0)),
        }
    }

    /// How many records there are places for, all in all.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// How many places no writer has.
    pub(super) fn free(&self) -> usize {
        self.free.0.load(Ordering::Acquire)
    }

    /// Takes places, one at least; none if there is none.
    pub(super) fn take(&self) -> usize {
        let mut free = self.free.0.load(Ordering::Relaxed);
        loop {
            let taken = (free / PART).clamp(1, MOST_AT_ONCE);
            if free == 0 {
                return 0;
            }
            match self.free.0.compare_exchange_weak(free, free - taken, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return taken,
                Err(now) => free = now,
            }
        }
    }

    pub(super) fn give_back(&self, places: usize) {
        self.free.0.fetch_add(places, Ordering::AcqRel);
    }

    /// Whether there may be so many bytes more of rings; they are counted then.
    pub(super) fn take_bytes(&self, bytes: usize) -> bool {
        let fits = self.rings.0.fetch_add(bytes, Ordering::AcqRel) + bytes <= self.most_in_rings;
        if !fits {
            self.give_back_bytes(bytes);
        }
        fits
    }

    pub(super) fn give_back_bytes(&self, bytes: usize) {
        self.rings.0.fetch_sub(bytes, Ordering::AcqRel);
    }

    #[cfg(test)]
    pub(super) fn ring_bytes(&self) -> usize {
        self.rings.0.load(Ordering::Acquire)
    }

    /// Whether a record may lie beside the rings: the last one goes beyond the bound, however large it is.
    pub(super) fn has_room_aside(&self) -> bool {
        self.aside.0.load(Ordering::Acquire) < self.most_aside
    }

    pub(super) fn count_aside(&self, bytes: usize) {
        self.aside.0.fetch_add(bytes, Ordering::AcqRel);
    }

    pub(super) fn give_back_aside(&self, bytes: usize) {
        self.aside.0.fetch_sub(bytes, Ordering::AcqRel);
    }
}
