//! The end of a lane at which records are put in.

use std::sync::Arc;

use rtrb::{Producer, RingBuffer};

use super::lane::{Aside, FIRST, Lane};
use super::{Reader, Room};
use crate::clock::Timestamp;
use crate::handlers::queue::sync::Ordering;
use crate::handlers::queue::{Copied, RenderedRecord};
use crate::record::{Flat, LogRecord, Origin, Slot};

/// Writes records into a ring; goes on with a larger one when there is no room in it.
pub(super) struct Writer {
    lane: Arc<Lane>,
    room: Arc<Room>,
    ring: Producer<Slot>,
    /// For the texts of a record of several slots.
    long: Vec<u8>,
    origin: Origin,
    /// The key of the last record: those of one thread stay in their order whatever the clock does.
    key: i64,
}

/// A ring of more slots is left for a small one once it is empty and the queue has been quiet.
const LARGE: usize = 4 * FIRST;

impl Writer {
    pub(super) fn new(room: &Arc<Room>) -> (Writer, Reader) {
        let (ring, read) = RingBuffer::new(FIRST);
        let (lane, origin) = (Lane::new(), Origin::current());
        let reader = Reader::new(Arc::clone(&lane), Arc::clone(room), read, origin.clone());
        (Writer { lane, room: Arc::clone(room), ring, long: Vec::new(), origin, key: i64::MIN }, reader)
    }

    /// Whether nobody reads any more.
    pub(super) fn is_left(&self) -> bool {
        self.lane.left.load(Ordering::Relaxed)
    }

    /// Whether all has been taken that was put.
    pub(super) fn is_empty(&self) -> bool {
        // A further ring is written to as soon as it is there, and read when those before it are empty.
        self.ring.slots() == self.ring.buffer().capacity()
    }

    /// Says that the present thread logs what comes now, where several use one lane.
    pub(super) fn by_this_thread(&mut self) {
        let origin = Origin::current();
        if !origin.is_thread_of(&self.origin) {
            self.tell_origin(origin);
        }
    }

    /// Writes a record into the ring.
    #[inline]
    pub(super) fn put_copy(&mut self, record: &RenderedRecord<'_, '_>) -> Copied {
        if !self.take_place() {
            return Copied::Full;
        }
        if !self.origin.is_named_still() {
            self.tell_origin(Origin::current());
        }
        let Some(flat) = Flat::of(record.record(), record.bytes(), record.is_merged(), self.key) else {
            self.give_back_place();
            return Copied::Unsuited;
        };
        if self.ring.cached_slots() < flat.slots() && !self.has_room(flat.slots()) {
            self.give_back_place();
            return Copied::Full;
        }
        if let Ok(mut chunk) = self.ring.write_chunk(flat.slots()) {
            let (first, second) = chunk.as_mut_slices();
            flat.write(first.iter_mut().chain(second), &mut self.long);
            chunk.commit_all();
        }
        self.key = flat.key();
        Copied::Put
    }

    /// Whether there is room for so many slots, in another ring if there is none in this one.
    #[inline(never)]
    fn has_room(&mut self, slots: usize) -> bool {
        if self.ring.slots() >= slots {
            return true;
        }
        let next = self.lane.ring(&self.room, self.ring.buffer().capacity(), slots);
        next.is_some_and(|ring| {
            self.ring = ring;
            true
        })
    }

    /// Puts an owned record in as it is.
    pub(super) fn put(&mut self, record: Box<LogRecord<'static>>) -> Result<(), Box<LogRecord<'static>>> {
        if !self.room.has_room_aside() || !self.take_place() {
            return Err(record);
        }
        let bytes = record.footprint();
        self.room.count_aside(bytes);
        self.put_aside(Aside::Record(record, bytes)).map_err(|aside| {
            self.room.give_back_aside(bytes);
            self.give_back_place();
            match aside {
                Aside::Record(record, _) => record,
                Aside::Origin(_) => Box::new(LogRecord::blank()),
            }
        })
    }

    #[cold]
    fn tell_origin(&mut self, origin: Origin) {
        // Where there is no memory for it, the next record tries again.
        if self.put_aside(Aside::Origin(origin.clone())).is_ok() {
            self.origin = origin;
        }
    }

    fn put_aside(&mut self, what: Aside) -> Result<(), Aside> {
        let key = self.key.max(Timestamp::now().nanos());
        if !self.has_room(1) {
            return Err(what);
        }
        self.lane.put_aside(what);
        // There is room: nobody else fills it.
        let _ = self.ring.push(Slot::aside(key));
        self.key = key;
        Ok(())
    }

    #[inline]
    fn take_place(&mut self) -> bool {
        let mut places = self.lane.places.0.load(Ordering::Relaxed);
        if places == 0 {
            places = self.take_places();
            if places == 0 {
                return false;
            }
        }
        self.lane.places.0.store(places - 1, Ordering::Relaxed);
        true
    }

    #[inline(never)]
    fn take_places(&mut self) -> usize {
        if self.lane.quiet.load(Ordering::Relaxed) {
            self.lane.quiet.store(false, Ordering::Relaxed);
            self.leave_large_ring();
        }
        self.room.take()
    }

    fn give_back_place(&self) {
        self.lane.places.0.fetch_add(1, Ordering::Relaxed);
    }

    #[cold]
    fn leave_large_ring(&mut self) {
        let slots = self.ring.buffer().capacity();
        if slots > LARGE
            && self.ring.slots() == slots
            && let Some(ring) = self.lane.ring(&self.room, FIRST / 2, 1)
        {
            self.ring = ring;
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.room.give_back(self.lane.places.0.swap(0, Ordering::Relaxed));
        self.lane.ended.store(true, Ordering::Release);
    }
}
