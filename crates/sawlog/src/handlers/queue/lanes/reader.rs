//! The end of a lane at which records are taken out.

use std::sync::Arc;

use rtrb::Consumer;

use super::Room;
use super::lane::{Aside, Lane};
use crate::handlers::queue::sync::Ordering;
use crate::record::{FlatBatch, FlatReader, LogRecord, Origin, Slot};

/// Reads a lane, ring after ring.
pub(super) struct Reader {
    lane: Arc<Lane>,
    room: Arc<Room>,
    ring: Consumer<Slot>,
    /// How many rings were come to.
    rings: usize,
    origin: Arc<Origin>,
    /// Whether several threads write to the lane.
    pub(super) is_common: bool,
    /// The key of the next record, if one is known to be there.
    pub(super) head: Option<i64>,
    /// How many records of the queue had been taken when it was seen.
    pub(super) seen: u64,
    /// How many slots were taken.
    taken: u64,
    /// How many are to be taken before a request.
    mark: u64,
}

impl Reader {
    pub(super) fn new(lane: Arc<Lane>, room: Arc<Room>, ring: Consumer<Slot>, origin: Origin) -> Reader {
        let origin = Arc::new(origin);
        Reader { lane, room, ring, rings: 1, origin, is_common: false, head: None, seen: 0, taken: 0, mark: 0 }
    }

    /// Looks whether there is a record.
    #[inline]
    pub(super) fn look(&mut self) -> bool {
        loop {
            match self.ring.peek() {
                Ok(slot) if slot.count().is_some() => {
                    self.head = Some(slot.key());
                    return true;
                }
                Ok(_) => {
                    if self.look_aside() {
                        return true;
                    }
                }
                Err(_) => {
                    self.head = None;
                    if self.lane.rings.load(Ordering::Acquire) == self.rings {
                        return false;
                    }
                    self.follow();
                }
            }
        }
    }

    /// Whether what is next lies aside and is a record; else that is taken.
    fn look_aside(&mut self) -> bool {
        match self.lane.take_origin() {
            Some(origin) => {
                self.origin = Arc::new(origin);
                self.skip(1);
                false
            }
            None => {
                self.head = self.ring.peek().ok().map(Slot::key);
                true
            }
        }
    }

    /// Goes on with the next ring, if nothing came into this one before the writer left it.
    #[cold]
    fn follow(&mut self) {
        if !self.ring.is_empty() {
            return;
        }
        if let Some(ring) = self.lane.next_ring() {
            self.give_back_ring();
            self.ring = ring;
            self.rings += 1;
        }
    }

    /// Takes the record that is next: into a blank one, or as it is. There is one.
    #[inline]
    pub(super) fn take(
        &mut self,
        flat: &mut FlatReader,
        blank: impl FnOnce() -> Box<LogRecord<'static>>,
    ) -> Box<LogRecord<'static>> {
        let count = self.ring.peek().ok().and_then(Slot::count);
        let record = match count {
            Some(count) => {
                let mut into = blank();
                if let Ok(slots) = self.ring.read_chunk(count) {
                    let (first, second) = slots.as_slices();
                    flat.read(first.iter().chain(second), &self.origin, &mut into);
                    slots.commit_all();
                }
                self.taken += count as u64;
                into
            }
            None => {
                let aside = self.lane.take_aside();
                self.skip(1);
                match aside {
                    Some(Aside::Record(record, bytes)) => {
                        self.room.give_back_aside(bytes);
                        record
                    }
                    _ => blank(),
                }
            }
        };
        self.look();
        record
    }

    /// Takes the record that is next to others, if it can be lent from among them. There is one.
    #[inline]
    pub(super) fn take_to(&mut self, batch: &mut FlatBatch) -> bool {
        let lendable = self.ring.peek().ok().filter(|slot| slot.is_lendable());
        let Some(count) = lendable.and_then(Slot::count) else { return false };
        let Ok(slots) = self.ring.read_chunk(count) else { return false };
        let (first, second) = slots.as_slices();
        batch.push(first.iter().chain(second), &self.origin);
        slots.commit_all();
        self.taken += count as u64;
        self.look();
        true
    }

    /// Takes the record that is next and lets it go, but for a box.
    pub(super) fn discard(&mut self) -> Option<Box<LogRecord<'static>>> {
        let count = self.ring.peek().ok().and_then(Slot::count);
        let mut boxed = None;
        match count {
            Some(count) => self.skip(count),
            None => {
                if let Some(Aside::Record(record, bytes)) = self.lane.take_aside() {
                    self.room.give_back_aside(bytes);
                    boxed = Some(record);
                }
                self.skip(1);
            }
        }
        self.look();
        boxed
    }

    fn skip(&mut self, count: usize) {
        if let Ok(slots) = self.ring.read_chunk(count) {
            slots.commit_all();
        }
        self.taken += count as u64;
    }

    /// Remembers what is there now.
    pub(super) fn set_mark(&mut self) {
        self.mark = self.taken + (self.ring.slots() + self.lane.further_slots()) as u64;
    }

    /// Whether there still is something of what was there then.
    #[inline]
    pub(super) fn is_before_mark(&self) -> bool {
        self.taken < self.mark
    }

    /// Whether its thread has ended.
    #[inline]
    pub(super) fn is_ended(&self) -> bool {
        self.lane.ended.load(Ordering::Acquire)
    }

    /// How many places its writer has taken and not used.
    pub(super) fn unused(&self) -> usize {
        self.lane.places.0.load(Ordering::Relaxed)
    }

    /// Lets the writer leave a ring that is larger than it needs.
    pub(super) fn rest(&self) {
        self.lane.quiet.store(true, Ordering::Relaxed);
    }

    fn give_back_ring(&self) {
        if self.rings == 1 {
            // A writer's first ring is not counted.
            return;
        }
        self.room.give_back_bytes(self.ring.buffer().capacity() * size_of::<Slot>());
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.lane.left.store(true, Ordering::Relaxed);
        self.give_back_ring();
    }
}
